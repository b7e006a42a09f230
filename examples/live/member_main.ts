// A member's process: connects to the relay, plays its part, reports what it counted. Runs
// unchanged under Bun and Deno.
//
//   bun examples/live/member_main.ts alice ws://127.0.0.1:PORT
//   deno run --allow-ffi=LIBRARY --allow-net=127.0.0.1:PORT examples/live/member_main.ts bob …

import process from "node:process";
import { isMemberName } from "./cast.ts";
import { onParentEnd } from "./parent.ts";
import { report, textOf } from "./reports.ts";

async function play(name: string | undefined, url: string | undefined): Promise<void> {
  if (!isMemberName(name) || !url) throw new Error("usage: member_main.ts NAME RELAY_URL");
  // Imported here, because importing gbp-stack loads the library, and a library that is missing or
  // of another version is to be reported like everything else that goes wrong.
  const { Member } = await import("./member.ts");
  const { parts } = await import("./story.ts");
  const { follower } = await import("./transition.ts");
  const me = await Member.connect(name, url, follower);
  await parts[name](me);
  report({ type: "tally", tally: me.result() });
  await me.close();
}

onParentEnd(() => process.exit(1));
try {
  await play(process.argv[2], process.argv[3]);
  process.exit(0);
} catch (error) {
  report({ type: "fault", text: textOf(error) });
  process.exit(1);
}

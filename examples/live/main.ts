// The live demo: four processes, three members, one conversation; see USAGE in options.ts.
// scripts/demo calls it when everything is built:
//
//   bun examples/live/main.ts [--port N] [--verbose] [--help]

import process from "node:process";
import { type Options, readOptions, USAGE } from "./options.ts";
import { textOf } from "./reports.ts";
import { show } from "./screen.ts";
import { Stage } from "./stage.ts";
import { discrepancies, summaryTable } from "./summary.ts";

function options(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`demo: ${textOf(error)} (--help explains)`);
    process.exit(2);
  }
}

async function play(chosen: Options): Promise<void> {
  const stage = new Stage(chosen);
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, status] of Object.entries(signals)) {
    process.on(signal, () => void stage.clear().finally(() => process.exit(status)));
  }
  const tallies = await stage.play();
  console.log("\nmessages: sent/read\n");
  for (const line of summaryTable(tallies)) console.log(`  ${line}`);
  const wrong = discrepancies(tallies);
  for (const sentence of wrong) show("demo", `!! ${sentence}`);
  if (wrong.length > 0) throw new Error("the members' counts do not add up");
  console.log("\ndemo: every message was read by every member of its epoch, and by nobody else");
}

const chosen = options();
if (chosen.wantsHelp) {
  console.log(USAGE);
} else {
  try {
    await play(chosen);
    process.exit(0);
  } catch (error) {
    console.error(`demo: failed: ${textOf(error)}`);
    process.exit(1);
  }
}

// The live demo from outside: what it prints, its exit status, and that nothing of it stays when it
// ends, whatever happened to it.

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { Child, demo, leftOver, type Outcome, root, runtime } from "./demo.ts";

const RELAY = /^relay +listens on (ws:\S+),/;
/** Far beyond what a failure may take; a hang is a failure of the test. */
const LIMIT = { timeout: 60_000 };

/** The demo must have failed with one reason as its last word, and left nothing behind. */
function assertFailed({ status, stdout, stderr }: Outcome, reason: RegExp): void {
  const all = [...stdout, ...stderr].join("\n");
  assert.equal(status, 1, all);
  assert.match(stderr.at(-1) ?? "", reason, all);
  assert.equal(stderr.length, 1, all);
  assert.deepEqual(leftOver(stdout), []);
}

test("the story is told to its end, and the summary adds up", LIMIT, async () => {
  const { status, stdout, stderr } = await demo().outcome;
  assert.equal(status, 0, [...stdout, ...stderr].join("\n"));
  assert.deepEqual(stderr, []);
  const told = [
    /^alice +starts, process \d+, Bun \d/,
    /^bob +starts, process \d+, Deno \d/,
    /^carol +starts, process \d+, Bun \d/,
    /^bob +<- alice control PREPARE_TRANSITION, transition 2/,
    /^alice +<- bob +control READY_FOR_TRANSITION, transition 2/,
    /^carol +<- bob +text +"Hi Carol\."/,
    /^bob +<- carol +signal +MUTE \{0: 2\}/,
    /^bob +<- alice signal +STREAM_START \{0: 1\}/,
    /^alice +<- carol audio +10 frames, 800 bytes opened by SFrame/,
    /^bob +<- alice control EXECUTE_TRANSITION, transition 3/,
    /^bob +<- alice text +"Bob, we are two again/,
    /^carol +xx alice text +0x0006 aead open: /,
    /^carol +xx 0x0006 aead open: .*UseAfterEviction/,
    /^ +alice +Bun [\d.]+ +0 1 2 3 +4\/5 +20\/20 +6\/9 +0 +CBOR$/,
    /^ +bob +Deno [\d.]+ +1 2 3 +4\/5 +10\/30 +4\/11 +0 +PROTOBUF, FLATBUFFERS$/,
    /^ +carol +Bun [\d.]+ +2 +1\/4 +10\/20 +5\/5 +16 +FLATBUFFERS$/,
    /^demo: every message was read by every member of its epoch, and by nobody else$/,
  ];
  for (const pattern of told) assert.ok(stdout.some((line) => pattern.test(line)), String(pattern));
  const wide = stdout.filter((line) => line.length >= 100);
  assert.deepEqual(wide, []);
  assert.deepEqual(leftOver(stdout), []);
});

test("what Carol must not read is printed by Alice and Bob alone", LIMIT, async () => {
  const { stdout } = await demo().outcome;
  const secret = stdout.filter((line) => line.includes("this is not for Carol"));
  assert.deepEqual(secret.map((line) => line.split(" ")[0]).sort(), ["alice", "bob"]);
});

test("--verbose shows every envelope as the relay sees it", LIMIT, async () => {
  const { status, stdout } = await demo("--verbose").outcome;
  assert.equal(status, 0);
  const seen = stdout.filter((line) => /^relay +\w+ -> \w+ +\d+ B /.test(line));
  const count = (pattern: RegExp): number => seen.filter((line) => pattern.test(line)).length;
  assert.equal(count(/key package$/), 2);
  assert.equal(count(/Welcome$/), 2);
  assert.equal(count(/epoch \d +seq \d+ +control$/), 6);
  assert.equal(count(/epoch \d +seq \d+ +audio \(\w+\)$/), 40);
  assert.equal(count(/epoch \d +seq \d+ +text \(\w+\)$/), 9);
  assert.equal(count(/epoch \d +seq \d+ +signal \(\w+\)$/), 15);
  assert.equal(seen.length, 74);
});

test("--help explains, bad options are refused in one line", LIMIT, async () => {
  const help = await demo("--help").outcome;
  assert.equal(help.status, 0);
  assert.match(help.stdout[0]!, /^usage: scripts\/demo/);
  for (const option of ["--port", "--verbose", "--help"]) {
    assert.ok(help.stdout.some((line) => line.startsWith(`  ${option}`)), option);
  }
  const bad = [["--port", "65536"], ["--port", "-1"], ["--port=x"], ["--port"], ["--loud"], [
    "now",
  ]];
  for (const args of bad) {
    const { status, stdout, stderr } = await demo(...args).outcome;
    assert.equal(status, 2, args.join(" "));
    assert.deepEqual(stdout, []);
    assert.equal(stderr.length, 1, stderr.join("\n"));
    assert.match(stderr[0]!, /^demo: .*--help explains/);
  }
});

test("a port that is taken is named in one clear line", LIMIT, async () => {
  const other = new Child(runtime("bun"), [`${root}examples/live/relay.ts`]);
  try {
    const port = await other.find(/"url":"ws:\/\/127\.0\.0\.1:(\d+)"/);
    const outcome = await demo("--port", port).outcome;
    assertFailed(outcome, new RegExp(`port ${port} is taken; choose another one with --port$`));
  } finally {
    other.dismiss();
    assert.equal((await other.outcome).status, 0, "the relay ends with its standard input");
  }
});

test("the port that was asked for is used", LIMIT, async () => {
  const relay = new Child(runtime("bun"), [`${root}examples/live/relay.ts`]);
  const port = await relay.find(/"url":"ws:\/\/127\.0\.0\.1:(\d+)"/);
  relay.dismiss();
  await relay.outcome;
  const { status, stdout } = await demo("--port", port).outcome;
  assert.equal(status, 0, stdout.join("\n"));
  assert.match(stdout[0]!, new RegExp(`ws://127\\.0\\.0\\.1:${port},`));
});

for (const name of ["alice", "bob", "carol"]) {
  test(`when ${name}'s process is killed the demo says so and ends`, LIMIT, async () => {
    const show = demo();
    const id = await show.find(new RegExp(`^${name} +starts, process (\\d+)`));
    process.kill(Number(id), "SIGKILL");
    assertFailed(await show.outcome, new RegExp(`${name} was ended by SIGKILL$`));
  });
}

test("when the relay is killed the demo says so and ends", LIMIT, async () => {
  const show = demo();
  const id = await show.find(/^relay +listens on .*process (\d+)/);
  await show.find(/^(alice) +creates the group/);
  process.kill(Number(id), "SIGKILL");
  assertFailed(await show.outcome, /relay was ended by SIGKILL$/);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  test(`no process outlives a demo that was ended by ${signal}`, LIMIT, async () => {
    const show = demo();
    await show.find(/^(bob) +starts/);
    show.kill(signal);
    const { stdout } = await show.outcome; // ends when the last holder of its output has ended
    while (leftOver(stdout).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });
}

test("a library that is missing is named, with what to do", LIMIT, async () => {
  const nowhere = { GBP_STACK_LIBRARY: `${root}lib/nowhere.so` };
  const show = new Child(runtime("bun"), [`${root}examples/live/main.ts`], nowhere);
  const reason = /load: .*lib\/nowhere\.so is missing; GBP_STACK_LIBRARY names it, scripts\/build/;
  assertFailed(await show.outcome, reason);
});

async function withStranger(harm: string): Promise<Outcome> {
  const stranger = new Child(runtime("bun"), [`${root}test/examples/stranger.ts`]);
  await stranger.find(/^(ready)$/);
  const show = demo();
  stranger.write(`${harm} ${await show.find(RELAY)}\n`);
  const outcome = await show.outcome;
  stranger.dismiss();
  await stranger.outcome;
  return outcome;
}

test("an envelope cut in the middle ends the demo with a clear error", LIMIT, async () => {
  assertFailed(await withStranger("envelope"), /from member 9: envelope is cut: 27 of 100 bytes$/);
});

test("a frame cut in the middle ends the demo with a clear error", LIMIT, async () => {
  assertFailed(await withStranger("frame"), /a frame was refused: 0x0008 frame decode: /);
});

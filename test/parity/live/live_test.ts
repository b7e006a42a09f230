// Mixed groups, live: each member is a process of its own, in Python on the package's own library,
// in Python on ours, in Bun and in Deno.

import assert from "node:assert/strict";
import { test } from "node:test";
import { version } from "../../../bindings/mod.ts";
import { Child, leftOver, root, runtime } from "../../examples/demo.ts";
import { Program, Refusal } from "./program.ts";
import { RELEASE_1_5, RELEASE_1_9, SEATS, startProgram } from "./programs.ts";
import { Seat } from "./seat.ts";
import { tellStory } from "./story.ts";

/** Far beyond what any of this takes: a hang is a failure. */
const LIMIT = { timeout: 120_000 };
/** Of different widths: a stream's id is made of it. */
const MEMBER_IDS = { python: 1, swapped: 23, bun: 4_567, deno: 999_999 };

type Release = typeof RELEASE_1_5;

/** Runs `body` with all four, of whom `first` comes first. None outlives it. */
async function withSeats(
  first: number,
  release: Release,
  body: (seats: Seat[]) => Promise<void>,
): Promise<void> {
  const order = SEATS.map((_, index) => SEATS[(first + index) % SEATS.length]!);
  const programs = order.map((name) => startProgram(name, release));
  try {
    await body(order.map((name, index) => new Seat(name, MEMBER_IDS[name], programs[index]!)));
  } catch (error) {
    for (const program of programs) program.kill();
    throw error;
  }
  await Promise.all(programs.map((program) => program.end()));
}

SEATS.forEach((founder, index) => {
  const leaving = index % 2 === 0 ? "ignores" : "follows";
  test(`${founder} founds a group: all read all, the removed nothing more`, LIMIT, async () => {
    await withSeats(index, RELEASE_1_5, (seats) => tellStory(seats, leaving));
  });
});

test("gbp-stack 1.9.1 for Python and rfc9605 in one group", LIMIT, async () => {
  await withSeats(0, RELEASE_1_9, (seats) => tellStory(seats, "follows"));
});

test("each member runs on the library that its name says", LIMIT, async () => {
  for (const release of [RELEASE_1_5, RELEASE_1_9]) {
    await withSeats(0, release, async (seats) => {
      for (const seat of seats) {
        const { version: reported } = await seat.begin();
        if (seat.name === "python") assert.ok(reported.includes(` ${release.version} `), reported);
        else assert.equal(reported, version(), seat.name);
      }
    });
  }
});

test("a member's failure is an answer and no end", LIMIT, async () => {
  await withSeats(0, RELEASE_1_5, async (seats) => {
    for (const seat of seats) {
      await seat.begin();
      await assert.rejects(seat.process(new Uint8Array([1, 2, 3])), Refusal);
      await seat.found();
    }
  });
});

test("no member outlives a driver that is killed", LIMIT, async () => {
  const driver = new Child(runtime("bun"), [`${root}test/parity/live/abandoned.ts`]);
  await driver.find(/^(all begun)$/);
  driver.kill("SIGKILL");
  const { stdout } = await driver.outcome;
  assert.equal(stdout.filter((line) => /process \d+$/.test(line)).length, SEATS.length);
  while (leftOver(stdout).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

const bun = (code: string) => ({ program: runtime("bun"), args: ["-e", code] });

test("a silent program fails its driver in the end", LIMIT, async () => {
  const program = new Program("silent", bun("setInterval(() => {}, 1000)"), 300);
  await assert.rejects(program.ask({ do: "found" }), /silent does not answer "found" within 0.3 s/);
  await assert.rejects(program.ask({ do: "found" }), /silent does not answer/);
  await assert.rejects(program.end(), /silent was ended by SIGKILL/);
});

test("a program that dies fails its driver with its last words", LIMIT, async () => {
  const program = new Program("dying", bun("console.error('bad day'); process.exit(3)"));
  await assert.rejects(program.ask({ do: "found" }), /dying ended with status 3: bad day/);
  await assert.rejects(program.end(), /dying ended with status 3/);
});

test("a program that is not there is named", LIMIT, async () => {
  const program = new Program("absent", { program: "no-such-program-here", args: [] });
  await assert.rejects(program.ask({ do: "found" }), /absent cannot be started/);
});

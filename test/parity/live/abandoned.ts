// A driver that gets killed: starts the four members, names their processes, and waits.

import { RELEASE_1_5, SEATS, startProgram } from "./programs.ts";
import { Seat } from "./seat.ts";

for (const name of SEATS) {
  const program = startProgram(name, RELEASE_1_5);
  await new Seat(name, 1, program).begin();
  console.log(`${name} process ${program.id}`);
}
console.log("all begun");
setInterval(() => {}, 1000);

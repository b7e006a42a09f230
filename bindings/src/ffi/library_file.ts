// Looks at a library's file before it is loaded: loading one that was cut short kills the process.

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";

/** What a file is: there or not, whole as far as its first bytes tell. */
export type FileState = "missing" | "cut short" | "there";

const ELF64_HEADER = 64;
const ELF_MAGIC = 0x7f454c46;
// Where the table of sections, the last part of a file, begins; the size and number of its entries.
const SECTIONS_AT = 0x28;
const SECTION_SIZE = 0x3a;
const SECTION_COUNT = 0x3c;

/** Looks at a file; it must be permitted. */
export function lookAt(path: string): FileState {
  try {
    if (!statSync(path).isFile()) return "missing"; // opening a pipe would wait for its writer
    const file = openSync(path, "r");
    try {
      const header = new Uint8Array(ELF64_HEADER);
      readSync(file, header, 0, ELF64_HEADER, 0);
      const size = sizeOfElf(new DataView(header.buffer));
      return fstatSync(file).size < size ? "cut short" : "there";
    } finally {
      closeSync(file);
    }
  } catch {
    return "missing";
  }
}

/** The size that an ELF file says it has; 0 for any other. */
function sizeOfElf(header: DataView): number {
  if (header.getUint32(0) !== ELF_MAGIC) return 0;
  const sections = header.getUint16(SECTION_SIZE, true) * header.getUint16(SECTION_COUNT, true);
  return Number(header.getBigUint64(SECTIONS_AT, true)) + sections;
}

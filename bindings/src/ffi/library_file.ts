// What a library's file looks like before it is loaded: loading one that was cut short kills the
// process.

/** Whether a file is there, and whole as far as its first bytes tell. */
export type FileState = "missing" | "cut short" | "there";

/** So many first bytes tell. */
export const HEADER_BYTES = 64;
const ELF_MAGIC = 0x7f454c46;
// Where the table of sections, the last part of a file, begins; the size and number of its entries.
const SECTIONS_AT = 0x28;
const SECTION_SIZE = 0x3a;
const SECTION_COUNT = 0x3c;

/** The state of a file of `size` bytes that begins with `header`, of {@link HEADER_BYTES}. */
export function stateOf(header: Uint8Array<ArrayBuffer>, size: number): FileState {
  return size < sizeOfElf(new DataView(header.buffer)) ? "cut short" : "there";
}

/** The size that an ELF file says it has; 0 for any other. */
function sizeOfElf(header: DataView): number {
  if (header.getUint32(0) !== ELF_MAGIC) return 0;
  const sections = header.getUint16(SECTION_SIZE, true) * header.getUint16(SECTION_COUNT, true);
  return Number(header.getBigUint64(SECTIONS_AT, true)) + sections;
}

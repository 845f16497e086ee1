/**
 * The kernel's memory: as large as its frames need it.
 *
 * Owns        the change of kernel.wasm: its memory, which has all frames that there can be behind the kernel's tables, has those
 *             only that it will boot with. An engine has less to do for a smaller memory, though nobody touches the rest.
 *             And it is shared, though with nobody: V8 takes what is not for memory of JavaScript's, of which it would have so
 *             much at boot that it collects garbage at once, and would wait with that for long later.
 * Source      WebAssembly 2.0, section 5.5 (modules).
 */
import { Reader } from "./rewriter/reader.ts";
import { Writer } from "./rewriter/writer.ts";

/** Frames that the kernel is built for: kernel/machine.ts. */
export const FRAMES = 524288;

/** Frames in a page of WebAssembly. */
const FRAMES_A_PAGE = 16;

const PREAMBLE_BYTES = 8;
const MEMORY_SECTION = 5;

/** Flags of a memory's limits. What is shared has a maximum. */
const HAS_MAXIMUM = 1;
const SHARED = 2;

/** kernel.wasm for so many frames. */
export function withFrames(binary: Uint8Array, frames: number): Uint8Array<ArrayBuffer> {
  const less = Math.max(0, Math.floor((FRAMES - frames) / FRAMES_A_PAGE));
  const to = new Writer(binary.length);
  const from = new Reader(binary, PREAMBLE_BYTES);
  to.copy(binary, 0, PREAMBLE_BYTES);
  while (!from.done) {
    const start = from.position;
    const section = from.byte();
    const end = from.u32() + from.position;
    if (section === MEMORY_SECTION) writeMemory(to, from, less);
    else to.copy(binary, start, end);
    from.position = end;
  }
  return to.written;
}

/** Writes the section of the one memory that there is, with so many pages fewer. */
function writeMemory(to: Writer, from: Reader, less: number): void {
  const content = new Writer();
  content.u32(from.u32());
  const hasMaximum = (from.byte() & HAS_MAXIMUM) !== 0;
  const initial = from.u32();
  content.byte(HAS_MAXIMUM | SHARED);
  content.u32(initial - less);
  content.u32((hasMaximum ? from.u32() : initial) - less);
  to.byte(MEMORY_SECTION);
  to.part(content);
}

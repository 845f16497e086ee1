/**
 * Modules that the port makes itself.
 *
 * Owns        how their sections are written.
 * Source      WebAssembly 2.0, section 5.5 (modules).
 */
import { Writer } from "./rewriter/writer.ts";

export const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
export const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
} as const;
export const FUNCTION_KIND = 0;
export const GLOBAL_KIND = 3;

export function section(to: Writer, number: number, write: (content: Writer) => void): void {
  const content = new Writer();
  write(content);
  to.byte(number);
  to.part(content);
}

export function vector<T>(
  to: Writer,
  number: number,
  items: readonly T[],
  write: (content: Writer, item: T, index: number) => void,
): void {
  section(to, number, (content) => {
    content.u32(items.length);
    for (const [index, item] of items.entries()) write(content, item, index);
  });
}

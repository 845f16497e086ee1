/**
 * Modules from bytes, for what no text format would produce.
 *
 * Owns        sections, and one module around a function body in which every instruction can be valid.
 */
import { Writer } from "../writer.ts";

export const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A section: its number and its content, or the entries of a vector. */
export type Section = readonly [number: number, content: readonly number[] | readonly (readonly number[])[]];

export const text = (value: string): number[] => {
  const to = new Writer();
  to.name(value);
  return [...to.written];
};

const u32 = (value: number): number[] => {
  const to = new Writer();
  to.u32(value);
  return [...to.written];
};

export function module(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  let bytes = [...PREAMBLE];
  for (const [number, content] of sections) {
    const first = content[0];
    const flat = Array.isArray(first) ? u32(content.length).concat(content.flat()) : (content as number[]);
    bytes = bytes.concat(number, u32(flat.length), flat);
  }
  return Uint8Array.from(bytes);
}

/** The code section with one function without locals. `body` ends with `end`. */
export const code = (body: readonly number[]): Section => [10, [[...u32(body.length + 1), 0].concat(body)]];

/** A module with one function () -> () and at least one of everything that an instruction can name. */
export function around(body: readonly number[]): Uint8Array<ArrayBuffer> {
  return module([
    [1, [[0x60, 0, 0]]],
    [3, [[0]]],
    [4, [[0x70, 0, 1]]],
    [5, [[3, 1, 1]]],
    [13, [[0, 0]]],
    [6, [[0x7f, 1, 0x41, 0, 0x0b]]],
    [9, [[3, 0, 1, 0]]],
    [12, [1]],
    code(body),
    [11, [[1, 1, 0]]],
  ]);
}

/**
 * Twin of ring-buffer.ts: the write index is not taken round the end.
 */
import { type FixedArray, modifies, requires, u32, zeroed } from "welkin";

const elements: FixedArray<u32, 8> = zeroed();
let head: u32 = 0;
let length: u32 = 0;

function push(value: u32): void {
  requires(length < 8 && head < 8);
  modifies(elements, length);
  elements[head + length] = value; // FAILS V106
  length += 1;
}

function pop(): u32 {
  requires(length > 0 && head < 8);
  modifies(head, length);
  const value = elements[head];
  head = (head + 1) % 8;
  length -= 1;
  return value;
}

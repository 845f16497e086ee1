// Objects in frames.
import { FixedArray, Pool, ensures, frames, modifies, pool, requires, retype, u32, zeroed } from "welkin";

class Free {
  next: u32 = 0;
}

class Table {
  entries: FixedArray<u32, 1024> = zeroed();
}

const free: Pool<Free> = frames<Free>(8);
const tables: Pool<Table> = pool<Table>();

export function link(frame: u32, next: u32): u32 {
  requires(free.owned().has(frame));
  modifies(free.at(frame));
  free.at(frame).next = next;
  return free.at(frame).next;
}

export function toTable(frame: u32): u32 {
  requires(free.owned().has(frame));
  modifies(free, tables);
  move(frame, tables);
  const table = tables.at(frame);
  table.entries[1023] = 9;
  return table.entries[0] * 100 + table.entries[1023];
}

/** A reference to a pool is nothing at run time. */
export function move<T>(frame: u32, to: Pool<T>): void {
  requires(free.owned().has(frame));
  modifies(free, to);
  ensures(to.owned().has(frame));
  retype(free, frame, to);
}

/** A parameter with the name of what the compiler keeps: records of its own lie in a stack frame. */
export function lastEntry(frame: u32): u32 {
  requires(frame < 100);
  const table = new Table();
  table.entries[1023] = frame;
  return table.entries[1023] + 1;
}

/** Objects in frames: who owns a frame, and what is in it. */
import { Pool, assert, ensures, frames, modifies, old, pool, requires, retype, u32 } from "welkin";

class Cell {
  value: u32 = 0;
}

class Node {
  next: u32 = 0;
}

const memory: Pool<Cell> = frames(16);
const nodes: Pool<Node> = pool();

/** A name of an object does not outlive the object. */
export function usedAfterRetype(f: u32): void {
  requires(memory.owned().has(f));
  modifies(memory, nodes);
  const cell = memory.at(f);
  cell.value = 1;
  retype(memory, f, nodes);
  cell.value = 2; // FAILS V107
}

/** Nothing of the old object is left. */
export function residue(f: u32): void {
  requires(memory.owned().has(f) && memory.at(f).value === 7);
  modifies(memory, nodes);
  retype(memory, f, nodes);
  assert(nodes.at(f).next === 0);
  assert(nodes.at(f).next === 7); // FAILS V205
}

export function retypedTwice(f: u32): void {
  requires(memory.owned().has(f));
  modifies(memory, nodes);
  retype(memory, f, nodes);
  retype(memory, f, nodes); // FAILS V107
}

export function givenBack(f: u32): void {
  requires(memory.owned().has(f));
  modifies(memory, nodes);
  ensures(memory.owned() === old(memory.owned()));
  ensures(nodes.owned() === old(nodes.owned()));
  retype(memory, f, nodes);
  retype(nodes, f, memory);
}

export function zeroedOnTheWay(f: u32): void {
  requires(memory.owned().has(f) && memory.at(f).value === 7);
  modifies(memory, nodes);
  retype(memory, f, nodes);
  retype(nodes, f, memory);
  assert(memory.at(f).value === 7); // FAILS V205
}

/** Which frames a pool owns is not to be guessed. */
export function guessed(): u32 {
  return memory.at(3).value; // FAILS V107
}

/** No frame belongs to two pools, but only the contract can say so. */
export function sharedFrame(f: u32): void {
  requires(memory.owned().has(f));
  assert(!nodes.owned().has(f)); // FAILS V205
}

/** Other frames keep their objects. */
export function otherFrame(f: u32, g: u32): void {
  requires(memory.owned().has(f) && memory.owned().has(g) && f !== g && memory.at(g).value === 3);
  modifies(memory, nodes);
  retype(memory, f, nodes);
  assert(memory.at(g).value === 3);
  assert(memory.owned().has(g));
}

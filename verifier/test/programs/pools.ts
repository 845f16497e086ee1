/** Objects in frames: V107, and what moving a frame does. */
import { ensures, frames, modifies, old, pool, requires, retype, u32, invariant } from "welkin";

class Page {
  word: u32 = 0;
}
class Thread {
  state: u32 = 0;
  next: u32 = 0;
}

const free = frames<Page>(64);
const threads = pool<Thread>();

export function read(f: u32): u32 {
  requires(threads.owned().has(f));
  return threads.at(f).state;
}

export function readAnything(f: u32): u32 {
  return threads.at(f).state; // FAILS V107
}

export function create(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads);
  ensures(threads.owned().has(f) && !free.owned().has(f));
  ensures(threads.at(f).state === 0 && threads.at(f).next === 5);
  retype(free, f, threads);
  threads.at(f).next = 5;
}

export function createAnything(f: u32): void {
  modifies(free, threads);
  retype(free, f, threads); // FAILS V107
}

export function createElsewhere(f: u32, g: u32): void {
  requires(free.owned().has(f) && threads.owned().has(g));
  modifies(free, threads);
  ensures(threads.at(g).state === old(threads.at(g).state));
  ensures(threads.owned().has(g) && f !== g);
  retype(free, f, threads);
}

export function useAfterFree(f: u32): u32 {
  requires(threads.owned().has(f));
  modifies(free, threads);
  retype(threads, f, free);
  return threads.at(f).state; // FAILS V107
}

export function setState(f: u32, state: u32): void {
  requires(threads.owned().has(f));
  modifies(threads.at(f).state);
  ensures(threads.at(f).state === state);
  threads.at(f).state = state;
}

export function setStateKeepsTheRest(f: u32, g: u32): void {
  requires(threads.owned().has(f) && threads.owned().has(g));
  requires(f !== g);
  modifies(threads);
  ensures(threads.at(g).state === old(threads.at(g).state));
  ensures(threads.at(f).next === old(threads.at(f).next));
  ensures(threads.owned().has(g));
  setState(f, 3);
}

/** A frame that moves in a loop is not the same in the next round. */
export function moveInLoop(f: u32): void {
  requires(threads.owned().has(f));
  modifies(free, threads);
  let i: u32 = 0;
  while (i < 3) {
    invariant(i <= 3);
    threads.at(f).state = i; // FAILS V107
    if (threads.at(f).next === 9) retype(threads, f, free);
    i += 1;
  }
}

function touch(thread: Thread): void {
  modifies(thread.next);
  ensures(thread.next === 1);
  thread.next = 1;
}

export function touchOne(f: u32, g: u32): void {
  requires(threads.owned().has(f) && threads.owned().has(g) && f !== g);
  modifies(threads.at(f));
  ensures(threads.at(g).next === old(threads.at(g).next)); // FAILS V303
  ensures(threads.at(f).next === 1);
  touch(threads.at(f));
}

export function retypeWithoutRight(f: u32): void {
  requires(free.owned().has(f));
  modifies(threads);
  retype(free, f, threads); // FAILS V207
}

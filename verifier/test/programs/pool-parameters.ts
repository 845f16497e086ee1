/** Pools as parameters: a function moves frames to a pool that it does not know. */
import {
  Pool,
  ensures,
  forall,
  frames,
  implies,
  modifies,
  old,
  pool,
  requires,
  retype,
  u32,
  zeroed,
} from "welkin";

class Page {
  word: u32 = 0;
}
class Thread {
  state: u32 = 0;
}

const free: Pool<Page> = frames(64);
const threads: Pool<Thread> = pool();
const spare: Pool<Thread> = pool();

function take<T>(f: u32, to: Pool<T>): void {
  requires(free.owned().has(f));
  modifies(free, to);
  ensures(free.owned() === old(free.owned()).delete(f));
  ensures(to.owned() === old(to.owned()).add(f) && !old(to.owned()).has(f));
  ensures(to.at(f) === zeroed<T>());
  ensures(forall((g: u32) => implies(old(to.owned()).has(g), to.at(g) === old(to.at(g)))));
  retype(free, f, to);
}

export function create(f: u32, g: u32): void {
  requires(free.owned().has(f) && threads.owned().has(g));
  modifies(free, threads);
  ensures(threads.owned().has(f) && f !== g);
  ensures(threads.at(f).state === 3);
  ensures(threads.at(g).state === old(threads.at(g).state));
  take(f, threads);
  threads.at(f).state = 3;
}

export function createTwice(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads, spare);
  take(f, threads);
  take(f, spare); // FAILS V201
}

function forget(f: u32, to: Pool<Thread>): void {
  requires(free.owned().has(f));
  modifies(free, to);
  ensures(to.owned() === old(to.owned()));
  retype(free, f, to);
} // FAILS V202

export function createForgotten(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads);
  ensures(threads.owned() === old(threads.owned()));
  forget(f, threads);
}

function swap(f: u32, from: Pool<Thread>, to: Pool<Thread>): void {
  requires(from.owned().has(f));
  modifies(from, to);
  ensures(to.owned().has(f) && !from.owned().has(f));
  retype(from, f, to);
}

export function createWithoutRight(f: u32): void {
  requires(threads.owned().has(f));
  modifies(threads);
  swap(f, threads, spare); // FAILS V207
}

/** An object in a pool, and the pool around it, are not two things. */
function settle(thread: Thread, f: u32, from: Pool<Thread>, to: Pool<Thread>): void {
  requires(from.owned().has(f));
  modifies(thread, from, to);
  retype(from, f, to);
  thread.state = 1;
}

export function settleOther(f: u32, g: u32, kept: Thread): void {
  requires(threads.owned().has(f));
  modifies(threads, spare, kept);
  settle(kept, f, threads, spare);
}

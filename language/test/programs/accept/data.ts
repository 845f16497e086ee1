// Records, unions, arrays, pools, places.

// --- fresh values
class Inner {
  a: u8 = 1;
}
class Outer {
  inner: Inner = new Inner();
  list: FixedArray<u32, 3> = arrayOf(1, 2, 3);
  flag: boolean = true;
}
type Pair = { a: u32; b: u64 };
interface Named {
  readonly id: u32;
}
function f(p: Pair): Pair {
  modifies(p);
  const outer = new Outer();
  const zero: Outer = zeroed();
  const changed: Outer = { ...outer, flag: false, inner: { a: 2 } };
  const named: Named = { id: 5 };
  const b: u64 = 1;
  p.b = 2;
  const pair = { ...p, a: named.id };
  outer.inner = copy(changed.inner);
  outer.list[2] = zero.list[1];
  return { b, a: pair.a };
}

// --- aliases
class Entry {
  key: u32 = 0;
  value: u32 = 0;
}
const table: FixedArray<Entry, 8> = zeroed();
let last: u32 = 0;
function f(i: u32): u32 {
  requires(i < 7);
  modifies(table);
  let j = i;
  const entry = table[j + 1];
  const same = entry;
  j = 0;
  same.key = 1;
  const fixed = table[3];
  const now = table[last];
  fixed.value = now.key;
  return entry.key + j;
}

// --- tagged unions
type Result =
  { kind: "ok"; value: u32; extra: u8 } | { kind: "error"; code: u8; extra: u8 } | { kind: "none" };
function make(a: u32): Result {
  if (a === 0) return { kind: "none" };
  if (a === 1) return { kind: "error", code: 3, extra: 0 };
  return { kind: "ok", value: a, extra: 1 };
}
function f(a: u32): u32 {
  const r = make(a);
  if (r.kind === "none") return 0;
  const extra = r.extra;
  if ("ok" !== r.kind) return u32.from(r.code);
  let copied: Result = r;
  copied = make(2);
  return r.value + u32.from(extra);
}

// --- switch on a tag
type Shape = { kind: "dot" } | { kind: "line"; length: u32 } | { kind: "box"; width: u32; height: u32 };
class Holder {
  shape: Shape = { kind: "dot" };
}
function f(h: Holder): u32 {
  modifies(h);
  switch (h.shape.kind) {
    case "dot":
      break;
    case "line":
      h.shape = { kind: "line", length: h.shape.length + 1 };
      return h.shape.length;
    case "box":
      return h.shape.width * h.shape.height;
  }
  return 0;
}

// --- equal tags
type Shape = { kind: "dot" } | { kind: "line"; length: u32 };
function f(a: Shape, b: Shape): boolean {
  requires(a.kind === b.kind && a === b);
  return a.kind !== b.kind;
}

// --- arrays of arrays
const grid: FixedArray<FixedArray<u8, 4>, 3> = zeroed();
function f(i: u8): u32 {
  requires(i < 3);
  modifies(grid);
  const row = grid[i];
  row[2] = 7;
  grid[0] = copy(grid[1]);
  const local: FixedArray<u8, 4> = copy(row);
  return u32.from(local[3]) + grid.length;
}

// --- pools
class Thread {
  next: u32 = 0;
  priority: u8 = 0;
}
class Free {
  next: u32 = 0;
}
const free: Pool<Free> = frames(64);
const threads = pool<Thread>();
invariant(
  threads.owned().isSubsetOf(free.owned()) ||
    forall((f: u32) => implies(threads.owned().has(f), threads.at(f).priority < 8)),
);
export function create(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads);
  ensures(threads.owned() === old(threads.owned()).add(f));
  retype(free, f, threads);
  const thread = threads.at(f);
  thread.priority = 3;
  threads.at(f).next = thread.next + 1;
}

// --- pools as parameters
class Thread {
  next: u32 = 0;
}
class Free {
  next: u32 = 0;
}
const free: Pool<Free> = frames(64);
const threads: Pool<Thread> = pool();
function take<T>(f: u32, to: Pool<T>): void {
  requires(free.owned().has(f));
  modifies(free, to);
  ensures(to.owned() === old(to.owned()).add(f));
  retype(free, f, to);
}
export function create(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads);
  take(f, threads);
  threads.at(f).next = 1;
}

// --- a local is given away
class C {
  x: u32 = 0;
}
function f(a: u32): C {
  const c = new C();
  c.x = a;
  return c;
}
function g(t: FixedArray<C, 2>): FixedArray<C, 2> {
  let sum: FixedArray<C, 2> = copy(t);
  sum[0] = f(3);
  if (sum[1].x === 1) return copy(t);
  return sum;
}

// --- state
enum Mode {
  Idle,
  Busy,
}
type Event = { kind: "none" } | { kind: "key"; code: u8 };
const LIMIT = 10;
let count: u32 = LIMIT + 1;
let mode: Mode = Mode.Busy;
let ready = false;
let event: Event = { kind: "key", code: 3 };
let trace: Seq<u32> = Seq.empty();
let model = ghost(Set.empty<u32>());
export function f(): void {
  modifies(count, mode, ready, event, trace, model);
  count += 1;
  mode = Mode.Idle;
  ready = !ready;
  event = { kind: "none" };
  trace = trace.push(count);
  model = model.add(u32.from(count));
}

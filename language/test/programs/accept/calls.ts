// Calls of executable functions.

// --- results
function next(a: u32): u32 {
  return u32.wrappingAdd(a, 1);
}
function f(a: u32): u32 {
  const b = next(a);
  let c = next(b) + next(next(a));
  c = next(c);
  next(c);
  return next(c);
}

// --- an operand that a later call may change is saved
let state: u32 = 0;
function bump(): u32 {
  modifies(state);
  state = u32.wrappingAdd(state, 1);
  return state;
}
function f(a: u32): u32 {
  modifies(state);
  let local = a;
  local = 2;
  const first = state - bump();
  const second = a - bump();
  const third = local - bump();
  state += bump();
  return first + second + third;
}

// --- lazy operators
function yes(): boolean {
  return true;
}
function f(a: boolean): boolean {
  if (a && yes()) return true;
  const b = a || (yes() && a);
  return b ? yes() : !yes();
}

// --- conditions of loops
function more(i: u32): boolean {
  return i < 10;
}
function f(): u32 {
  let i: u32 = 0;
  while (more(i)) {
    decreases(10 - i);
    i += 1;
  }
  do {
    decreases(20 - i);
    i += 1;
  } while (more(i));
  return i;
}

// --- references
class Point {
  x: u32 = 0;
  y: u32 = 0;
}
class Line {
  from: Point = new Point();
  to: Point = new Point();
}
function move(p: Point, by: u32): void {
  modifies(p.x);
  p.x = u32.wrappingAdd(p.x, by);
}
function length(line: Line): u32 {
  return line.to.x;
}
function f(line: Line, points: FixedArray<Point, 4>, i: u32): u32 {
  requires(i < 3);
  modifies(line, points);
  move(line.from, 1);
  move(points[i + 1], 2);
  move(new Point(), 3);
  const own: Point = { x: 1, y: 2 };
  move(own, own.y);
  return length(line) + own.x;
}

// --- methods
class Counter {
  value: u32 = 0;
  add(by: u32): u32 {
    requires(this.value + by <= u32.MAX);
    modifies(this);
    ensures((r: u32) => r === this.value && this.value === old(this.value) + by);
    this.value += by;
    return this.value;
  }
  twice(): void {
    requires(this.value === 0);
    modifies(this);
    this.add(1);
    this.add(1);
  }
}
const counters: FixedArray<Counter, 4> = zeroed();
export function f(): u32 {
  modifies(counters);
  const counter = counters[1];
  return counter.add(counters[2].add(3));
}

// --- recursion
function sum(n: u32): u32 {
  decreases(n);
  return n === 0 ? 0 : u32.wrappingAdd(n, sum(n - 1));
}

// --- machine functions
export const zeroFrame = machine("zero_frame", (frame: u32): void => {
  requires(frame < 100);
});
const read = machine("read", (address: u32): u64 => {
  ensures((r: u64) => r < 5);
  unreachable();
});
const other = machine("other", (): u32 => {
  return unreachable();
});
function f(): u64 {
  zeroFrame(3);
  return read(1) + read(2);
}

// --- trusted and checked
function believed(a: u32): u32 {
  ensures((r: u32) => r === a);
  trusted("by inspection");
  return a;
}
function tested(a: u32, b: u32): u32 {
  requires(a + b < 100);
  ensures((r: u32) => r === a + b);
  checked();
  return a + believed(b);
}

// --- ghost parameters
function f(a: u32, bound: int): u32 {
  requires(a < bound);
  return a;
}
function g(): u32 {
  return f(3, 4 * 5);
}

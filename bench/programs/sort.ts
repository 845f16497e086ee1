// Heapsort of 65536 numbers from a linear congruential generator.
import { FixedArray, ensures, invariant, modifies, requires, u32, zeroed } from "welkin";

const COUNT = 65536;

const values: FixedArray<u32, typeof COUNT> = zeroed();

export function prepare(seed: u32): void {
  modifies(values);
  let next: u32 = seed;
  for (let i: u32 = 0; i < COUNT; i += 1) {
    next = u32.wrappingAdd(u32.wrappingMul(next, 1664525), 1013904223);
    values[i] = next;
  }
}

/** Restores the heap order below `root` among the first `count` values. */
function sift(root: u32, count: u32): void {
  requires(root < count && count <= COUNT);
  modifies(values);
  let hole: u32 = root;
  const value = values[root];
  while (hole < count / 2) {
    invariant(hole < count);
    let child: u32 = 2 * hole + 1;
    if (child + 1 < count && values[child + 1] > values[child]) {
      child += 1;
    }
    if (values[child] <= value) {
      break;
    }
    values[hole] = values[child];
    hole = child;
  }
  values[hole] = value;
}

function sort(): void {
  modifies(values);
  for (let i: u32 = COUNT / 2; i > 0; i -= 1) {
    invariant(i <= COUNT / 2);
    sift(i - 1, COUNT);
  }
  for (let end: u32 = COUNT - 1; end > 0; end -= 1) {
    invariant(end < COUNT);
    const largest = values[0];
    values[0] = values[end];
    values[end] = largest;
    sift(0, end);
  }
}

function digest(): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < COUNT; i += 1) {
    sum = u32.wrappingAdd(u32.wrappingMul(sum, 31), values[i]);
  }
  return sum;
}

export function run(): u32 {
  modifies(values);
  sort();
  return digest();
}

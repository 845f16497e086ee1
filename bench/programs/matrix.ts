// The product of two 256 by 256 matrices, modulo 2^32.
import { FixedArray, modifies, requires, u32, zeroed } from "welkin";

const SIZE = 256;

type Row = FixedArray<u32, typeof SIZE>;
type Matrix = FixedArray<Row, typeof SIZE>;

const left: Matrix = zeroed();
const right: Matrix = zeroed();
const product: Matrix = zeroed();

export function prepare(seed: u32): void {
  modifies(left, right);
  let next: u32 = seed;
  for (let i: u32 = 0; i < SIZE; i += 1) {
    for (let j: u32 = 0; j < SIZE; j += 1) {
      next = u32.wrappingAdd(u32.wrappingMul(next, 1664525), 1013904223);
      left[i][j] = next;
      right[i][j] = next >> 7;
    }
  }
}

function element(i: u32, j: u32): u32 {
  requires(i < SIZE && j < SIZE);
  let sum: u32 = 0;
  for (let k: u32 = 0; k < SIZE; k += 1) {
    sum = u32.wrappingAdd(sum, u32.wrappingMul(left[i][k], right[k][j]));
  }
  return sum;
}

function multiply(): void {
  modifies(product);
  for (let i: u32 = 0; i < SIZE; i += 1) {
    for (let j: u32 = 0; j < SIZE; j += 1) {
      product[i][j] = element(i, j);
    }
  }
}

function digest(): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < SIZE; i += 1) {
    for (let j: u32 = 0; j < SIZE; j += 1) {
      sum = u32.wrappingAdd(u32.wrappingMul(sum, 31), product[i][j]);
    }
  }
  return sum;
}

export function run(): u32 {
  modifies(product);
  multiply();
  return digest();
}

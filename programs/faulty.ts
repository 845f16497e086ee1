/** A program with a mistake: after some work it reads beyond the end of an array, which its checks notice. */
import { type FixedArray, checked, modifies, type u32, zeroed } from "welkin";

const LENGTH = 1000;
const table: FixedArray<u32, typeof LENGTH> = zeroed();

export function main(rounds: u32): u32 {
  modifies(table);
  checked();
  let sum: u32 = 0;
  for (let round: u32 = 0; round < rounds; round += 1) {
    for (let i: u32 = 0; i < LENGTH; i += 1) {
      table[i] = (table[i] + i) % LENGTH;
    }
  }
  for (let i: u32 = 0; i <= LENGTH; i += 1) {
    sum += table[i];
  }
  return sum;
}

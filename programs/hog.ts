/** A hog: uses all the time that it gets, and never makes a call. */
import { checked, u64 } from "welkin";

export function main(): void {
  checked();
  let x: u64 = 1;
  while (x !== 0) {
    // Odd numbers stay odd: this never ends.
    x = u64.wrappingMul(x, 6364136223846793005);
  }
}

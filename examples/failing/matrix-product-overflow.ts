/**
 * Twin of matrix-product.ts: the sum of the products is 32 bits wide, as each of the products is.
 */
import { FixedArray, invariant, u16, u32 } from "welkin";

export function dot(a: FixedArray<u16, 8>, b: FixedArray<u16, 8>): u32 {
  let sum: u32 = 0;
  for (let k: u32 = 0; k < 8; k += 1) {
    invariant(k <= 8);
    const product: u32 = u32.from(a[k]) * u32.from(b[k]);
    sum = sum + product; // FAILS V101
  }
  return sum;
}

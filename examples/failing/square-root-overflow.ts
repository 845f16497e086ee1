/**
 * Twin of square-root.ts: the search starts at n, whose square has no room in 32 bits.
 */
import { ensures, invariant, u32 } from "welkin";

export function squareRoot(n: u32): u32 {
  ensures((result: u32) => result <= n);
  let root: u32 = n;
  while (root > 0) {
    invariant(root <= n);
    if (root * root <= n) break; // FAILS V101
    root -= 1;
  }
  return root;
}

/** Names of the vocabulary that a program gives another meaning. */
import { ensures, modifies, u32 } from "welkin";

let counter: u32 = 5;

/** Not the value at entry. */
function old(x: u32): u32 {
  ensures((result: u32) => result === x);
  return x;
}

export function notReallyOld(): void {
  modifies(counter);
  ensures(counter === old(counter)); // FAILS K
  counter = 6;
}

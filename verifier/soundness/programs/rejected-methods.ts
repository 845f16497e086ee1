/** A method that is not exported, called from above, would break the invariant that `get` relies on. */
import { u32, ensures, modifies } from "welkin";
import { make, get, view } from "./rejected-methods-lower.ts";
export function main(): u32 {
  modifies(view);
  ensures((r: u32) => r === 0);
  const c = make();
  c.poke(); // FAILS K571
  return get();
}

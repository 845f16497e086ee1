/** A class that is not exported: its methods know nothing of the invariants, but can be reached. */
import { u32, ensures, modifies, invariant, spec } from "welkin";
class C {
  x: u32 = 0;
  poke(): void {
    modifies(view);
    st = 5;
  }
}
let st: u32 = 0;
invariant(st === 0);
export const view = spec((): u32 => st);
export function make(): C {
  return new C();
}
export function get(): u32 {
  ensures((r: u32) => r === 0);
  return st;
}

/** A checked function that breaks an invariant which cannot be tested, and calls what relies on it. */
import { FixedArray, checked, ensures, forall, implies, int, invariant, modifies, u32, zeroed } from "welkin";

const table: FixedArray<u32, 4> = zeroed();

invariant(forall((i: int) => implies(0 <= i && i < 4, table[i] === 0)));

export function first(): u32 {
  ensures((result: u32) => result === 0);
  return table[0];
}

function fill(): u32 {
  modifies(table);
  checked();
  table[0] = 5;
  return first(); // FAILS K562
}

export function filled(): u32 {
  modifies(table);
  const before: u32 = fill();
  table[0] = 0;
  table[1] = 0;
  table[2] = 0;
  table[3] = 0;
  return before;
}

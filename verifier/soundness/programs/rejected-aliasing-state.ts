/** A reference parameter that may be module state: the callee reads one and changes the other. */
import { assert, ensures, modifies, old, requires, u32 } from "welkin";

class Cell {
  value: u32 = 0;
}

const state: Cell = new Cell();

/** Changes the parameter, reads the state. */
function addState(c: Cell): void {
  requires(c.value < 100 && state.value < 100);
  modifies(c);
  ensures(c.value === old(c.value) + state.value);
  c.value += state.value;
}

/** With c = state, the state would be changed although it is not named. */
export function passesState(): void {
  requires(state.value === 1);
  modifies(state);
  addState(state); // FAILS K711
  assert(state.value === 2);
}

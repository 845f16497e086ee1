// The counter of test/programs/counter.ts without its ghost code.
import { modifies, u32 } from "welkin";

class Cell {
  value: u32 = 3;
}

const cell = new Cell();

export function count(times: u32): u32 {
  modifies(cell);
  let done: u32 = 0;
  while (done < times && cell.value < 1000) {
    cell.value += 1;
    done += 1;
  }
  return done;
}

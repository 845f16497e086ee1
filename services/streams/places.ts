/**
 * Places in a table: which of the numbers 1 to N - 1 are taken.
 *
 * Owns      a stack of those that came back, linked through an array, and the greatest that was ever taken: so the initial
 *           value, all zero, needs no set-up.
 */
import { checked, type FixedArray, modifies, type u32, zeroed } from "welkin";

export class Places<N extends number> {
  next: FixedArray<u32, N> = zeroed();
  first: u32 = 0;
  greatest: u32 = 0;

  /** A place that is not taken; 0 if there is none. */
  take(): u32 {
    modifies(this);
    checked();
    const place = this.first;
    if (place !== 0) {
      this.first = this.next[place];
      return place;
    }
    if (this.greatest + 1 >= this.next.length) return 0;
    this.greatest += 1;
    return this.greatest;
  }

  /** Takes back a place that is taken. */
  giveBack(place: u32): void {
    modifies(this);
    checked();
    this.next[place] = this.first;
    this.first = place;
  }
}

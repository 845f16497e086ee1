/**
 * Budgets of fuel: what processes may use in all their lives.
 *
 * Owns        what is left. Processes that have the same budget use it up together; the one that runs out of it faults, and
 *             so do the others when they run next.
 * Exactness   a process is looked at when it asks for fuel or waits; between, it uses at most what is left: it is ended at
 *             the unit, but for what it owes at its last payment.
 * Units       fuel: about one for each instruction.
 */
import { WelkinError } from "./welkin-error.ts";

export class Budget {
  private rest: number;

  constructor(fuel: number) {
    if (!(Number.isSafeInteger(fuel) && fuel > 0))
      throw new WelkinError("badArgument", `${fuel} is no amount of fuel: it is a whole number above 0`);
    this.rest = fuel;
  }

  /** What can be used still. */
  get left(): number {
    return Math.max(0, this.rest);
  }

  /** @internal */
  use(fuel: number): void {
    this.rest -= fuel;
  }
}

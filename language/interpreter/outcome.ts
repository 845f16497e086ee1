/**
 * How a run ends.
 *
 * Owns      the outcomes of a call, the exception that carries them through the interpreter, and fuel.
 * Not here  the meaning of the codes (docs/messages.md).
 */
import type { Span } from "../ir.ts";
import type { ProofCode } from "../codes.ts";
import type { Value } from "./value.ts";

export type Outcome =
  | {
      readonly kind: "returned";
      /** Nothing for a function of result type void. */
      readonly value: Value | undefined;
      /** The final values of the reference parameters. */
      readonly parameters: ReadonlyMap<string, Value>;
    }
  | Failure
  | { readonly kind: "outOfFuel" }
  /** A specification whose value nothing is known about, or that ranges over too much, was needed. */
  | { readonly kind: "undefined"; readonly span: Span; readonly reason: string };

/** An obligation does not hold; it has the shape of a failed proof obligation. */
export interface Failure {
  readonly kind: "failed";
  readonly code: ProofCode;
  readonly span: Span;
  /** The contract clause, where that stands elsewhere. */
  readonly related?: Span;
  readonly text: string;
}

/** Ends a run that does not return. Not an Error: it needs no stack trace, and fuzzing throws many. */
export class Halt {
  readonly outcome: Exclude<Outcome, { kind: "returned" }>;
  /** Where to divide the range of a quantified variable, to know more (interval.ts). */
  readonly split: bigint | undefined;
  constructor(outcome: Exclude<Outcome, { kind: "returned" }>, split?: bigint) {
    this.outcome = outcome;
    this.split = split;
  }
  static undefined(span: Span, reason: string): Halt {
    return new Halt({ kind: "undefined", span, reason });
  }
}

/** The outcome, if it is that a specification has no value; anything else goes on as the exception that it was. */
export function undefinedOrRethrow(thrown: unknown): Halt {
  if (thrown instanceof Halt && thrown.outcome.kind === "undefined") return thrown;
  throw thrown;
}

/** A count of statements and expressions, and of the elements that whole collections are of: the same run spends the same fuel on every machine. */
export class Fuel {
  readonly #amount: number;
  #left: number;
  constructor(amount: number) {
    this.#amount = amount;
    this.#left = amount;
  }
  get spent(): number {
    return this.#amount - Math.max(this.#left, 0);
  }
  spend(amount = 1): void {
    this.#left -= amount;
    if (this.#left < 0) throw new Halt({ kind: "outOfFuel" });
  }
}

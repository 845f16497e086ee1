/**
 * The choices that make a random program: a list of numbers, read from front to back.
 *
 * Owns        the reading of it, and which nodes of the program are to be simplified when it is made smaller.
 * Invariants  behind the end every choice is the first alternative, and the first alternatives are the simplest: so
 *             every list makes a program. A simplified node consumes the same numbers as before, so the rest of the
 *             program stays as it was.
 */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  #nodes = 0;
  readonly #simplified: ReadonlySet<number>;

  constructor(numbers: readonly number[], simplified: ReadonlySet<number>) {
    this.#numbers = numbers;
    this.#simplified = simplified;
  }

  /** Begins a node: whether its text is to be replaced by the simplest one. */
  node(): boolean {
    this.#nodes += 1;
    return this.#simplified.has(this.#nodes - 1);
  }

  /** The nodes so far. */
  get nodes(): number {
    return this.#nodes;
  }

  /** From 0 up to, not including, `limit`. */
  below(limit: number): number {
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return number % limit;
  }

  of<T>(alternatives: readonly T[]): T {
    const chosen = alternatives[this.below(alternatives.length)];
    if (chosen === undefined) throw new Error("no alternative");
    return chosen;
  }

  /** True about once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === n - 1;
  }

  get exhausted(): boolean {
    return this.#next >= this.#numbers.length;
  }
}

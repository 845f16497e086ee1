/**
 * The choices that make a random program: a list of numbers, read from front to back.
 *
 * Owns        the reading of it. fast-check makes the list and shortens it when a program fails.
 * Invariants  behind the end every choice is the first alternative, so the first alternatives must be the simplest
 *             ones: then every list makes a program, and a shorter list a simpler one.
 */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
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

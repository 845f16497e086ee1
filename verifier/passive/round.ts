/**
 * Rounds of a loop that come back to its header.
 *
 * Owns        which statements of a loop can run in a round that another round follows.
 * Invariants  Execution that gets from the header back to it runs the statements found here and no others that
 *             store: what is stored only on the way to a `return`, or to a jump out of the loop, the header never
 *             sees. Finding more costs only knowledge.
 * Not here    what the statements change (change.ts), what the header then knows (loop.ts).
 */
import type { Statement } from "../../language/ir.ts";

type Loop = Extract<Statement, { kind: "loop" }>;

/** The statements without control flow of their own from whose end the loop's header can be reached again. */
export function returningStatements(loop: Loop): readonly Statement[] {
  const round = new Round();
  round.loop(loop, { behind: false, again: true });
  return [...round.returning];
}

/**
 * Walks backwards: from whether the header can be reached from behind a statement to whether it can from before it.
 * More that reaches it behind never gives less before, so what one walk finds every further one would.
 */
class Round {
  readonly returning = new Set<Statement>();
  /** By label: does what a jump leads to reach the header? A label that is not here lies outside the loop. */
  readonly #breaks = new Map<string, boolean>();
  readonly #continues = new Map<string, boolean>();

  /** `behind` and `again`: does the point behind the loop reach the header, and the point before its next round? */
  loop({ label, body, step }: Loop, { behind, again }: { behind: boolean; again: boolean }): boolean {
    const end = this.#list(step, again);
    this.#breaks.set(label, behind);
    this.#continues.set(label, end);
    return this.#list(body, end);
  }

  #list(statements: readonly Statement[], behind: boolean): boolean {
    return statements.reduceRight((reaches, statement) => this.#statement(statement, reaches), behind);
  }

  #anyOf(lists: readonly (readonly Statement[])[], behind: boolean): boolean {
    return lists.map((list) => this.#list(list, behind)).includes(true);
  }

  #statement(s: Statement, behind: boolean): boolean {
    switch (s.kind) {
      case "declare":
      case "assign":
      case "evaluate":
      case "call":
      case "retype":
      case "assert":
      case "assertBits":
      case "assume":
      case "reveal":
      case "prove":
        if (behind) this.returning.add(s);
        return behind;
      case "if":
        return this.#anyOf([s.whenTrue, s.whenFalse], behind);
      case "switch":
        return this.#anyOf([...s.cases.map(({ body }) => body), s.otherwise], behind);
      case "block":
        this.#breaks.set(s.label, behind);
        return this.#list(s.body, behind);
      case "loop":
        // Its next round reaches the header where the way out of some round does.
        return this.loop(s, { behind, again: false }) && this.loop(s, { behind, again: true });
      case "break":
        return this.#breaks.get(s.label) ?? false;
      case "continue":
        return this.#continues.get(s.label) ?? false;
      case "return":
      case "unreachable":
        return false;
    }
  }
}

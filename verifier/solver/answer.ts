/**
 * What a solver's output says.
 *
 * Owns        reading the answer of a script made by smt/encode.ts.
 * Invariants  "proved" only if the output has exactly one verdict, `unsat`, and no error line: Z3 goes on after an
 *             error and may answer `unsat` of what is left.
 */

export type Answer =
  | {
      readonly status: "proved" | "refuted" | "unknown";
      /** Why the solver does not know; empty otherwise. */
      readonly reason: string;
      /** Z3's resource units that were used; 0 where the solver was stopped. */
      readonly resources: number;
      readonly milliseconds: number;
      readonly output: string;
    }
  | { readonly status: "error"; readonly message: string };

const STATUS = { unsat: "proved", sat: "refuted", unknown: "unknown" } as const;

export function readAnswer(output: string, milliseconds: number): Answer {
  const lines = output.split("\n").map((line) => line.trim());
  const failure = lines.find((line) => line.startsWith("(error"));
  if (failure) return { status: "error", message: failure };
  const verdicts = lines.filter((line) => line in STATUS) as (keyof typeof STATUS)[];
  if (verdicts.length !== 1) return { status: "error", message: `no verdict in: ${output.slice(0, 500)}` };
  const status = STATUS[verdicts[0]!];
  const reason = /\(:reason-unknown "?(.*?)"?\)$/m.exec(output)?.[1] ?? "";
  const resources = Number(/\(:rlimit (\d+)\)/.exec(output)?.[1] ?? 0);
  return { status, reason: status === "unknown" ? reason : "", resources, milliseconds, output };
}

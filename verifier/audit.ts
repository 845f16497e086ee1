/**
 * The audit: all that a program's proofs believe without proof.
 *
 * Owns        the list of assumptions, trusted functions, machine contracts, and functions that are checked at run
 *             time instead of proved; the comparison with a list that people have agreed to.
 * Invariants  trust is spelled in these forms and in no other.
 * Not here    the axioms of the language itself, the same for every program (verifier/smt).
 */
import type { Clause, FunctionDeclaration, Modified, Program, Span } from "../language/ir.ts";
import { expressionText } from "../language/print.ts";
import { substatements } from "../language/walk.ts";

export interface AuditEntry {
  /** Of the function; of an assumption, the function that it stands in. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The reason that the source gives; of a machine function, its import name. */
  readonly reason: string;
  /** What is believed, clause by clause, in the source's words. */
  readonly contract: readonly string[];
}

export interface Audit {
  readonly assumed: readonly AuditEntry[];
  readonly trusted: readonly AuditEntry[];
  readonly machine: readonly AuditEntry[];
  readonly checked: readonly AuditEntry[];
}

const KINDS = ["assumed", "trusted", "machine", "checked"] as const;

export function audit(program: Program): Audit {
  const functions = [...program.functions.values()];
  const inMode = (mode: FunctionDeclaration["mode"]): readonly AuditEntry[] =>
    functions.filter((declaration) => declaration.mode === mode).map(contractEntry);
  return {
    assumed: functions.flatMap(assumptions),
    trusted: inMode("trusted"),
    machine: inMode("machine"),
    checked: inMode("checked"),
  };
}

/** The audits of several programs as one; what they share appears once. */
export function mergeAudits(audits: readonly Audit[]): Audit {
  const merge = (kind: (typeof KINDS)[number]): readonly AuditEntry[] => {
    const entries = audits.flatMap((one) => one[kind]);
    return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
  };
  return {
    assumed: merge("assumed"),
    trusted: merge("trusted"),
    machine: merge("machine"),
    checked: merge("checked"),
  };
}

function assumptions(declaration: FunctionDeclaration): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const statement of substatements(declaration.body)) {
    if (statement.kind !== "assume") continue;
    const { clause, reason, span } = statement;
    entries.push(entry(declaration.name, span, reason, [clause.text]));
  }
  return entries;
}

function contractEntry({ name, span, reason, ...contract }: FunctionDeclaration): AuditEntry {
  const texts = (clause: string, clauses: readonly Clause[]): readonly string[] =>
    clauses.map(({ text }) => `${clause}(${text})`);
  return entry(name, span, reason ?? "", [
    ...texts("requires", contract.requires),
    ...contract.modifies.map((modified) => `modifies(${modifiedText(modified)})`),
    ...texts("ensures", contract.ensures),
  ]);
}

function modifiedText(modified: Modified): string {
  return modified.kind === "view" ? modified.function : expressionText(modified.place);
}

function entry(name: string, span: Span, reason: string, contract: readonly string[]): AuditEntry {
  return { name, file: span.file, line: span.line, reason, contract };
}

/**
 * What `now` believes and `agreed` does not list. Lines do not count: code moves. A changed reason or contract does,
 * and so does a second assumption like one that is listed once.
 */
export function newTrust(now: Audit, agreed: Partial<Audit>): readonly { kind: string; entry: AuditEntry }[] {
  return KINDS.flatMap((kind) => {
    const listed = new Map<string, number>();
    for (const one of agreed[kind] ?? []) listed.set(identity(one), (listed.get(identity(one)) ?? 0) + 1);
    return now[kind].flatMap((one) => {
      const left = listed.get(identity(one)) ?? 0;
      listed.set(identity(one), left - 1);
      return left > 0 ? [] : [{ kind, entry: one }];
    });
  });
}

function identity({ name, file, reason, contract }: AuditEntry): string {
  return JSON.stringify([name, file, reason, contract]);
}

/**
 * What the whole front end shares: the program under construction, and how a user's mistake is reported.
 *
 * Owns        the tables of the IR program while they grow, the queue of bodies that wait, spans, failures.
 * Invariants  A mistake throws a Failure that carries its diagnostic; the nearest `attempt` records it and goes on
 *             with the next statement or declaration. A Failure without one means that it is recorded already.
 */
import type ts from "typescript";
import type {
  Clause,
  EnumDeclaration,
  FunctionDeclaration,
  GlobalDeclaration,
  RecordDeclaration,
  Span,
  SpecDeclaration,
  UnionDeclaration,
} from "../ir.ts";
import { diagnostic, type Code, type Diagnostic } from "../diagnostics.ts";

/** A file of the program. */
export interface Module {
  readonly name: string;
  readonly file: ts.SourceFile;
  /** Direct imports. */
  readonly imports: Module[];
  /** Position in layer order. */
  layer: number;
  readonly invariants: Clause[];
}

export interface Context {
  readonly checker: ts.TypeChecker;
  readonly modules: ReadonlyMap<ts.SourceFile, Module>;
  readonly diagnostics: Diagnostic[];
  readonly enums: Map<string, EnumDeclaration>;
  readonly records: Map<string, RecordDeclaration>;
  readonly unions: Map<string, UnionDeclaration>;
  readonly globals: Map<string, GlobalDeclaration>;
  readonly specs: Map<string, SpecDeclaration>;
  readonly functions: Map<string, FunctionDeclaration>;
  /** What is computed at most once, by what it is computed from. */
  readonly memory: Map<unknown, Memo<unknown>>;
  /** Bodies that wait to be lowered. */
  readonly pending: (() => void)[];
}

export class Failure extends Error {
  readonly diagnostic: Diagnostic | undefined;
  constructor(found: Diagnostic | undefined) {
    super(found?.message ?? "recorded already");
    this.diagnostic = found;
  }
}

export function spanOf(node: ts.Node): Span {
  const file = node.getSourceFile();
  const start = file.getLineAndCharacterOfPosition(node.getStart(file));
  const end = file.getLineAndCharacterOfPosition(node.getEnd());
  return {
    file: file.fileName,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Ends the work on this construct with a diagnostic. */
export function fail(node: ts.Node, code: Code, values: Readonly<Record<string, string>> = {}): never {
  throw new Failure(diagnostic(code, spanOf(node), values));
}

/** Records a diagnostic and goes on. */
export function report(
  context: Context,
  at: ts.Node | Span,
  code: Code,
  values: Readonly<Record<string, string>> = {},
): void {
  context.diagnostics.push(diagnostic(code, "line" in at ? at : spanOf(at), values));
}

/** Runs; a failure is recorded, and undefined returned. */
export function attempt<T>(context: Context, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.diagnostic) context.diagnostics.push(error.diagnostic);
    return undefined;
  }
}

/** Runs without leaving a trace of a failure: to find out whether it would succeed. */
export function probe<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return undefined;
  }
}

export type Memo<T> =
  { readonly state: "running" | "failed" } | { readonly state: "done"; readonly value: T };

/**
 * The value for this key, computed once. A failure is recorded once; whoever asks again fails in silence.
 * `onCycle` is called where the computation needs itself.
 */
export function once<T>(context: Context, key: unknown, compute: () => T, onCycle: () => never): T {
  const known = context.memory.get(key) as Memo<T> | undefined;
  if (known?.state === "done") return known.value;
  if (known?.state === "failed") throw new Failure(undefined);
  if (known?.state === "running") return onCycle();
  context.memory.set(key, { state: "running" });
  try {
    const value = compute();
    context.memory.set(key, { state: "done", value });
    return value;
  } catch (error) {
    context.memory.set(key, { state: "failed" });
    if (!(error instanceof Failure)) throw error;
    if (error.diagnostic) context.diagnostics.push(error.diagnostic);
    throw new Failure(undefined);
  }
}

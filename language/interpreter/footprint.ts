/**
 * What executable functions read and call, through each other.
 *
 * Owns      the module state that a function may read, and which functions call each other in a cycle.
 * Not here  what a function may change: its contract says that (frame.ts).
 */
import type { FunctionDeclaration, Program, Statement } from "../ir.ts";
import { lookup } from "./value.ts";

interface Direct {
  readonly reads: Set<string>;
  readonly calls: Set<string>;
}

export class Footprints {
  readonly #program: Program;
  readonly #direct = new Map<string, Direct>();
  readonly #reachable = new Map<string, ReadonlySet<string>>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** The module state that a call of the function may read. */
  reads(name: string, global: string): boolean {
    return [...this.#reachableFrom(name)].some((reached) => this.#of(reached).reads.has(global));
  }

  /** Calls of `callee` in `caller` are recursive. */
  recursive(caller: FunctionDeclaration, callee: FunctionDeclaration): boolean {
    return this.#reachableFrom(callee.name).has(caller.name);
  }

  /** The function itself and all that it calls. */
  #reachableFrom(name: string): ReadonlySet<string> {
    const known = this.#reachable.get(name);
    if (known) return known;
    const found = new Set([name]);
    for (const reached of found) for (const callee of this.#of(reached).calls) found.add(callee);
    this.#reachable.set(name, found);
    return found;
  }

  #of(name: string): Direct {
    const known = this.#direct.get(name);
    if (known) return known;
    const found: Direct = { reads: new Set(), calls: new Set() };
    const declaration = lookup(this.#program.functions, name);
    for (const statement of declaration.body) collect(statement, declaration.mode === "lemma", found);
    this.#direct.set(name, found);
    return found;
  }
}

/** Walks the parts that are executed; in a lemma everything is. */
function collect(statement: Statement, lemma: boolean, found: Direct): void {
  if (statement.kind === "call" && (lemma || !statement.ghost)) found.calls.add(statement.function);
  if (!lemma && "ghost" in statement && statement.ghost) return;
  visit(statement, lemma, found);
}

const STATEMENT_LISTS = ["body", "step", "whenTrue", "whenFalse", "otherwise", "cases", "proof"];
/** Ghost, or no expression at all. */
const SKIPPED = ["type", "span", "invariants", "decreases", "clause", "requires", "ensures", "variables"];

function visit(node: unknown, lemma: boolean, found: Direct): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const element of node) visit(element, lemma, found);
    return;
  }
  const parts = node as Readonly<Record<string, unknown>>;
  if (parts["kind"] === "global") found.reads.add(String(parts["name"]));
  for (const [name, part] of Object.entries(parts)) {
    if (SKIPPED.includes(name)) continue;
    if (STATEMENT_LISTS.includes(name) && Array.isArray(part)) statements(part, lemma, found);
    else visit(part, lemma, found);
  }
}

/** A list of statements, or of the cases of a switch, whose bodies are. */
function statements(list: readonly unknown[], lemma: boolean, found: Direct): void {
  for (const element of list) {
    const { kind } = element as { readonly kind?: string };
    if (kind === undefined) visit(element, lemma, found);
    else collect(element as Statement, lemma, found);
  }
}

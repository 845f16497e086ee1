/**
 * A point that execution has reached while blocks are being built, and the values of everything there.
 *
 * Owns        appending to a block; branching and joining, with the versions that joins make.
 * Invariants  A block gets no more steps once it has a successor: they would leak into paths that do not run them.
 * Not here    what statements do (statement.ts).
 */
import type { Clause, Expression, FunctionDeclaration, Program, Span, Type } from "../../language/ir.ts";
import { BOOL, binary, literal } from "../../language/build.ts";
import type { Block, BlockStep, Check, Edge, EntryVariable, PassiveForm } from "./form.ts";
import { Names, Namer, localKey, nameOfKey, typeOfKey, variableOf } from "./name.ts";
import type { Key, Scope } from "./name.ts";
import { conjuncts } from "./conjunct.ts";
import { printExpression } from "./print.ts";
import { same } from "./traverse.ts";

/** Where `break` and `continue` of one label have come from. */
export interface Target {
  readonly breaks: Flow[];
  readonly continues: Flow[];
}

/** The passive form of one function while it is being built. It is the scope of the function's entry. */
export class Builder implements Scope {
  readonly program: Program;
  readonly function: FunctionDeclaration;
  readonly namer: Namer;
  readonly names = new Names();
  /** By label: those that can be jumped to. */
  targets = new Map<string, Target>();
  /** Opaque functions that may be used here. */
  revealed: readonly string[] = [];
  /** Inside a proof of its own (`assert` with steps, `prove`): nothing in it need be reachable. */
  inProof = false;
  readonly #blocks: Block[] = [];
  readonly #closed = new Set<Block>();
  readonly #entry = new Map<Key, Expression>();
  readonly #entryVariables: EntryVariable[] = [];

  constructor(program: Program, declaration: FunctionDeclaration) {
    this.program = program;
    this.function = declaration;
    this.namer = new Namer(program, { module: declaration.module });
    for (const { name, type } of declaration.parameters) this.#enter(localKey(name), "parameter", type);
  }

  get old(): Scope {
    return this;
  }

  value(key: Key): Expression {
    const known = this.#entry.get(key);
    if (known) return known;
    if (key.startsWith("local ")) throw new Error(`nothing is known of ${key} in ${this.function.name}`);
    const kind = key.startsWith("view ") ? "view" : "global";
    if (kind === "global" && this.program.globals.get(nameOfKey(key))?.module !== this.function.module) {
      throw new Error(`${key} is hidden from ${this.function.name}`);
    }
    return this.#enter(key, kind, typeOfKey(this.program, key));
  }

  #enter(key: Key, kind: EntryVariable["kind"], type: Type): Expression {
    const version = this.names.fresh(nameOfKey(key), type);
    this.#entryVariables.push({ source: nameOfKey(key), kind, variable: version });
    const value = variableOf(version, this.function.span);
    this.#entry.set(key, value);
    return value;
  }

  block(edges: readonly Edge[]): Block {
    for (const { from } of edges) this.#closed.add(from);
    const number = this.#blocks.length;
    const block: Block = { number, edges, steps: [], statement: undefined, impossible: false };
    this.#blocks.push(block);
    return block;
  }

  append(block: Block, step: BlockStep): void {
    if (this.#closed.has(block)) throw new Error(`block ${block.number} has a successor already`);
    block.steps.push(step);
  }

  finish(): PassiveForm {
    return { name: this.function.name, blocks: this.#blocks, entry: this.#entryVariables };
  }
}

/** What a check says about itself, its goal and place in the proof aside. */
export type CheckHead = Pick<Check, "code" | "span" | "related">;

export class Flow implements Scope {
  readonly builder: Builder;
  readonly block: Block;
  readonly #state: Map<Key, Expression>;

  constructor(builder: Builder, block: Block, state: ReadonlyMap<Key, Expression>) {
    this.builder = builder;
    this.block = block;
    this.#state = new Map(state);
  }

  static start(builder: Builder): Flow {
    const parameters = builder.function.parameters.map(({ name }) => localKey(name));
    return new Flow(builder, builder.block([]), new Map(parameters.map((key) => [key, builder.value(key)])));
  }

  /** The state of entry. Locals that it does not know have one value from where they are declared. */
  get old(): Scope {
    const { builder } = this;
    const parameters = new Set(builder.function.parameters.map(({ name }) => localKey(name)));
    const isLater = (key: Key) => key.startsWith("local ") && !parameters.has(key);
    return { value: (key) => (isLater(key) ? this : builder).value(key), old: builder };
  }

  value(key: Key): Expression {
    return this.#state.get(key) ?? this.builder.value(key);
  }

  has(key: Key): boolean {
    return this.#state.has(key) || !key.startsWith("local ");
  }

  set(key: Key, value: Expression): void {
    this.#state.set(key, value);
  }

  name(e: Expression): Expression {
    return this.builder.namer.name(e, this);
  }

  /** The values here, whatever happens behind. */
  snapshot(): Scope {
    return new Flow(this.builder, this.block, this.#state);
  }

  /** A name for the value; what is a name or a literal already stays as it is. */
  define(name: string, value: Expression): Expression {
    if (value.kind === "variable" || value.kind === "literal") return value;
    const variable = this.builder.names.fresh(name, value.type);
    this.builder.append(this.block, { kind: "define", variable, value });
    return variableOf(variable, value.span);
  }

  /** An unknown value. */
  unknown(name: string, type: Type, span: Span): Expression {
    return variableOf(this.builder.names.fresh(name, type), span);
  }

  assume(condition: Expression): void {
    this.builder.append(this.block, { kind: "assume", condition });
  }

  check(head: CheckHead, text: string, goal: Expression, logic: Check["logic"] = "integers"): void {
    const { revealed } = this.builder;
    this.builder.append(this.block, { kind: "check", ...head, text, goal, revealed, logic });
  }

  /** Proves the clause, each conjunct for itself. */
  checkClause(head: CheckHead, clause: Clause, scope: Scope): void {
    const parts = conjuncts(clause.condition);
    for (const part of parts) {
      const text = parts.length === 1 ? clause.text : printExpression(part);
      this.check(head, text, this.builder.namer.name(part, scope));
    }
  }

  /** Fails wherever execution gets here. */
  refuse(head: CheckHead, text: string): void {
    this.check(head, text, literal(false, BOOL, head.span));
  }

  /** A new block behind this one, with the same values. */
  successor(): Flow {
    const { builder, block } = this;
    return new Flow(builder, builder.block([{ from: block, equalities: [] }]), this.#state);
  }

  /** The point behind all of these; undefined where there are none. */
  static join(flows: readonly Flow[], span: Span): Flow | undefined {
    const [first, ...others] = flows;
    if (first === undefined || others.length === 0) return first;
    const { builder } = first;
    const keys = new Set(flows.flatMap((flow) => [...flow.#state.keys()]));
    const state = new Map<Key, Expression>();
    const equalities = flows.map((): Expression[] => []);
    for (const key of keys) {
      // A local that one path does not have is out of scope behind the join.
      if (!flows.every((flow) => flow.has(key))) continue;
      const values = flows.map((flow) => flow.value(key));
      state.set(key, joined(builder, key, values, equalities, span));
    }
    const edges = flows.map(({ block }, index) => ({ from: block, equalities: equalities[index] ?? [] }));
    return new Flow(builder, builder.block(edges), state);
  }
}

/** The one value of a key behind a join; where the paths differ, a new version that equals each path's own. */
function joined(
  builder: Builder,
  key: Key,
  values: readonly Expression[],
  equalities: readonly Expression[][],
  span: Span,
): Expression {
  const [first] = values;
  if (first === undefined) throw new Error("a join of no paths");
  if (values.every((value) => same(value, first))) return first;
  const version = variableOf(builder.names.fresh(nameOfKey(key), first.type), span);
  for (const [index, value] of values.entries()) {
    equalities[index]?.push(binary("eq", version, value, span));
  }
  return version;
}

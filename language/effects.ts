/**
 * Effects: the module state that each function may read and write, through everything that it calls.
 *
 * Owns        the one definition of "touches". Contracts, invariants and ghost code count: what a function's proof
 *             relies on, it reads.
 * Invariants  `writes` covers what the body does and, where there is no proof that it does no more, what `modifies`
 *             lets it do.
 * Not here    effects on reference parameters (their contracts say them).
 */
import type { Clause, Expression, FunctionDeclaration, Place, Program, Statement } from "./ir.ts";
import { expressionsOf, subexpressions, substatements } from "./walk.ts";

export interface Effects {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/** The variable or global that a place is part of. */
export function rootOf(place: Place): Extract<Place, { kind: "variable" | "global" }> {
  switch (place.kind) {
    case "variable":
    case "global":
      return place;
    case "field":
    case "index":
      return rootOf(place.base as Place);
    case "at":
      return rootOf(place.pool as Place);
  }
}

/** All module state that the value of a specification function depends on, through views too. */
export function stateBehind(program: Program, spec: string): ReadonlySet<string> {
  const declaration = program.specs.get(spec);
  if (!declaration) throw new Error(`no specification function ${spec}`);
  const views = declaration.views.flatMap((view) => [...(program.specs.get(view)?.reads ?? [])]);
  return new Set([...declaration.reads, ...views]);
}

/** The module state that an expression reads, through specification functions too. */
export function stateRead(program: Program, e: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of subexpressions(e)) {
    if (part.kind === "global") found.add(part.name);
    if (part.kind === "call") for (const name of stateBehind(program, part.function)) found.add(name);
  }
  return found;
}

const known = new WeakMap<Program, ReadonlyMap<string, Effects>>();

/** The effects of every function, by name. */
export function effectsOf(program: Program): ReadonlyMap<string, Effects> {
  const effects = known.get(program) ?? computeEffects(program);
  known.set(program, effects);
  return effects;
}

function computeEffects(program: Program): ReadonlyMap<string, Effects> {
  const effects = new Map<string, { reads: Set<string>; writes: Set<string> }>();
  for (const f of program.functions.values()) effects.set(f.name, ownEffects(program, f));
  for (let changed = true; changed;) {
    changed = false;
    for (const f of program.functions.values()) {
      const mine = effects.get(f.name);
      for (const name of calleesOf(f)) {
        const theirs = effects.get(name);
        if (!mine || !theirs) throw new Error(`no function ${name}`);
        const grown = [addAll(mine.reads, theirs.reads), addAll(mine.writes, theirs.writes)];
        changed ||= grown.includes(true);
      }
    }
  }
  return effects;
}

/** The functions and lemmas that a function calls itself. */
export function calleesOf(f: FunctionDeclaration): ReadonlySet<string> {
  const names = new Set<string>();
  for (const s of substatements(f.body)) if (s.kind === "call") names.add(s.function);
  return names;
}

function addAll(to: Set<string>, from: ReadonlySet<string>): boolean {
  const before = to.size;
  for (const name of from) to.add(name);
  return to.size > before;
}

function ownEffects(program: Program, f: FunctionDeclaration): { reads: Set<string>; writes: Set<string> } {
  const reads = new Set<string>();
  const writes = new Set<string>();
  const read = (e: Expression): void => void addAll(reads, stateRead(program, e));
  for (const clause of contractClauses(program, f)) read(clause.condition);
  f.decreases.forEach(read);
  for (const s of substatements(f.body)) {
    readExpressions(s).forEach(read);
    for (const place of writtenPlaces(s)) {
      const root = rootOf(place);
      if (root.kind === "global") writes.add(root.name);
    }
  }
  if (f.mode === "machine" || f.mode === "trusted") addAll(writes, declaredWrites(program, f));
  return { reads, writes };
}

/** The clauses that a function's proof relies on: its own, and its module's invariants where it is exported. */
function contractClauses(program: Program, f: FunctionDeclaration): readonly Clause[] {
  const module = program.modules.find(({ name }) => name === f.module);
  return [...f.requires, ...f.ensures, ...(f.exported ? (module?.invariants ?? []) : [])];
}

/** What a statement reads: of a place that it writes, only the indices. */
function readExpressions(s: Statement): readonly Expression[] {
  return s.kind === "assign" ? [...indicesOf(s.target), s.value] : expressionsOf(s);
}

function indicesOf(place: Place): readonly Expression[] {
  switch (place.kind) {
    case "variable":
    case "global":
      return [];
    case "field":
      return indicesOf(place.base as Place);
    case "index":
      return [...indicesOf(place.base as Place), place.index];
    case "at":
      return [...indicesOf(place.pool as Place), place.frame];
  }
}

/** The places that a statement itself may change. */
export function writtenPlaces(s: Statement): readonly Place[] {
  switch (s.kind) {
    case "assign":
      return [s.target];
    case "retype":
      return [s.from, s.to];
    case "call":
      return s.arguments.flatMap((each) => (each.kind === "reference" && each.mutable ? [each.place] : []));
    default:
      return [];
  }
}

function declaredWrites(program: Program, f: FunctionDeclaration): ReadonlySet<string> {
  const names = f.modifies.flatMap((each) => {
    if (each.kind === "view") return [...stateBehind(program, each.function)];
    const root = rootOf(each.place);
    return root.kind === "global" ? [root.name] : [];
  });
  return new Set(names);
}

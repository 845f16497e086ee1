/**
 * Who calls whom, and what that reaches.
 *
 * Owns        strongly connected components of functions and of specification functions; the module state that a
 *             function touches, itself or through what it calls.
 * Invariants  A checked, trusted or machine function leads nowhere: what it does is tested or believed, not proved,
 *             and so is its termination.
 */
import type { Expression, FunctionDeclaration, Program, Statement } from "../../language/ir.ts";
import { expressionsOf, subexpressions, substatements } from "../../language/walk.ts";

export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export function calleesOf(statements: readonly Statement[]): ReadonlySet<string> {
  const calls = substatements(statements).filter((statement) => statement.kind === "call");
  return new Set(calls.map((call) => call.function));
}

function specCallees(e: Expression): ReadonlySet<string> {
  const calls = subexpressions(e).filter((part) => part.kind === "call");
  return new Set(calls.map((call) => call.function));
}

/** The functions that call each other in a circle with this one, itself included; empty where it does not recur. */
function circle(graph: Graph, name: string): ReadonlySet<string> {
  const forward = reachable(graph, name);
  return new Set([...forward].filter((other) => reachable(graph, other).has(name)));
}

/** What can be reached over one edge or more. */
function reachable(graph: Graph, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return found;
}

const functionGraphs = new WeakMap<Program, Graph>();
const specGraphs = new WeakMap<Program, Graph>();

function once<V>(cache: WeakMap<Program, V>, program: Program, make: () => V): V {
  const known = cache.get(program);
  if (known !== undefined) return known;
  const made = make();
  cache.set(program, made);
  return made;
}

export function recursiveFunctions(program: Program, name: string): ReadonlySet<string> {
  const proved = ({ mode }: FunctionDeclaration) => mode === "verified" || mode === "lemma";
  const graph = once(functionGraphs, program, () => {
    const entries = [...program.functions.values()].map(
      (f) => [f.name, proved(f) ? calleesOf(f.body) : new Set<string>()] as const,
    );
    return new Map(entries);
  });
  return circle(graph, name);
}

export function recursiveSpecs(program: Program, name: string): ReadonlySet<string> {
  const graph = once(
    specGraphs,
    program,
    () => new Map([...program.specs.values()].map((spec) => [spec.name, specDependencies(spec)])),
  );
  return circle(graph, name);
}

/** What the meaning of a specification function depends on: its body, where it holds, why it ends. */
function specDependencies(spec: {
  requires: readonly { condition: Expression }[];
  decreases: readonly Expression[];
  body: Expression;
}) {
  const parts = [spec.body, ...spec.decreases, ...spec.requires.map(({ condition }) => condition)];
  return new Set(parts.flatMap((part) => [...specCallees(part)]));
}

/** Module state that the function, or what it calls, mentions in body, contract or invariants. */
export function touchedGlobals(program: Program, name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const declaration = program.functions.get(next);
    if (!declaration) throw new Error(`no function ${next}`);
    for (const e of mentionedBy(program, declaration)) collectGlobals(program, e, found);
    for (const modified of declaration.modifies) {
      if (modified.kind === "view") addReads(program, modified.function, found);
    }
    open.push(...calleesOf(declaration.body));
  }
  return found;
}

function mentionedBy(program: Program, declaration: FunctionDeclaration): readonly Expression[] {
  const { requires, ensures, modifies, decreases, body, module, exported } = declaration;
  const invariants = exported ? (program.modules.find(({ name }) => name === module)?.invariants ?? []) : [];
  const clauses = [...requires, ...ensures, ...invariants].map(({ condition }) => condition);
  const places = modifies.flatMap((modified) => (modified.kind === "place" ? [modified.place] : []));
  const inBody = substatements(body).flatMap(expressionsOf);
  return [...clauses, ...places, ...decreases, ...inBody];
}

function collectGlobals(program: Program, e: Expression, found: Set<string>): void {
  for (const part of subexpressions(e)) {
    if (part.kind === "global") found.add(part.name);
    if (part.kind === "call") addReads(program, part.function, found);
  }
}

function addReads(program: Program, spec: string, found: Set<string>): void {
  for (const name of program.specs.get(spec)?.reads ?? []) found.add(name);
}

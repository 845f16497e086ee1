/**
 * Frame conditions: what a contract lets a call change, and what it changed.
 *
 * Owns        the places that `modifies` names, evaluated at entry; the comparison at return (V207); the overlap of
 *             references with each other and with module state (V210).
 * Invariants  an unchanged value is the same object, so the comparison costs nothing where nothing changed.
 * Not here    views with parameters: they are compared by the verifier alone.
 */
import type { FunctionDeclaration, Modified, Span, SpecDeclaration } from "../ir.ts";
import type { Activation } from "./activation.ts";
import type { Evaluator, Scope } from "./evaluate.ts";
import type { Footprints } from "./footprint.ts";
import { Halt, undefinedOrRethrow } from "./outcome.ts";
import type { Location } from "./place.ts";
import { overlap, read, write } from "./place.ts";
import type { Value } from "./value.ts";
import { UnknownCompared, equal, lookup } from "./value.ts";

/** What a call may change. */
export interface Allowance {
  readonly locations: readonly Location[];
  /** Names of specification functions. */
  readonly views: ReadonlySet<string>;
}

export interface Reference {
  readonly location: Location;
  readonly mutable: boolean;
}

/** The contract's `modifies`, its indices evaluated at entry. A place that does not exist allows nothing. */
export function allowanceOf(evaluator: Evaluator, activation: Activation): Allowance {
  const locations: Location[] = [];
  const views = new Set<string>();
  for (const modified of activation.function.modifies) {
    locations.push(...locationsOf(evaluator, activation, modified));
    if (modified.kind === "view") views.add(modified.function);
  }
  return { locations, views };
}

function locationsOf(evaluator: Evaluator, activation: Activation, modified: Modified): readonly Location[] {
  if (modified.kind === "view") {
    const { reads } = lookup(evaluator.program.specs, modified.function);
    return reads.map((name) => ({ owner: activation.code.state, name, path: [] }));
  }
  let place: ReturnType<Evaluator["place"]>;
  try {
    place = evaluator.place(modified.place, activation.ghost);
  } catch (thrown) {
    undefinedOrRethrow(thrown);
    return [];
  }
  const { root, path } = place;
  if (root.kind === "global") return [{ owner: activation.code.state, name: root.name, path }];
  if (root.kind !== "variable") throw new Error("a place is rooted in a variable or module state");
  return [{ owner: activation, name: root.name, path }];
}

/** At return: nothing changed but what the contract lets change. */
export function checkFrame(
  evaluator: Evaluator,
  activation: Activation,
  allowance: Allowance,
  entry: Scope,
  span: Span,
): void {
  const { function: declaration, code } = activation;
  const refuse = (what: string): never => {
    throw new Halt({ kind: "failed", code: "V207", span, related: declaration.span, text: what });
  };
  for (const parameter of declaration.parameters) {
    if (!parameter.reference) continue;
    const root = { owner: activation, name: parameter.name, path: [] };
    if (!within(entry.locals.get(parameter.name)!, code.locals.get(parameter.name)!, root, allowance))
      refuse(parameter.name);
  }
  const changed = [...code.state.keys()].filter((name) => code.state.get(name) !== entry.state.get(name));
  for (const name of changed) {
    const { module, sourceName } = lookup(evaluator.program.globals, name);
    if (module !== declaration.module) continue;
    const root = { owner: code.state, name, path: [] };
    if (!within(entry.state.get(name)!, code.state.get(name)!, root, allowance)) refuse(sourceName);
  }
  const view = changedView(evaluator, declaration, allowance, changed, entry, code.state);
  if (view) refuse(view.sourceName);
}

/** The whole before, with the allowed parts as they are after, is the whole after. */
function within(before: Value, after: Value, root: Location, allowance: Allowance): boolean {
  if (before === after) return true;
  let expected = before;
  for (const location of allowance.locations) {
    if (!overlap(location, root)) continue;
    const part = read(after, location.path);
    if (part !== undefined && read(expected, location.path) !== undefined)
      expected = write(expected, location.path, part);
  }
  try {
    return equal(expected, after);
  } catch (thrown) {
    if (thrown instanceof UnknownCompared) return true;
    throw thrown;
  }
}

/** A view that has another value now, though the contract does not name it. */
function changedView(
  evaluator: Evaluator,
  declaration: FunctionDeclaration,
  allowance: Allowance,
  changed: readonly string[],
  entry: Scope,
  state: Map<string, Value>,
): SpecDeclaration | undefined {
  const { program } = evaluator;
  return [...program.specs.values()].find((spec) => {
    const own = spec.module === declaration.module;
    const isView = spec.exported && spec.reads.length > 0;
    const compared = isView && spec.parameters.length === 0 && (declaration.exported || !own);
    if (!compared || allowance.views.has(spec.name)) return false;
    if (own && allowance.locations.some((location) => spec.reads.includes(location.name))) return false;
    if (!evaluator.views.behind(spec).some((name) => changed.includes(name))) return false;
    return !unchanged(evaluator, spec, entry.state, state);
  });
}

function unchanged(
  evaluator: Evaluator,
  spec: SpecDeclaration,
  before: Map<string, Value>,
  after: Map<string, Value>,
): boolean {
  const value = (state: Map<string, Value>) =>
    evaluator.evaluate(spec.body, { locals: new Map(), state, entry: undefined, ghost: true });
  try {
    return equal(value(before), value(after));
  } catch (thrown) {
    if (thrown instanceof UnknownCompared) return true;
    undefinedOrRethrow(thrown);
    return true;
  }
}

/** At a call: a reference that may change overlaps no other, nor state that the callee uses. */
export function checkOverlap(
  footprints: Footprints,
  call: {
    readonly callee: FunctionDeclaration;
    readonly references: readonly Reference[];
    readonly span: Span;
  },
  state: object,
  changes: readonly Location[],
): void {
  const { callee, references, span } = call;
  const refuse = (text: string): never => {
    throw new Halt({ kind: "failed", code: "V210", span, text });
  };
  references.forEach(({ location, mutable }, i) => {
    for (const other of references.slice(i + 1))
      if ((mutable || other.mutable) && overlap(location, other.location)) refuse("two references overlap");
    if (location.owner !== state) return;
    if (changes.some((change) => overlap(change, location)))
      refuse(`a reference overlaps what ${callee.sourceName} changes`);
    if (mutable && footprints.reads(callee.name, location.name))
      refuse(`a reference overlaps what ${callee.sourceName} reads`);
  });
}

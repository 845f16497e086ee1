/**
 * Frame conditions: what a function changes, its `modifies` names.
 *
 * Owns        the check by roots, and for checked functions, whose frame nobody proves, by whole places.
 * Not here    the proof that a verified function changes no more than the named places (V207).
 */
import type {
  Argument,
  FunctionDeclaration,
  Modified,
  Place,
  Program,
  Span,
  SpecDeclaration,
  Statement,
} from "../ir.ts";
import { rootOf, stateBehind, writtenPlaces } from "../effects.ts";
import { expressionText } from "../print.ts";
import { substatements } from "../walk.ts";
import { stepsOf } from "./aliasing.ts";
import type { Report } from "./checks.ts";

export function checkFrames(program: Program, report: Report): void {
  for (const f of program.functions.values()) {
    checkViews(program, f, report);
    for (const s of substatements(f.body)) {
      for (const place of writtenPlaces(s)) checkValue(f, place, s, report);
      if (f.mode === "verified" || f.mode === "checked") checkStatement(program, f, s, report);
    }
  }
}

/** Parameters passed by value keep their value, and so do unions: what is in them changes by a new value only. */
function checkValue(f: FunctionDeclaration, place: Place, s: Statement, report: Report): void {
  const inUnion = stepsOf(place).some((step) => step.kind === "field" && step.variant !== undefined);
  if (inUnion) return report(s.span, "K713", nameOf(place));
  const root = rootOf(place);
  const byValue = f.parameters.some((each) => !each.reference && each.name === root.name);
  if (root.kind === "variable" && byValue) report(s.span, "K407", { name: root.name });
}

/** `modifies(f)` of a specification function means the state that it reads. */
function checkViews(program: Program, f: FunctionDeclaration, report: Report): void {
  for (const each of f.modifies) {
    if (each.kind === "view" && stateBehind(program, each.function).size === 0) {
      report(each.span, "K519", { name: each.function });
    }
  }
}

/**
 * In a verified function state that is not named fails as V207; a parameter that no clause names is not even passed on
 * as changeable, so that is rejected here.
 */
function checkStatement(program: Program, f: FunctionDeclaration, s: Statement, report: Report): void {
  if (s.kind !== "call") {
    for (const place of writtenPlaces(s)) {
      requireCovered(program, f, place, () => report(s.span, codeFor(f, "K572"), nameOf(place)));
    }
    return;
  }
  for (const place of changedByCall(program, f, s)) {
    requireCovered(program, f, place, () => report(place.span, codeFor(f, "K712"), nameOf(place)));
  }
  if (f.mode === "verified") return;
  for (const view of viewsChangedByCall(program, f, s.function)) {
    if (!coversView(program, f, view)) report(s.span, "K573", { name: view.sourceName });
  }
}

function codeFor(f: FunctionDeclaration, code: "K572" | "K712"): "K572" | "K573" | "K712" {
  return f.mode === "checked" ? "K573" : code;
}

function nameOf(place: Place): { readonly name: string; readonly place: string } {
  const text = expressionText(place).replaceAll("@", "");
  const root = rootOf(place);
  return {
    name: root.kind === "global" ? root.name.slice(root.name.lastIndexOf(".") + 1) : text,
    place: text,
  };
}

function requireCovered(program: Program, f: FunctionDeclaration, place: Place, complain: () => void): void {
  const root = rootOf(place);
  if (root.kind === "global" && f.mode === "verified") return;
  if (root.kind === "variable" && !f.parameters.some((each) => each.reference && each.name === root.name))
    return;
  if (!f.modifies.some((each) => covers(program, f, each, place))) complain();
}

/** Does `modifies` name the root of this place; in a checked function, a place around it? */
function covers(program: Program, f: FunctionDeclaration, modified: Modified, place: Place): boolean {
  const root = rootOf(place);
  if (modified.kind === "view") {
    return (
      root.kind === "global" && (program.specs.get(modified.function)?.reads.includes(root.name) ?? false)
    );
  }
  const named = rootOf(modified.place);
  if (named.kind !== root.kind || named.name !== root.name) return false;
  return f.mode !== "checked" || encloses(f, modified.place, place);
}

/** Is `inner` part of `outer` for certain, at entry as well as now? */
function encloses(f: FunctionDeclaration, outer: Place, inner: Place): boolean {
  const around = stepsOf(outer);
  const steps = stepsOf(inner);
  return around.length <= steps.length && around.every((step, index) => sameStep(f, step, steps[index]));
}

function sameStep(f: FunctionDeclaration, a: Place, b: Place | undefined): boolean {
  if (!b || a.kind !== b.kind) return false;
  if (a.kind === "field" && b.kind === "field") return a.field === b.field && a.variant === b.variant;
  if (a.kind === "index" && b.kind === "index") return sameIndex(f, a.index, b.index);
  if (a.kind === "at" && b.kind === "at") return sameIndex(f, a.frame, b.frame);
  return "name" in a && "name" in b && a.name === b.name;
}

type Index = Extract<Place, { kind: "index" }>["index"];

/** Literals, and parameters passed by value: they never change. */
function sameIndex(f: FunctionDeclaration, a: Index, b: Index): boolean {
  if (a.kind === "literal" && b.kind === "literal") return a.value === b.value;
  if (a.kind !== "variable" || b.kind !== "variable" || a.name !== b.name) return false;
  return f.parameters.some((each) => each.name === a.name && !each.reference);
}

/**
 * The caller's places that a call may change: the callee's `modifies`, its parameters replaced by arguments. State of
 * another module is none of them: above a layer only its views exist.
 */
function changedByCall(
  program: Program,
  f: FunctionDeclaration,
  call: Extract<Statement, { kind: "call" }>,
): readonly Place[] {
  const callee = declared(program.functions, call.function);
  const argumentOf = (name: string): Argument | undefined =>
    call.arguments[callee.parameters.findIndex((parameter) => parameter.name === name)];
  return callee.modifies.flatMap((each) => {
    if (each.kind === "view") return [];
    const root = rootOf(each.place);
    if (root.kind === "global")
      return callee.module === f.module ? [within(root, each.place, argumentOf, call.span)] : [];
    const argument = argumentOf(root.name);
    if (argument?.kind !== "reference") return [];
    return [within(argument.place, each.place, argumentOf, argument.place.span)];
  });
}

type ArgumentOf = (parameter: string) => Argument | undefined;

/** The part of `base` that `path` is of its root, as far as its indices are seen to mean something to the caller. */
function within(base: Place, path: Place, argumentOf: ArgumentOf, span: Span): Place {
  let place = base;
  for (const step of stepsOf(path).slice(1)) {
    const inner = extend(place, step, argumentOf);
    if (!inner) break;
    place = inner;
  }
  return { ...place, span };
}

function extend(outer: Place, step: Place, argumentOf: ArgumentOf): Place | undefined {
  if (step.kind === "field") return { ...step, base: outer };
  const index = step.kind === "index" ? indexOf(step.index, argumentOf) : undefined;
  return step.kind === "index" && index ? { ...step, base: outer, index } : undefined;
}

/** The callee's index in the caller's names: its parameters are others, even if they are called the same. */
function indexOf(index: Index, argumentOf: ArgumentOf): Index | undefined {
  if (index.kind === "literal") return index;
  const argument = index.kind === "variable" ? argumentOf(index.name) : undefined;
  return argument?.kind === "value" ? argument.value : undefined;
}

/** The views that a call may change: those that the callee names, and those over state of another module. */
function viewsChangedByCall(
  program: Program,
  f: FunctionDeclaration,
  callee: string,
): readonly SpecDeclaration[] {
  const { module, modifies } = declared(program.functions, callee);
  return modifies.flatMap((each) => {
    if (each.kind === "view") return [declared(program.specs, each.function)];
    const root = rootOf(each.place);
    if (root.kind !== "global" || module === f.module) return [];
    return [...program.specs.values()].filter(({ exported, reads }) => exported && reads.includes(root.name));
  });
}

/** A view is named, or, in its own module, all the state that it reads. */
function coversView(program: Program, f: FunctionDeclaration, view: SpecDeclaration): boolean {
  const covered = f.modifies.flatMap((each) => {
    if (each.kind === "view")
      return each.function === view.name ? view.reads : readsHere(program, f, each.function);
    return each.place.kind === "global" ? [each.place.name] : [];
  });
  return view.reads.every((name) => covered.includes(name));
}

/** The state behind a view, as far as it is the function's to change. */
function readsHere(program: Program, f: FunctionDeclaration, view: string): readonly string[] {
  const { module, reads } = declared(program.specs, view);
  return module === f.module ? reads : [];
}

function declared<T>(table: ReadonlyMap<string, T>, name: string): T {
  const found = table.get(name);
  if (found === undefined) throw new Error(`no declaration of ${name}`);
  return found;
}

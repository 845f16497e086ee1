/**
 * The part of a program that is free of mistakes, so that rules about whole programs can be checked on it though
 * other parts wait for repair.
 *
 * Owns        what is left out: declarations with a diagnostic in them, and all that uses what is left out.
 * Invariants  everything that the part names is in it. A program without diagnostics is left as it is.
 */
import type { Clause, Expression, FunctionDeclaration, Program, Span, SpecDeclaration } from "../ir.ts";
import type { Diagnostic } from "../diagnostics.ts";
import { expressionsOf, subexpressions, substatements } from "../walk.ts";

export function soundPart(program: Program, diagnostics: readonly Diagnostic[]): Program {
  if (diagnostics.length === 0) return program;
  const sound = (span: Span) => !diagnostics.some((each) => encloses(span, each.span));
  const specs = new Map([...program.specs].filter(([, spec]) => sound(spec.span)));
  const functions = new Map([...program.functions].filter(([, f]) => sound(f.span)));
  for (let before = -1; before !== specs.size + functions.size;) {
    before = specs.size + functions.size;
    for (const spec of [...specs.values()]) {
      if (!namesOf(specExpressions(spec)).every((name) => specs.has(name))) specs.delete(spec.name);
    }
    for (const f of [...functions.values()]) {
      const complete =
        namesOf(functionExpressions(f)).every((name) => specs.has(name)) &&
        f.modifies.every((each) => each.kind === "place" || specs.has(each.function)) &&
        calls(f).every((name) => functions.has(name));
      if (!complete) functions.delete(f.name);
    }
  }
  const known = (e: Expression) => namesOf([e]).every((name) => specs.has(name));
  const modules = program.modules.map((module) => ({
    ...module,
    invariants: module.invariants.filter((clause) => known(clause.condition)),
  }));
  const globals = new Map([...program.globals].filter(([, global]) => known(global.initial)));
  return { ...program, modules, specs, functions, globals };
}

function encloses(outer: Span, inner: Span): boolean {
  const starts = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const ends =
    inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn);
  return outer.file === inner.file && starts && ends;
}

/** The specification functions that expressions name. */
function namesOf(roots: readonly Expression[]): readonly string[] {
  return roots.flatMap((root) =>
    [...subexpressions(root)].flatMap((e) => (e.kind === "call" ? [e.function] : [])),
  );
}

function specExpressions(spec: SpecDeclaration): readonly Expression[] {
  return [spec.body, ...spec.decreases, ...conditions(spec.requires)];
}

function functionExpressions(f: FunctionDeclaration): readonly Expression[] {
  const inBody = [...substatements(f.body)].flatMap(expressionsOf);
  return [...conditions(f.requires), ...conditions(f.ensures), ...f.decreases, ...inBody];
}

function conditions(clauses: readonly Clause[]): readonly Expression[] {
  return clauses.map((clause) => clause.condition);
}

function calls(f: FunctionDeclaration): readonly string[] {
  return [...substatements(f.body)].flatMap((s) => (s.kind === "call" ? [s.function] : []));
}

/**
 * Places as values see them: a root, and the path to a part of its value.
 *
 * Owns        reading and replacing the part, what two paths have in common.
 * Invariants  The indices in a path are named expressions: the path stays the same place while the state moves on.
 * Not here    which places may be changed (permission.ts), which must not overlap (alias.ts).
 */
import type { Expression, Place, Program, Span, Type } from "../../language/ir.ts";
import { BOOL, all, binary, literal, toInt } from "../../language/build.ts";
import { globalKey, localKey, type Key, type Namer, type Scope } from "./name.ts";
import { same } from "./traverse.ts";

export type Step =
  | { readonly kind: "field"; readonly field: string; readonly variant?: string; readonly type: Type }
  | { readonly kind: "index"; readonly index: Expression; readonly type: Type }
  | { readonly kind: "at"; readonly frame: Expression; readonly type: Type };

export type Path = readonly Step[];

export interface Location {
  readonly root: Key;
  readonly path: Path;
}

/** Where the place is, its indices evaluated in `scope`. */
export function locate(place: Expression, namer: Namer, scope: Scope): Location {
  const { type } = place;
  const within = (base: Expression, step: Step): Location => {
    const { root, path } = locate(base, namer, scope);
    return { root, path: [...path, step] };
  };
  switch (place.kind) {
    case "variable":
      return { root: localKey(place.name), path: [] };
    case "global":
      return { root: globalKey(place.name), path: [] };
    case "field": {
      const { field, variant } = place;
      return within(place.base, {
        kind: "field",
        field,
        type,
        ...(variant === undefined ? {} : { variant }),
      });
    }
    case "index":
      return within(place.base, { kind: "index", index: namer.name(place.index, scope), type });
    case "at":
      return within(place.pool, { kind: "at", frame: namer.name(place.frame, scope), type });
    default:
      throw new Error(`${place.kind} is no place`);
  }
}

/** The root of a place and the fields that lead to it, up to the first index, frame or variant. */
export function fieldsOf(place: Place | Expression): { root: Key; fields: Path; whole: boolean } {
  switch (place.kind) {
    case "variable":
      return { root: localKey(place.name), fields: [], whole: true };
    case "global":
      return { root: globalKey(place.name), fields: [], whole: true };
    case "field": {
      const base = fieldsOf(place.base);
      if (!base.whole || place.variant !== undefined) return { ...base, whole: false };
      const step: Step = { kind: "field", field: place.field, type: place.type };
      return { ...base, fields: [...base.fields, step] };
    }
    case "index":
      return { ...fieldsOf(place.base), whole: false };
    case "at":
      return { ...fieldsOf(place.pool), whole: false };
    default:
      throw new Error(`${place.kind} is no place`);
  }
}

/** The part of `base` that the path leads to. */
export function read(base: Expression, path: Path): Expression {
  return path.reduce((value, step) => readStep(value, step), base);
}

function readStep(base: Expression, step: Step): Expression {
  const { type } = step;
  const { span } = base;
  switch (step.kind) {
    case "field": {
      const variant = step.variant === undefined ? {} : { variant: step.variant };
      return { kind: "field", base, field: step.field, ...variant, type, span };
    }
    case "index":
      return { kind: "index", base, index: step.index, type, span };
    case "at":
      return { kind: "at", pool: base, frame: step.frame, type, span };
  }
}

/** `base` with `value` for the part that the path leads to. */
export function replace(program: Program, base: Expression, path: Path, value: Expression): Expression {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const inner = replace(program, readStep(base, step), rest, value);
  const { type } = base;
  const { span } = value;
  switch (step.kind) {
    case "field":
      return step.variant === undefined
        ? { kind: "update", base, fields: [{ name: step.field, value: inner }], type, span }
        : replaceInVariant(program, base, step.variant, step.field, inner);
    case "index":
      return { kind: "builtin", name: "seq.with", arguments: [base, toInt(step.index), inner], type, span };
    case "at":
      return { kind: "builtin", name: "pool.with", arguments: [base, step.frame, inner], type, span };
  }
}

/** A store to a field of a union leaves its variant: the other fields of the variant keep their values. */
function replaceInVariant(
  program: Program,
  base: Expression,
  variant: string,
  field: string,
  value: Expression,
): Expression {
  const declaration = base.type.kind === "union" ? program.unions.get(base.type.name) : undefined;
  const fields = declaration?.variants.find(({ tag }) => tag === variant)?.fields;
  if (!fields) throw new Error(`no variant ${variant} in ${JSON.stringify(base.type)}`);
  const values = fields.map(({ name, type }) => ({
    name,
    value: name === field ? value : readStep(base, { kind: "field", field: name, variant, type }),
  }));
  return { kind: "construct", variant, fields: values, type: base.type, span: value.span };
}

/** How two paths from one root lie to each other. */
export interface Comparison {
  /** They part at a field: no values of the indices make them overlap. */
  readonly apart: boolean;
  /** Pairs of indices or frames that must be equal for the paths to overlap. */
  readonly pairs: readonly (readonly [Expression, Expression])[];
}

export function compare(a: Path, b: Path): Comparison {
  const pairs: (readonly [Expression, Expression])[] = [];
  for (let depth = 0; depth < Math.min(a.length, b.length); depth += 1) {
    const [left, right] = [a[depth], b[depth]];
    if (left?.kind === "field" && right?.kind === "field") {
      if (left.field === right.field && left.variant === right.variant) continue;
      // Fields of two variants share memory, so they are not apart; no value has both.
      return { apart: left.variant === right.variant, pairs };
    }
    if (left?.kind === "index" && right?.kind === "index") pairs.push([left.index, right.index]);
    else if (left?.kind === "at" && right?.kind === "at") pairs.push([left.frame, right.frame]);
    else throw new Error("paths from one root have steps of different kinds");
  }
  return { apart: false, pairs };
}

/** Every value of the indices at which the place `outer` has `inner` as itself or a part; undefined: for none. */
export function contains(outer: Path, inner: Path, span: Span): Expression | undefined {
  if (outer.length > inner.length) return undefined;
  for (const [depth, step] of outer.entries()) {
    const other = inner[depth];
    if (step.kind !== "field") continue;
    if (other?.kind !== "field" || other.field !== step.field || other.variant !== step.variant)
      return undefined;
  }
  const { pairs } = compare(outer, inner);
  const open = pairs.filter(([a, b]) => !same(a, b));
  return all(
    open.map(([a, b]) => binary("eq", toInt(a), toInt(b), span)),
    span,
  );
}

/** The condition under which two places of one root have no part in common. */
export function disjoint(a: Path, b: Path, span: Span): Expression {
  const { apart, pairs } = compare(a, b);
  if (apart) return literal(true, BOOL, span);
  const [first, ...others] = pairs.map(([x, y]) => binary("ne", toInt(x), toInt(y), span));
  if (!first) return literal(false, BOOL, span);
  return others.reduce((left, right) => binary("lor", left, right, span), first);
}

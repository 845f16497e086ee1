/**
 * Mutations of expressions: the small mistakes that a programmer makes inside one.
 *
 * Owns        which operator, constant, index, field or variable is mistaken for which.
 * Invariants  a mutated expression has the type of the original, and differs from it in one place.
 * Not here    statements (statements.ts). Ghost expressions are never mutated: a proof is not on trial, code is.
 */
import type { Expression, Place, Program, Span, Variable } from "../../language/ir.ts";
import { binary, literal, not, range } from "../../language/build.ts";
import { SYMBOLS } from "../../language/operators.ts";
import { fieldsOf, sameType } from "../../language/types.ts";

/** One mutant of a `Node`: what stands there instead, where, and the change in words. */
export interface Mutation<Node> {
  readonly node: Node;
  readonly span: Span;
  readonly change: string;
}

/** What a mutation may refer to. */
export interface Scope {
  readonly program: Program;
  /** Parameters and locals of scalar type that the source names and that are in scope, not ghost. */
  readonly variables: readonly Variable[];
}

type Binary = Extract<Expression, { kind: "binary" }>;

/** Each operator and the one that it is mistaken for. */
const MISTAKEN: Readonly<Partial<Record<Binary["operator"], Binary["operator"]>>> = {
  add: "sub",
  sub: "add",
  mul: "add",
  div: "mul",
  rem: "div",
  and: "or",
  or: "and",
  xor: "or",
  shl: "shr",
  shr: "shl",
  eq: "ne",
  ne: "eq",
  lt: "le",
  le: "lt",
  gt: "ge",
  ge: "gt",
  land: "lor",
  lor: "land",
};

/** All mutants of an executable expression. */
export function expressionMutations(e: Expression, scope: Scope): readonly Mutation<Expression>[] {
  return [...ownMutations(e, scope), ...operandMutations(e, scope)];
}

/**
 * All mutants of a place. Its variable stays: the front end has checked what may be changed and what overlaps for
 * that one. In a reference argument the fields and constant indices stay too, for the same reason.
 */
export function placeMutations(
  place: Place,
  scope: Scope,
  use: "target" | "argument",
): readonly Mutation<Place>[] {
  switch (place.kind) {
    case "variable":
    case "global":
      return [];
    case "field": {
      const base = place.base as Place;
      const other = use === "target" ? wrongField(place, scope) : [];
      return [
        ...other,
        ...lift(placeMutations(base, scope, use), (node) => ({ ...place, base: node })),
      ] as Mutation<Place>[];
    }
    case "index": {
      const base = placeMutations(place.base as Place, scope, use);
      const fixed = use === "argument" && place.index.kind === "literal";
      const index = fixed ? [] : indexMutations(place.index, scope);
      return [
        ...lift(index, (node) => ({ ...place, index: node })),
        ...lift(base, (node) => ({ ...place, base: node })),
      ] as Mutation<Place>[];
    }
    case "at":
      return lift(expressionMutations(place.frame, scope), (node) => ({
        ...place,
        frame: node,
      })) as Mutation<Place>[];
  }
}

/** Wraps each mutant of a part into its whole. */
export function lift<Part, Whole>(
  mutations: readonly Mutation<Part>[],
  whole: (part: Part) => Whole,
): readonly Mutation<Whole>[] {
  return mutations.map(({ node, span, change }) => ({ node: whole(node), span, change }));
}

function ownMutations(e: Expression, scope: Scope): readonly Mutation<Expression>[] {
  const become = (node: Expression, change: string): Mutation<Expression> => ({ node, span: e.span, change });
  switch (e.kind) {
    case "binary": {
      const operator = MISTAKEN[e.operator];
      if (!operator) return [];
      return [become({ ...e, operator }, `${SYMBOLS[e.operator]} -> ${SYMBOLS[operator]}`)];
    }
    case "wrapping": {
      const operator = e.operator === "add" ? "sub" : "add";
      return [become({ ...e, operator }, `wrapping ${SYMBOLS[e.operator]} -> wrapping ${SYMBOLS[operator]}`)];
    }
    case "literal":
      return otherLiterals(e, scope.program).map((value) =>
        become(literal(value, e.type, e.span), `${String(e.value)} -> ${String(value)}`),
      );
    case "not":
      return [become(e.operand, "! omitted")];
    case "negate":
      return [become(e.operand, "- omitted")];
    case "complement":
      return [become(e.operand, "~ omitted")];
    case "conditional":
      return [become({ ...e, whenTrue: e.whenFalse, whenFalse: e.whenTrue }, "?: branches swapped")];
    case "field":
      return wrongField(e, scope);
    case "variable": {
      if (!scope.variables.some(({ name }) => name === e.name)) return [];
      const other = scope.variables.findLast(({ name, type }) => name !== e.name && sameType(type, e.type));
      return other ? [become({ ...e, name: other.name }, mistaken(e.name, other.name))] : [];
    }
    default:
      return [];
  }
}

/** Names without the suffix that makes them unique, unless nothing else tells them apart. */
function mistaken(name: string, other: string): string {
  const [plain, otherPlain] = [name, other].map((one) => one.replace(/\$\d+$/, ""));
  return plain === otherPlain ? `${name} -> ${other}` : `${plain} -> ${otherPlain}`;
}

/** Mutants of the direct operands, each in its whole. */
function operandMutations(e: Expression, scope: Scope): readonly Mutation<Expression>[] {
  const of = (part: Expression, whole: (part: Expression) => Expression): readonly Mutation<Expression>[] =>
    lift(expressionMutations(part, scope), whole);
  switch (e.kind) {
    case "binary":
    case "wrapping":
      return [...of(e.left, (left) => ({ ...e, left })), ...of(e.right, (right) => ({ ...e, right }))];
    case "not":
    case "negate":
    case "complement":
    case "convert":
      return of(e.operand, (operand) => ({ ...e, operand }));
    case "conditional":
      return [
        ...of(e.condition, (condition) => ({ ...e, condition })),
        ...of(e.whenTrue, (whenTrue) => ({ ...e, whenTrue })),
        ...of(e.whenFalse, (whenFalse) => ({ ...e, whenFalse })),
      ];
    case "field":
    case "is":
      return e.base.kind === "variable" ? [] : of(e.base, (base) => ({ ...e, base }));
    case "index":
      return [
        ...(e.base.kind === "variable" ? [] : of(e.base, (base) => ({ ...e, base }))),
        ...lift(indexMutations(e.index, scope), (index) => ({ ...e, index })),
      ];
    case "at":
      return of(e.frame, (frame) => ({ ...e, frame }));
    case "construct":
    case "update": {
      const variant = e.kind === "construct" ? e.variant : undefined;
      const declared = fieldsOf(scope.program, e.type, variant) ?? [];
      const fields = e.fields.flatMap((field, index) =>
        declared.some(({ name, ghost }) => ghost && name === field.name)
          ? []
          : of(field.value, (value) => ({ ...e, fields: e.fields.with(index, { ...field, value }) })),
      );
      return e.kind === "construct" ? fields : [...of(e.base, (base) => ({ ...e, base })), ...fields];
    }
    case "elements":
      return e.elements.flatMap((element, index) =>
        of(element, (node) => ({ ...e, elements: e.elements.with(index, node) })),
      );
    case "literal":
    case "variable":
    case "global":
    case "zero":
      return [];
    case "call":
    case "let":
    case "old":
    case "quantifier":
    case "builtin":
    case "build":
      throw new Error(`a ghost expression (${e.kind}) in executable code`);
  }
}

/** An index is off by one, besides what can be wrong inside it. */
function indexMutations(index: Expression, scope: Scope): readonly Mutation<Expression>[] {
  const inside = expressionMutations(index, scope);
  if (index.kind === "literal") return inside;
  const one = literal(1n, index.type, index.span);
  const offByOne = (["add", "sub"] as const).map((operator) => ({
    node: binary(operator, index, one, index.span),
    span: index.span,
    change: `index ${SYMBOLS[operator]} 1`,
  }));
  return [...offByOne, ...inside];
}

function otherLiterals(
  e: Extract<Expression, { kind: "literal" }>,
  program: Program,
): readonly (bigint | boolean)[] {
  const { value, type } = e;
  if (typeof value === "boolean") return [!value];
  if (type.kind === "enum") {
    const members = program.enums.get(type.name)?.members ?? [];
    const at = members.findIndex((member) => member.value === value);
    const next = members[(at + 1) % members.length];
    return next && next.value !== value ? [next.value] : [];
  }
  if (type.kind !== "integer") return [];
  const { min, max } = range(type.name);
  return [...new Set([value + 1n, value - 1n, 0n])].filter(
    (other) => other !== value && other >= min && other <= max,
  );
}

/** The next field of the same type. */
function wrongField(
  e: Extract<Expression, { kind: "field" }>,
  scope: Scope,
): readonly Mutation<Expression>[] {
  if (e.base.type.kind !== "record") return [];
  const fields = scope.program.records.get(e.base.type.name)?.fields ?? [];
  const at = fields.findIndex(({ name }) => name === e.field);
  const candidates = [...fields.slice(at + 1), ...fields.slice(0, Math.max(at, 0))];
  const other = candidates.find(({ type, ghost }) => !ghost && sameType(type, e.type));
  return other
    ? [{ node: { ...e, field: other.name }, span: e.span, change: `.${e.field} -> .${other.name}` }]
    : [];
}

/** The condition is the wrong way round. */
export function negated(condition: Expression): Expression {
  return condition.kind === "not" ? condition.operand : not(condition);
}

/**
 * What an executable expression must not do: overflow, divide by zero, read out of bounds, ...
 *
 * Owns        the one definition of where execution can go wrong. The verifier proves each obligation, a checked
 *             function tests it at run time, the interpreter refuses to go on without it.
 * Invariants  obligations come in evaluation order; each is guarded by the lazy operators around it.
 * Not here    specifications: they are total (an element out of range is some unknown value), so they oblige to
 *             nothing. Calls, loops and contracts (the verifier's own).
 */
import type { Expression, IntegerName, Program, Type } from "./ir.ts";
import { all, binary, bits, implies, intLiteral, not, range, signed, toInt } from "./build.ts";

export type ObligationCode =
  | "overflow"
  | "divisionByZero"
  | "shiftRange"
  | "conversion"
  | "enumMember"
  | "bounds"
  | "frameOwned"
  | "variant";

export interface Obligation {
  readonly code: ObligationCode;
  /** The operation that obliges. */
  readonly subject: Expression;
  /** What must hold whenever the subject is evaluated: a ghost expression, without the guards. */
  readonly condition: Expression;
  /** Conditions under which the subject is evaluated. Executable expressions. */
  readonly guards: readonly Expression[];
}

/** The obligation as one closed condition. */
export function obligationCondition(obligation: Obligation): Expression {
  return implies(obligation.guards, obligation.condition);
}

/** All obligations of evaluating an executable expression, or of storing to a place. */
export function obligationsOf(program: Program, expression: Expression): readonly Obligation[] {
  const found: Obligation[] = [];
  collect(program, expression, [], found);
  return found;
}

function collect(program: Program, e: Expression, guards: readonly Expression[], found: Obligation[]): void {
  for (const part of evaluatedParts(e)) collect(program, part.expression, [...guards, ...part.guards], found);
  for (const { code, condition } of own(program, e)) found.push({ code, subject: e, condition, guards });
}

/** The direct operands in evaluation order, each with the conditions under which it is evaluated at all. */
function evaluatedParts(e: Expression): { expression: Expression; guards: Expression[] }[] {
  const always = (...operands: Expression[]) => operands.map((expression) => ({ expression, guards: [] }));
  switch (e.kind) {
    case "binary":
      if (e.operator === "land") return [...always(e.left), { expression: e.right, guards: [e.left] }];
      if (e.operator === "lor") return [...always(e.left), { expression: e.right, guards: [not(e.left)] }];
      return always(e.left, e.right);
    case "conditional":
      return [
        ...always(e.condition),
        { expression: e.whenTrue, guards: [e.condition] },
        { expression: e.whenFalse, guards: [not(e.condition)] },
      ];
    case "wrapping":
      return always(e.left, e.right);
    case "not":
    case "negate":
    case "complement":
    case "convert":
      return always(e.operand);
    case "field":
    case "is":
      return always(e.base);
    case "index":
      return always(e.base, e.index);
    case "at":
      return always(e.frame);
    case "construct":
      return always(...e.fields.map((field) => field.value));
    case "update":
      return always(e.base, ...e.fields.map((field) => field.value));
    case "elements":
      return always(...e.elements);
    default:
      return [];
  }
}

interface Condition {
  readonly code: ObligationCode;
  readonly condition: Expression;
}

/** What the operation itself obliges to, its operands aside. */
function own(program: Program, e: Expression): readonly Condition[] {
  switch (e.kind) {
    case "binary":
      return e.left.type.kind === "integer" ? arithmetic(e, e.left.type.name) : [];
    case "negate":
      return e.type.kind === "integer" ? [overflow(e, e.type.name)] : [];
    case "convert":
      return e.mode === "exact" ? conversion(program, e) : [];
    case "index":
      return e.base.type.kind === "array" ? [bounds(e, e.base.type.length)] : [];
    case "at":
      return [{ code: "frameOwned", condition: owned(e.pool, e.frame) }];
    case "field":
      return e.variant === undefined ? [] : [isVariant(e.base, e.variant)];
    default:
      return [];
  }
}

function arithmetic(e: Extract<Expression, { kind: "binary" }>, name: IntegerName): readonly Condition[] {
  const zero = intLiteral(0n, e.span);
  switch (e.operator) {
    case "add":
    case "sub":
    case "mul":
      return [overflow(e, name)];
    case "div": {
      const divisor: Condition = {
        code: "divisionByZero",
        condition: binary("ne", toInt(e.right), zero, e.span),
      };
      return signed(name) ? [divisor, overflow(e, name)] : [divisor];
    }
    case "rem":
      return [{ code: "divisionByZero", condition: binary("ne", toInt(e.right), zero, e.span) }];
    case "shl":
    case "shr":
      return [{ code: "shiftRange", condition: within(toInt(e.right), 0n, BigInt(bits(name)) - 1n) }];
    default:
      return [];
  }
}

/** The mathematical result fits the type. */
function overflow(e: Expression & { readonly kind: "binary" | "negate" }, name: IntegerName): Condition {
  const { min, max } = range(name);
  const exact: Expression =
    e.kind === "negate"
      ? { ...e, operand: toInt(e.operand), type: { kind: "int" } }
      : binary(e.operator, toInt(e.left), toInt(e.right), e.span);
  return { code: "overflow", condition: within(exact, min, max) };
}

function conversion(program: Program, e: Extract<Expression, { kind: "convert" }>): readonly Condition[] {
  if (e.type.kind === "enum") return [enumMember(program, e)];
  if (e.type.kind !== "integer") return [];
  const target = range(e.type.name);
  const source = rangeOfType(program, e.operand.type);
  if (source && source.min >= target.min && source.max <= target.max) return [];
  return [{ code: "conversion", condition: within(toInt(e.operand), target.min, target.max) }];
}

function enumMember(program: Program, e: Extract<Expression, { kind: "convert" }>): Condition {
  const declaration = e.type.kind === "enum" ? program.enums.get(e.type.name) : undefined;
  if (!declaration) throw new Error(`no enum for ${JSON.stringify(e.type)}`);
  const is = declaration.members.map((member) =>
    binary("eq", toInt(e.operand), intLiteral(member.value, e.span), e.span),
  );
  return { code: "enumMember", condition: is.reduce((left, right) => binary("lor", left, right, e.span)) };
}

/** The least and greatest value of a bounded type. */
export function rangeOfType(program: Program, type: Type): { min: bigint; max: bigint } | undefined {
  if (type.kind === "integer") return range(type.name);
  if (type.kind !== "enum") return undefined;
  const values = program.enums.get(type.name)?.members.map((member) => member.value) ?? [];
  return {
    min: values.reduce((a, b) => (a < b ? a : b)),
    max: values.reduce((a, b) => (a > b ? a : b)),
  };
}

function bounds(e: Extract<Expression, { kind: "index" }>, length: number): Condition {
  return { code: "bounds", condition: within(toInt(e.index), 0n, BigInt(length) - 1n) };
}

/** `frame` is among the frames that the pool owns. */
export function owned(pool: Expression, frame: Expression): Expression {
  const frameType: Type = { kind: "integer", name: "u32" };
  const frames: Expression = {
    kind: "builtin",
    name: "pool.owned",
    arguments: [pool],
    type: { kind: "set", element: frameType },
    span: pool.span,
  };
  return {
    kind: "builtin",
    name: "set.has",
    arguments: [frames, frame],
    type: { kind: "bool" },
    span: frame.span,
  };
}

function isVariant(base: Expression, variant: string): Condition {
  return {
    code: "variant",
    condition: { kind: "is", base, variant, type: { kind: "bool" }, span: base.span },
  };
}

/** `min <= value && value <= max`. */
function within(value: Expression, min: bigint, max: bigint): Expression {
  const { span } = value;
  return all(
    [binary("le", intLiteral(min, span), value, span), binary("le", value, intLiteral(max, span), span)],
    span,
  );
}

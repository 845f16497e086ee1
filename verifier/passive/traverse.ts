/**
 * Expressions made from expressions, and what is free in them.
 *
 * Owns      rebuilding an expression with other operands; binders and their scopes; structural equality.
 * Not here  visiting without a change (language/walk.ts); what a name stands for (name.ts).
 */
import type { Expression, Variable } from "../../language/ir.ts";

/** The expression with `change` applied to each direct operand. Triggers are operands too. */
export function mapOperands(e: Expression, change: (operand: Expression) => Expression): Expression {
  switch (e.kind) {
    case "literal":
    case "variable":
    case "global":
    case "zero":
      return e;
    case "field":
    case "is":
      return { ...e, base: change(e.base) };
    case "index":
      return { ...e, base: change(e.base), index: change(e.index) };
    case "at":
      return { ...e, pool: change(e.pool), frame: change(e.frame) };
    case "not":
    case "negate":
    case "complement":
    case "convert":
    case "old":
      return { ...e, operand: change(e.operand) };
    case "binary":
      return { ...e, left: change(e.left), right: change(e.right) };
    case "wrapping":
      return { ...e, left: change(e.left), right: change(e.right) };
    case "conditional":
      return {
        ...e,
        condition: change(e.condition),
        whenTrue: change(e.whenTrue),
        whenFalse: change(e.whenFalse),
      };
    case "construct":
      return { ...e, fields: e.fields.map(({ name, value }) => ({ name, value: change(value) })) };
    case "update":
      return {
        ...e,
        base: change(e.base),
        fields: e.fields.map(({ name, value }) => ({ name, value: change(value) })),
      };
    case "elements":
      return { ...e, elements: e.elements.map(change) };
    case "call":
    case "builtin":
      return { ...e, arguments: e.arguments.map(change) };
    case "let":
      return { ...e, value: change(e.value), body: change(e.body) };
    case "quantifier":
      return { ...e, triggers: e.triggers.map((terms) => terms.map(change)), body: change(e.body) };
    case "build":
      return { ...e, length: change(e.length), body: change(e.body) };
  }
}

/** The variables that the expression itself binds, in all of its operands that can see them. */
export function boundBy(e: Expression): readonly Variable[] {
  switch (e.kind) {
    case "quantifier":
      return e.variables;
    case "let":
    case "build":
      return [e.variable];
    default:
      return [];
  }
}

/** The operand of a binder that is outside the scope of what it binds. */
function outsideBinder(e: Expression): Expression | undefined {
  if (e.kind === "let") return e.value;
  if (e.kind === "build") return e.length;
  return undefined;
}

/** As mapOperands; `change` also learns which names the operand sees bound, those of `bound` included. */
export function mapScoped(
  e: Expression,
  bound: ReadonlySet<string>,
  change: (operand: Expression, bound: ReadonlySet<string>) => Expression,
): Expression {
  const own = boundBy(e);
  if (own.length === 0) return mapOperands(e, (operand) => change(operand, bound));
  const outside = outsideBinder(e);
  const inner = new Set([...bound, ...own.map((variable) => variable.name)]);
  return mapOperands(e, (operand) => change(operand, operand === outside ? bound : inner));
}

/** Adds the free variables to `found`, by name. */
export function collectFree(
  e: Expression,
  found: Map<string, Variable>,
  bound: ReadonlySet<string> = new Set(),
): void {
  if (e.kind === "variable" && !bound.has(e.name)) found.set(e.name, { name: e.name, type: e.type });
  mapScoped(e, bound, (operand, inner) => {
    collectFree(operand, found, inner);
    return operand;
  });
}

/** Structural equality, apart from spans. */
export function same(a: Expression, b: Expression): boolean {
  return a === b || fingerprint(a) === fingerprint(b);
}

/** Equal for equal expressions, whatever their spans. */
export function fingerprint(e: Expression): string {
  return JSON.stringify(e, (key, value: unknown) =>
    key === "span" ? undefined : typeof value === "bigint" ? `${value}n` : value,
  );
}

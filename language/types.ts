/**
 * Questions about types that every reader of the IR asks.
 *
 * Owns      which types are alike, which are scalar, the declared fields of records and variants.
 * Not here  bytes (extents.ts), ranges (build.ts, obligations.ts), type syntax (front/types.ts).
 */
import type { Expression, Field, Program, Type } from "./ir.ts";
import { typeText } from "./print.ts";

export function sameType(a: Type, b: Type): boolean {
  return typeText(a) === typeText(b);
}

/** The types whose values are one number in executable code. */
export function isScalar(type: Type): boolean {
  return type.kind === "bool" || type.kind === "integer" || type.kind === "enum";
}

type Declarations = Pick<Program, "records" | "unions">;

/** The fields of a record, or of one variant of a union; undefined of everything else. */
export function fieldsOf(
  { records, unions }: Declarations,
  type: Type,
  variant?: string,
): readonly Field[] | undefined {
  if (type.kind === "record") return records.get(type.name)?.fields;
  if (type.kind !== "union") return undefined;
  return unions.get(type.name)?.variants.find(({ tag }) => tag === variant)?.fields;
}

/** Does the expression read a field that exists for proofs only? */
export function isGhostField(declarations: Declarations, e: Extract<Expression, { kind: "field" }>): boolean {
  const fields = fieldsOf(declarations, e.base.type, e.variant);
  return fields?.some(({ name, ghost }) => ghost && name === e.field) ?? false;
}

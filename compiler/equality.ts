/**
 * Equality of values in storage, as conditions need it.
 *
 * Owns        records by field, unions by tag and the variant's fields, arrays by element.
 */
import binaryen from "binaryen";
import type { Type } from "../language/ir.ts";
import { isScalar } from "../language/types.ts";
import type { FunctionBuilder } from "./function.ts";
import { compare } from "./integers.ts";
import { declaredFields, representation } from "./slots.ts";
import { elementOf, fieldOf, loadScalar, loadTag, pin, type Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

/** i32, 1 where the values are equal. Both storages are pinned. */
export function equal(f: FunctionBuilder, a: Storage, b: Storage, type: Type): Ref {
  if (isScalar(type)) {
    const name = representation(f.program, type);
    return compare(f.m, "eq", name, loadScalar(f, a, type), loadScalar(f, b, type));
  }
  switch (type.kind) {
    case "record":
      return fieldsEqual(f, a, b, type, undefined);
    case "union":
      return unionsEqual(f, a, b, type);
    case "array":
      return arraysEqual(f, a, b, type);
    default:
      throw new Error(`equality of ${type.kind} has no run-time form`);
  }
}

function both(f: FunctionBuilder, left: Ref, right: Ref): Ref {
  return f.m.if(left, right, f.m.i32.const(0));
}

function fieldsEqual(
  f: FunctionBuilder,
  a: Storage,
  b: Storage,
  type: Type,
  variant: string | undefined,
): Ref {
  return declaredFields(f.program, type, variant)
    .filter((field) => !field.ghost)
    .map((field) => {
      const part = (whole: Storage) => fieldOf(f, whole, type, field.name, variant);
      return equal(f, part(a), part(b), field.type);
    })
    .reduce((left, right) => both(f, left, right), f.m.i32.const(1));
}

function unionsEqual(
  f: FunctionBuilder,
  a: Storage,
  b: Storage,
  type: Type & { readonly kind: "union" },
): Ref {
  const { m } = f;
  const variants = f.program.unions.get(type.name)?.variants ?? [];
  const fields = variants.reduceRight(
    (otherwise, { tag }, number) =>
      m.if(m.i32.eq(loadTag(f, a), m.i32.const(number)), fieldsEqual(f, a, b, type, tag), otherwise),
    m.i32.const(0),
  );
  return both(f, m.i32.eq(loadTag(f, a), loadTag(f, b)), fields);
}

/** A loop that leaves the block with 0 at the first difference, with 1 behind the last element. */
function arraysEqual(
  f: FunctionBuilder,
  a: Storage,
  b: Storage,
  type: Type & { readonly kind: "array" },
): Ref {
  const { m } = f;
  if (type.length === 0) return m.i32.const(1);
  const { size } = f.layout.extent(type.element);
  const [done, next] = [`equal ${f.newNumber()}`, `equal next ${f.newNumber()}`];
  const index = f.newLocal(binaryen.i32);
  const get = () => m.local.get(index, binaryen.i32);
  const out: Ref[] = [];
  const element = (array: Storage) => pin(f, elementOf(f, array, size, get()), out);
  const [left, right] = [element(a), element(b)];
  const round = [
    ...out,
    m.if(m.i32.eqz(equal(f, left, right, type.element)), m.br(done, undefined, m.i32.const(0))),
    m.local.set(index, m.i32.add(get(), m.i32.const(1))),
    m.br_if(next, m.i32.lt_u(get(), m.i32.const(type.length))),
  ];
  const loop = m.loop(next, f.sequence(round));
  return m.block(done, [m.local.set(index, m.i32.const(0)), loop, m.i32.const(1)], binaryen.i32);
}

/**
 * Switches: one case of many.
 *
 * Owns        the choice between a table of branches, for dense case values, and a chain of tests.
 */
import type binaryen from "binaryen";
import type { Statement } from "../language/ir.ts";
import { value } from "./expressions.ts";
import type { FunctionBuilder } from "./function.ts";
import * as integers from "./integers.ts";
import { representation, slotType } from "./slots.ts";
import { statements } from "./statements.ts";

type Ref = binaryen.ExpressionRef;
type Switch = Extract<Statement, { readonly kind: "switch" }>;

/** A table has at most this many entries for each case value. */
const TABLE_SPARSENESS = 4;

export function switchTo(f: FunctionBuilder, s: Switch, out: Ref[]): void {
  const name = representation(f.program, s.subject.type);
  const type = slotType(name);
  const subject = f.newLocal(type);
  out.push(f.m.local.set(subject, value(f, s.subject)));
  const get = () => f.m.local.get(subject, type);
  const values = s.cases.flatMap((one) => one.values);
  const least = values.reduce((a, b) => (a < b ? a : b), values[0] ?? 0n);
  const entries = values.reduce((a, b) => (a > b ? a : b), least) - least + 1n;
  const dense = values.length > 3 && entries <= TABLE_SPARSENESS * values.length;
  if (!dense || type === slotType("u64")) {
    out.push(chain(f, s, (one) => integers.isValue(f.m, name, get, one)));
    return;
  }
  const index = f.m.i32.sub(get(), integers.constant(f.m, name, least));
  out.push(table(f, s, index, least, Number(entries)));
}

function chain(f: FunctionBuilder, s: Switch, is: (value: bigint) => Ref): Ref {
  return s.cases.reduceRight(
    (otherwise, one) => {
      const condition = one.values.map(is).reduce((a, b) => f.m.i32.or(a, b));
      return f.m.if(condition, statements(f, one.body), otherwise);
    },
    statements(f, s.otherwise),
  );
}

/**
 * `(block end (block otherwise (block case1 (block case0 (br_table ...)) body0 (br end)) body1 (br end)) otherwise)`.
 * An index out of the table, also a negative one, goes to `otherwise`.
 */
function table(f: FunctionBuilder, s: Switch, index: Ref, least: bigint, entries: number): Ref {
  const { m } = f;
  const unique = `switch ${f.newNumber()}`;
  const end = `${unique} end`;
  const otherwise = `${unique} otherwise`;
  const caseLabel = (number: number) => `${unique} case ${number}`;
  const targets = Array<string>(entries).fill(otherwise);
  s.cases.forEach((one, number) => {
    for (const chosen of one.values) targets[Number(chosen - least)] = caseLabel(number);
  });
  let code: Ref = m.switch(targets, otherwise, index);
  s.cases.forEach((one, number) => {
    code = f.sequence([m.block(caseLabel(number), [code]), statements(f, one.body), m.br(end)]);
  });
  return m.block(end, [m.block(otherwise, [code]), statements(f, s.otherwise)]);
}

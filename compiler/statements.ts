/**
 * Statements: from IR to structured WebAssembly.
 *
 * Owns        control flow, declarations and assignments, the erasure of ghost code.
 * Invariants  ghost statements leave nothing. Labels are unique in a function; as the names of blocks they get a
 *             word before, so that no label of the program is one of the compiler's.
 *             A `return` carries its value to the end of the body, the one way out (function.ts).
 * Not here    calls (calls.ts), switches (switches.ts), conditions of contracts (contracts.ts).
 */
import type binaryen from "binaryen";
import type { Clause, Expression, Statement } from "../language/ir.ts";
import { FRAME_BYTES } from "../language/extents.ts";
import { isScalar } from "../language/types.ts";
import { assign, evaluateInto, slotsValue } from "./aggregates.ts";
import { call } from "./calls.ts";
import { failUnless, RESULT } from "./contracts.ts";
import { value } from "./expressions.ts";
import { fill, type Rounds } from "./fills.ts";
import { passingOf, type FunctionBuilder } from "./function.ts";
import { MEMORY } from "./integers.ts";
import { storageOf } from "./places.ts";
import { selection } from "./selection.ts";
import { pin } from "./storage.ts";
import { switchTo } from "./switches.ts";

type Ref = binaryen.ExpressionRef;
type Of<K extends Statement["kind"]> = Extract<Statement, { readonly kind: K }>;

/** The block that a `return` leaves. */
export const BODY = "body";

export function statements(f: FunctionBuilder, list: readonly Statement[]): Ref {
  const out: Ref[] = [];
  for (const one of list) {
    const from = out.length;
    statement(f, one, out);
    for (const made of out.slice(from)) f.at(one.span, made);
  }
  const [only] = out;
  return out.length === 1 && only !== undefined ? only : f.sequence(out);
}

function statement(f: FunctionBuilder, s: Statement, out: Ref[]): void {
  const { m } = f;
  switch (s.kind) {
    case "declare":
      if (!s.ghost) evaluateInto(f, f.declareVariable(s.variable.name, s.variable.type), s.value, out);
      return;
    case "assign":
      if (!s.ghost) assign(f, s.target, s.value, out);
      return;
    case "evaluate":
      if (!s.ghost && f.failure !== undefined) evaluate(f, s.value, out);
      return;
    case "call":
      if (!s.ghost) call(f, s, out);
      return;
    case "retype":
      retype(f, s, out);
      return;
    case "if":
      if (!s.ghost) out.push(conditional(f, s));
      return;
    case "switch":
      switchTo(f, s, out);
      return;
    case "loop":
      if (!s.ghost) out.push(loop(f, s));
      return;
    case "block":
      out.push(m.block(breakLabel(s.label), [statements(f, s.body)]));
      return;
    case "break":
      out.push(m.br(breakLabel(s.label)));
      return;
    case "continue":
      out.push(m.br(continueLabel(s.label)));
      return;
    case "return":
      returnValue(f, s.value, out);
      return;
    case "unreachable":
      out.push(m.unreachable());
      return;
    case "assert":
    case "assertBits":
      test(f, s.clause, out);
      return;
    case "assume":
    case "reveal":
    case "prove":
      return;
  }
}

function breakLabel(label: string): string {
  return `break ${label}`;
}

function continueLabel(label: string): string {
  return `continue ${label}`;
}

function roundLabel(label: string): string {
  return `round ${label}`;
}

/** For its obligations only. */
function evaluate(f: FunctionBuilder, e: Expression, out: Ref[]): void {
  if (isScalar(e.type)) out.push(f.m.drop(value(f, e)));
  else pin(f, storageOf(f, e, out), out);
}

function test(f: FunctionBuilder, clause: Clause, out: Ref[]): void {
  if (f.failure !== undefined) out.push(failUnless(f, clause));
}

function retype(f: FunctionBuilder, s: Of<"retype">, out: Ref[]): void {
  const { m } = f;
  const offset = m.i32.mul(value(f, s.frame), m.i32.const(FRAME_BYTES));
  const address = m.i32.add(offset, m.i32.const(f.layout.frames.start));
  out.push(m.memory.fill(address, m.i32.const(0), m.i32.const(FRAME_BYTES), MEMORY));
}

function conditional(f: FunctionBuilder, s: Of<"if">): Ref {
  const selected = selection(f, s);
  if (selected !== undefined) return selected;
  const condition = value(f, s.condition);
  const whenTrue = statements(f, s.whenTrue);
  return s.whenFalse.length === 0
    ? f.m.if(condition, whenTrue)
    : f.m.if(condition, whenTrue, statements(f, s.whenFalse));
}

function loop(f: FunctionBuilder, s: Of<"loop">): Ref {
  const { m } = f;
  const [first, ...rest] = s.body;
  if (first && f.failure === undefined && isExit(first, s.label)) {
    const rounds = { exit: first.condition, body: rest, step: s.step };
    return fill(f, rounds) ?? rotatedLoop(f, s.label, rounds);
  }
  const invariants: Ref[] = [];
  for (const clause of s.invariants) test(f, clause, invariants);
  const body = m.block(continueLabel(s.label), [statements(f, s.body)]);
  const round = [...invariants, body, statements(f, s.step), m.br(roundLabel(s.label))];
  return m.block(breakLabel(s.label), [m.loop(roundLabel(s.label), f.sequence(round))]);
}

/** `if (...) break` out of this loop. */
function isExit(s: Statement, label: string): s is Of<"if"> {
  const [only] = s.kind === "if" && !s.ghost && s.whenFalse.length === 0 ? s.whenTrue : [];
  return s.kind === "if" && s.whenTrue.length === 1 && only?.kind === "break" && only.label === label;
}

/** The test of `while` once before the loop and then at its end: one jump less in each round. */
function rotatedLoop(f: FunctionBuilder, label: string, { exit, body, step }: Rounds): Ref {
  const { m } = f;
  const once = m.block(continueLabel(label), [statements(f, body)]);
  const again = m.br_if(roundLabel(label), m.i32.eqz(value(f, exit)));
  const rounds = m.loop(roundLabel(label), f.sequence([once, statements(f, step), again]));
  return m.block(breakLabel(label), [m.br_if(breakLabel(label), value(f, exit)), rounds]);
}

function returnValue(f: FunctionBuilder, e: Expression | undefined, out: Ref[]): void {
  if (e === undefined) {
    out.push(f.m.br(BODY));
    return;
  }
  switch (passingOf(f.program, f.declaration.result)) {
    case "slots":
      out.push(f.m.br(BODY, undefined, slotsValue(f, e)));
      return;
    case "destination":
      evaluateInto(f, f.variable(RESULT), e, out);
      out.push(f.m.br(BODY));
      return;
    case "none":
      evaluate(f, e, out);
      out.push(f.m.br(BODY));
  }
}

/**
 * Statements as blocks of the passive form.
 *
 * Owns        the meaning of each kind of statement: what it obliges to, what it changes, where it goes on.
 * Invariants  A function here takes the point before a statement and gives the point behind it; undefined where
 *             execution never goes on behind it.
 * Not here    loops (loop.ts), calls (call.ts), proofs with steps of their own (proof.ts).
 */
import type { Expression, FunctionDeclaration, Program, Span, Statement } from "../../language/ir.ts";
import { BOOL, binary, literal, not } from "../../language/build.ts";
import { owned } from "../../language/obligations.ts";
import { runCall } from "./call.ts";
import { assumeEntry, checkExit } from "./exit.ts";
import { Builder, Flow, type Target } from "./flow.ts";
import type { PassiveForm } from "./form.ts";
import { runLoop } from "./loop.ts";
import { localKey } from "./name.ts";
import { checkConversions, checkOperations } from "./operation.ts";
import { checkStore } from "./permission.ts";
import { locate, type Location } from "./place.ts";
import { printExpression } from "./print.ts";
import { runAssert, runAssertBits, runProve } from "./proof.ts";
import { store } from "./store.ts";

/** The passive form of a verified function or a lemma. */
export function passiveForm(program: Program, declaration: FunctionDeclaration): PassiveForm {
  const builder = new Builder(program, declaration);
  const entry = Flow.start(builder);
  assumeEntry(entry);
  const end = run(declaration.body, entry.successor());
  if (end) checkExit(end, closing(declaration.span), undefined);
  return builder.finish();
}

/** The last character of a span: the brace that closes a body. */
function closing(span: Span): Span {
  const column = Math.max(1, span.endColumn - 1);
  return { ...span, line: span.endLine, column };
}

export function run(statements: readonly Statement[], start: Flow): Flow | undefined {
  let flow: Flow | undefined = start;
  for (const statement of statements) {
    if (!flow) return undefined;
    flow = runStatement(statement, flow);
  }
  return flow;
}

/** Runs a nested list, in a scope of its own for `reveal`. */
function runNested(statements: readonly Statement[], flow: Flow): Flow | undefined {
  const { revealed } = flow.builder;
  const end = run(statements, flow);
  flow.builder.revealed = revealed;
  return end;
}

function runStatement(s: Statement, flow: Flow): Flow | undefined {
  const { builder } = flow;
  const jump = s.kind === "break" || s.kind === "continue" || s.kind === "unreachable";
  if (!jump && !builder.inProof) flow.block.statement ??= s.span;
  const ghost = ("ghost" in s && s.ghost) || builder.function.mode === "lemma";
  switch (s.kind) {
    case "declare": {
      if (ghost) checkConversions(flow, s.value);
      else checkOperations(flow, s.value);
      flow.set(localKey(s.variable.name), flow.define(s.variable.name, flow.name(s.value)));
      return flow;
    }
    case "assign": {
      if (ghost) checkConversions(flow, s.value);
      else checkOperations(flow, s.target, s.value);
      const location = locate(s.target, builder.namer, flow);
      checkStore(flow, location, s.span);
      store(flow, location, flow.name(s.value));
      return flow;
    }
    case "evaluate":
      if (!ghost) checkOperations(flow, s.value);
      return flow;
    case "call":
      runCall(s, flow);
      return flow;
    case "retype":
      runRetype(s, flow);
      return flow;
    case "if": {
      if (!ghost) checkOperations(flow, s.condition);
      const condition = flow.name(s.condition);
      return branch(flow, s.span, [
        { condition, body: s.whenTrue },
        { condition: opposite(condition), body: s.whenFalse },
      ]);
    }
    case "switch":
      if (!ghost) checkOperations(flow, s.subject);
      return runSwitch(s, flow);
    case "loop":
      return runLoop(s, flow);
    case "block": {
      const target = targetOf(builder, s.label);
      const end = runNested(s.body, flow);
      return Flow.join(end ? [...target.breaks, end] : target.breaks, s.span);
    }
    case "break":
    case "continue":
      jumpTo(builder, s.label)[s.kind === "break" ? "breaks" : "continues"].push(flow);
      return undefined;
    case "return": {
      if (s.value && !ghost) checkOperations(flow, s.value);
      const result = s.value && flow.define("result", flow.name(s.value));
      if (builder.inProof) throw new Error("a proof returns from the function around it");
      checkExit(flow, s.span, result);
      return undefined;
    }
    case "unreachable":
      flow.block.impossible = true;
      flow.refuse({ code: "V211", span: s.span }, "unreachable()");
      return undefined;
    case "assert":
      return runAssert(s, flow);
    case "assertBits":
      runAssertBits(s, flow);
      return flow;
    case "assume":
      flow.assume(flow.name(s.clause.condition));
      return flow;
    case "reveal":
      builder.revealed = [...new Set([...builder.revealed, ...s.functions])];
      return flow;
    case "prove":
      return runProve(s, flow);
  }
}

function opposite(condition: Expression): Expression {
  return condition.kind === "not" ? condition.operand : not(condition);
}

interface Arm {
  readonly condition: Expression;
  readonly body: readonly Statement[];
}

/** Runs each arm under its condition. */
function branch(flow: Flow, span: Span, arms: readonly Arm[]): Flow | undefined {
  const ends = arms.map(({ condition, body }) => {
    const arm = flow.successor();
    arm.assume(condition);
    return runNested(body, arm);
  });
  return Flow.join(
    ends.filter((end) => end !== undefined),
    span,
  );
}

function runSwitch(s: Extract<Statement, { kind: "switch" }>, flow: Flow): Flow | undefined {
  const subject = flow.define("subject", flow.name(s.subject));
  const equals = (value: bigint) => binary("eq", subject, literal(value, subject.type, s.span), s.span);
  const anyOf = (values: readonly bigint[]) => {
    const [first, ...others] = values.map(equals);
    if (!first) return literal(false, BOOL, s.span);
    return others.reduce((left, right) => binary("lor", left, right, s.span), first);
  };
  const others = not(anyOf(s.cases.flatMap(({ values }) => values)));
  return branch(flow, s.span, [
    ...s.cases.map(({ values, body }) => ({ condition: anyOf(values), body })),
    { condition: others, body: s.otherwise },
  ]);
}

/** Opens a label for the statements in it. */
export function targetOf(builder: Builder, label: string): Target {
  const target: Target = { breaks: [], continues: [] };
  builder.targets.set(label, target);
  return target;
}

function jumpTo(builder: Builder, label: string): Target {
  const target = builder.targets.get(label);
  if (!target) throw new Error(`no label ${label}`);
  return target;
}

/** Moves a frame. Pools never share a frame, so the receiving pool does not own it before. */
function runRetype(s: Extract<Statement, { kind: "retype" }>, flow: Flow): void {
  checkOperations(flow, s.frame);
  const { namer } = flow.builder;
  const frame = flow.define("frame", flow.name(s.frame));
  const [from, to] = [locate(s.from, namer, flow), locate(s.to, namer, flow)];
  const head = { code: "V107", span: s.span } as const;
  flow.check(head, printExpression(s.frame), owned(flow.name(s.from), frame));
  if (from.root !== to.root) flow.assume(not(owned(flow.name(s.to), frame)));
  moveFrame(flow, from, "pool.lose", frame, s.span);
  moveFrame(flow, to, "pool.gain", frame, s.span);
}

function moveFrame(
  flow: Flow,
  pool: Location,
  name: "pool.lose" | "pool.gain",
  frame: Expression,
  span: Span,
): void {
  checkStore(flow, pool, span);
  const value = flow.value(pool.root);
  store(flow, pool, { kind: "builtin", name, arguments: [value, frame], type: value.type, span });
}

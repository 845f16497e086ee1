/**
 * What the front end rejects already, obligation generation refuses too: it relies on no check but its own.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BOOL, INT, VOID, intLiteral } from "../../language/build.ts";
import type {
  FunctionDeclaration,
  GlobalDeclaration,
  Program,
  SpecDeclaration,
  Statement,
} from "../../language/ir.ts";
import { passiveFormOf, proofUnit } from "../obligations.ts";
import { printExpression } from "../passive/print.ts";
import { assign, at, clause, declare, func, number, op, parameter, programOf, ref, U32 } from "./ir.ts";

function state(name: string, module = "test"): GlobalDeclaration {
  const qualified = `${module}.${name}`;
  return {
    name: qualified,
    sourceName: name,
    module,
    span: at(1),
    type: U32,
    initial: number(0n),
    ghost: false,
  };
}

function globalRef(name: string, module = "test") {
  return { kind: "global" as const, name: `${module}.${name}`, type: U32, span: at(1) };
}

function view(name: string, module: string, reads: string[], exported = true): SpecDeclaration {
  return {
    name: `${module}.${name}`,
    sourceName: name,
    module,
    span: at(1),
    exported,
    opaque: false,
    parameters: [],
    result: INT,
    requires: [],
    decreases: [],
    body: intLiteral(0n, at(1)),
    reads,
    views: [],
  };
}

function call(name: string, ...places: ReturnType<typeof ref>[]): Statement {
  const args = places.map((place) => ({ kind: "reference" as const, place, mutable: true }));
  return { kind: "call", function: name, arguments: args, ghost: false, span: at(9) };
}

const globals = new Map(["a", "b"].map((name) => [`test.${name}`, state(name)]));

/** Codes and goals of all checks of the function `f`. */
function checks(functions: FunctionDeclaration[], parts: Partial<Program> = {}): string[] {
  const form = passiveFormOf(programOf(functions, { globals, ...parts }), "test.f");
  return form.blocks.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === "check" ? [`${step.code} ${printExpression(step.goal)}`] : [])),
  );
}

test("a store to module state or a reference without the right to it", () => {
  const store: Statement = {
    kind: "assign",
    target: globalRef("a"),
    value: number(1n),
    ghost: false,
    span: at(3),
  };
  const right = { kind: "place" as const, place: globalRef("a"), span: at(2) };
  assert.deepEqual(checks([func("f", { body: [store] })]), ["V207 false"]);
  assert.deepEqual(checks([func("f", { body: [store], modifies: [right] })]), []);
  const parameters = [parameter("p", U32, true)];
  assert.deepEqual(checks([func("f", { parameters, body: [assign("p", number(1n))] })]), ["V207 false"]);
  const own = [parameter("p", U32, false)];
  assert.deepEqual(checks([func("f", { parameters: own, body: [assign("p", number(1n))] })]), []);
});

test("a change through a call without the right to it", () => {
  const modifies = [{ kind: "place" as const, place: globalRef("a"), span: at(2) }];
  const g = func("g", { modifies });
  assert.deepEqual(checks([func("f", { body: [call("test.g")] }), g]), ["V207 false"]);
  assert.deepEqual(checks([func("f", { body: [call("test.g")], modifies }), g]), []);
});

test("a change of another module's view without the right to it", () => {
  const specs = new Map([["low.v", view("v", "low", ["low.s"])]]);
  const lowGlobals = new Map([["low.s", state("s", "low")]]);
  const modifies = [{ kind: "view" as const, function: "low.v", span: at(2) }];
  const g = func("g", { name: "low.g", module: "low", exported: true, modifies });
  const parts = { specs, globals: lowGlobals };
  assert.deepEqual(checks([func("f", { body: [call("low.g")] }), g], parts), ["V207 false"]);
  assert.deepEqual(checks([func("f", { body: [call("low.g")], modifies }), g], parts), []);
  const direct = [{ kind: "place" as const, place: globalRef("s", "low"), span: at(2) }];
  assert.deepEqual(checks([func("f", { body: [call("low.g")] }), { ...g, modifies: direct }], parts), [
    "V207 false",
  ]);
});

test("references that are one place, or state that the callee knows", () => {
  const modifies = [{ kind: "place" as const, place: ref("x"), span: at(2) }];
  const two = func("g", { parameters: [parameter("x", U32, true), parameter("y", U32, true)], modifies });
  const body = [declare("p", number(0n)), call("test.g", ref("p"), ref("p"))];
  assert.deepEqual(checks([func("f", { body }), two]), ["V210 false"]);
  const apart = [declare("p", number(0n)), declare("q", number(0n)), call("test.g", ref("p"), ref("q"))];
  assert.deepEqual(checks([func("f", { body: apart }), two]), []);

  const place = globalRef("a");
  const passA: Statement = {
    ...call("test.h"),
    arguments: [{ kind: "reference", place, mutable: true }],
  } as Statement;
  const reads: Statement = { kind: "evaluate", value: globalRef("a"), ghost: false, span: at(2) };
  const right = [{ kind: "place" as const, place, span: at(2) }];
  const h = func("h", { parameters: [parameter("x", U32, true)], modifies });
  assert.deepEqual(checks([func("f", { body: [passA], modifies: right }), h]), []);
  assert.deepEqual(checks([func("f", { body: [passA], modifies: right }), { ...h, body: [reads] }]), [
    "V210 false",
  ]);
});

test("recursion and loops without a measure", () => {
  assert.deepEqual(checks([func("f", { body: [call("test.f")] })]), ["V209 false"]);
  const loop: Statement = {
    kind: "loop",
    label: "loop",
    invariants: [],
    decreases: [],
    body: [],
    step: [],
    ghost: false,
    span: at(3),
  };
  assert.deepEqual(checks([func("f", { body: [loop] })]), ["V208 false"]);
});

test("conditions about hidden state of another module: required never, ensured nothing", () => {
  const hidden = clause(op("eq", globalRef("s", "low"), number(0n)));
  const parts = { globals: new Map([["low.s", state("s", "low")]]) };
  const g = func("g", { name: "low.g", module: "low", exported: true });
  assert.deepEqual(checks([func("f", { body: [call("low.g")] }), { ...g, requires: [hidden] }], parts), [
    "V201 false",
  ]);
  const program = programOf([func("f", { body: [call("low.g")] }), { ...g, ensures: [hidden] }], parts);
  const steps = passiveFormOf(program, "test.f").blocks.flatMap((block) => block.steps);
  assert.deepEqual(steps, []);
});

test("a proof aside that stores to what is not its own, or leaves it", () => {
  const truth = clause({ kind: "literal", value: true, type: BOOL, span: at(1) });
  const aside = (...proof: Statement[]): Statement => ({ kind: "assert", clause: truth, proof, span: at(3) });
  const f = (statement: Statement) =>
    programOf([func("f", { result: VOID, body: [declare("x", number(0n)), statement] })]);
  assert.throws(() => proofUnit(f(aside(assign("x", number(1n)))), "test.f"), /a proof changes local x/);
  assert.throws(() => proofUnit(f(aside({ kind: "return", span: at(4) })), "test.f"), /returns/);
  const block: Statement = {
    kind: "block",
    label: "l",
    body: [aside({ kind: "break", label: "l", span: at(4) })],
    span: at(3),
  };
  assert.throws(() => proofUnit(f(block), "test.f"), /no label l/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { BOOL, INT, binary, integer, intLiteral, literal, not, variable } from "../../../language/build.ts";
import type { Expression, FunctionDeclaration, Program, Span, Statement } from "../../../language/ir.ts";
import { likelyFirst, markedEquivalent, mutantsOf, sample } from "../mutate.ts";

const U32 = integer("u32");

function at(line: number, column = 1): Span {
  return { file: "f.ts", line, column, endLine: line, endColumn: column + 1 };
}

const a = variable("a", U32, at(2, 8));
const b = variable("b", U32, at(2, 12));

function program(body: readonly Statement[], more: Partial<FunctionDeclaration> = {}): Program {
  const parameter = (name: string) => ({ name, type: U32, reference: false, ghost: false });
  const f: FunctionDeclaration = {
    name: "m.f",
    sourceName: "f",
    module: "m",
    span: at(1),
    exported: true,
    mode: "verified",
    parameters: [parameter("a"), parameter("b")],
    result: U32,
    requires: [],
    modifies: [],
    ensures: [],
    decreases: [],
    body,
    ...more,
  };
  return {
    modules: [],
    enums: new Map(),
    records: new Map([
      [
        "R",
        {
          name: "R",
          span: at(1),
          fields: [
            { name: "x", type: U32, ghost: false },
            { name: "g", type: U32, ghost: true },
            { name: "y", type: U32, ghost: false },
          ],
        },
      ],
    ]),
    unions: new Map(),
    globals: new Map(),
    specs: new Map(),
    functions: new Map([[f.name, f]]),
  };
}

function returning(value: Expression): readonly Statement[] {
  return [{ kind: "return", value, span: at(2) }];
}

function changes(body: readonly Statement[], more: Partial<FunctionDeclaration> = {}): readonly string[] {
  return mutantsOf(program(body, more), ["m.f"]).map(({ change }) => change);
}

test("an operator is replaced, a variable mistaken", () => {
  assert.deepEqual(changes(returning(binary("add", a, b, at(2)))), ["+ -> -", "a -> b", "b -> a"]);
});

test("a constant is off by one or zero, within its type", () => {
  assert.deepEqual(changes(returning(literal(5n, U32, at(2)))), ["5 -> 6", "5 -> 4", "5 -> 0"]);
  assert.deepEqual(changes(returning(literal(0n, U32, at(2)))), ["0 -> 1"]);
  assert.deepEqual(changes(returning(literal(2n ** 32n - 1n, U32, at(2)))), [
    "4294967295 -> 4294967294",
    "4294967295 -> 0",
  ]);
});

test("an index is off by one", () => {
  const array = variable("t", { kind: "array", element: U32, length: 4 }, at(2));
  const element: Expression = { kind: "index", base: array, index: a, type: U32, span: at(2) };
  assert.deepEqual(changes(returning(element)), ["index + 1", "index - 1", "a -> b"]);
});

test("a field is mistaken for another of its type that is not ghost", () => {
  const record = variable("r", { kind: "record", name: "R" }, at(2));
  const field: Expression = { kind: "field", base: record, field: "x", type: U32, span: at(2) };
  assert.deepEqual(changes(returning(field)), [".x -> .y"]);
});

test("statements are omitted, conditions negated", () => {
  const condition = not(binary("lt", a, b, at(2)));
  const assign: Statement = {
    kind: "assign",
    target: a as never,
    value: variable("b", U32, at(3, 5)),
    ghost: false,
    span: at(3),
  };
  const body: readonly Statement[] = [
    { kind: "if", condition, whenTrue: [assign], whenFalse: [], ghost: false, span: at(2) },
  ];
  assert.deepEqual(changes(body), [
    "condition negated",
    "< -> <=",
    "a -> b",
    "b -> a",
    "assignment omitted",
    "b -> a",
  ]);
});

test("what the front end assigns for the branches of a choice is left alone", () => {
  const value = literal(0n, U32, at(3, 5));
  const choice: Statement = { kind: "assign", target: a as never, value, ghost: false, span: value.span };
  assert.deepEqual(changes([choice]), ["0 -> 1"]);
});

test("what is evaluated for its obligations only is left alone", () => {
  const value = binary("add", a, literal(1n, U32, at(2)), at(2));
  assert.deepEqual(changes([{ kind: "evaluate", value, ghost: false, span: at(2) }]), []);
});

test("ghost code, proof steps and functions that are not proved are left alone", () => {
  const clause = { condition: literal(true, BOOL, at(2)), span: at(2), text: "true" };
  const steps: readonly Statement[] = [
    {
      kind: "declare",
      variable: { name: "g", type: { kind: "int" } },
      value: intLiteral(1n, at(2)),
      ghost: true,
      span: at(2),
    },
    { kind: "assert", clause, proof: [], span: at(3) },
  ];
  assert.deepEqual(changes(steps), []);
  for (const mode of ["checked", "trusted", "machine", "lemma"] as const)
    assert.deepEqual(changes(returning(binary("add", a, b, at(2))), { mode }), []);
});

test("ghost arguments are left alone, the call itself is not", () => {
  const ghost = intLiteral(7n, at(3));
  const call: Statement = {
    kind: "call",
    function: "m.f",
    arguments: [
      { kind: "value", value: a },
      { kind: "value", value: ghost },
    ],
    ghost: false,
    span: at(3),
  };
  const parameters = [
    { name: "a", type: U32, reference: false, ghost: false },
    { name: "g", type: INT, reference: false, ghost: true },
  ];
  assert.deepEqual(changes([call], { parameters }), ["call of f omitted"]);
});

test("temporaries that stand in no source are not mistaken for variables", () => {
  const temporary: Statement = {
    kind: "declare",
    variable: { name: "t", type: U32 },
    value: variable("b", U32, at(2, 20)),
    ghost: false,
    span: at(2, 20),
  };
  const t = variable("t", U32, at(2, 20));
  assert.deepEqual(changes([temporary, ...returning(t)]), ["b -> a"]);
  assert.deepEqual(changes([temporary, ...returning(a)]), ["b -> a", "a -> b"]);
});

test("the variable of a for loop is not mistaken for others behind it", () => {
  const declare = (name: string, span: Span): Statement => ({
    kind: "declare",
    variable: { name, type: U32 },
    value: a,
    ghost: false,
    span,
  });
  const loop = (inner: Span): readonly Statement[] => [
    declare("i", inner),
    {
      kind: "loop",
      label: "l",
      invariants: [],
      decreases: [],
      body: [],
      step: [],
      ghost: false,
      span: at(2, 3),
    },
    ...returning(b),
  ];
  assert.deepEqual(changes(loop(at(2, 8))), ["a -> b", "b -> a"]);
  assert.deepEqual(changes(loop(at(1, 8))), ["a -> b", "b -> i"]);
});

test("a mutant leaves the original program as it is", () => {
  const original = program(returning(binary("add", a, b, at(2))));
  const before = original.functions.get("m.f");
  const [mutant] = mutantsOf(original, ["m.f"]);
  assert.equal(original.functions.get("m.f"), before);
  assert.notEqual(mutant?.program.functions.get("m.f"), before);
});

test("a sample is the same for the same seed", () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  assert.deepEqual(sample(items, 10, 1), sample(items, 10, 1));
  assert.notDeepEqual(sample(items, 10, 1), sample(items, 10, 2));
  assert.equal(sample(items, 10, 1).length, 10);
  assert.deepEqual(sample(items, 1000, 1), items);
});

test("the obligations on the mutated line are asked first, then postconditions", () => {
  const query = {
    variables: [],
    hypotheses: [],
    goal: literal(true, BOOL, at(1)),
    revealed: [],
    within: "program",
    logic: "integers",
  } as const;
  const obligation = (code: "V101" | "V202" | "V205", line: number) =>
    ({ code, span: at(line), text: "", kind: "proof", query }) as const;
  const unit = {
    name: "m.f",
    sourceName: "f",
    span: at(1),
    obligations: [obligation("V205", 9), obligation("V202", 5), obligation("V101", 7)],
  };
  assert.deepEqual(
    likelyFirst(unit, at(7)).obligations.map(({ code }) => code),
    ["V101", "V202", "V205"],
  );
});

test("a mark counts for its changes, on its line or directly above", () => {
  const lines = [
    "// equivalent: < -> <= because the loop is left before",
    "while (i < n) {",
    "  i += 1; // equivalent: 1 -> 2 because nobody looks",
    "  // equivalent: + -> - because",
    "  j += 1;",
    "  // equivalent: 1 -> 0, case 1, 2 omitted because one is as good as the other",
    "  // equivalent: 10 -> 11 because the last one is never asked",
    "  k += 1;",
  ];
  assert.ok(markedEquivalent(lines, 2, "< -> <="));
  assert.ok(!markedEquivalent(lines, 2, "< -> >"));
  assert.ok(markedEquivalent(lines, 3, "1 -> 2"));
  assert.ok(!markedEquivalent(lines, 4, "1 -> 2"));
  assert.ok(!markedEquivalent(lines, 5, "+ -> -"), "a mark without a reason is none");
  for (const change of ["1 -> 0", "case 1, 2 omitted", "10 -> 11"])
    assert.ok(markedEquivalent(lines, 8, change), change);
  for (const change of ["0 -> 1", "1 -> 1", "0 -> 11", "undefined"])
    assert.ok(!markedEquivalent(lines, 8, change), change);
});

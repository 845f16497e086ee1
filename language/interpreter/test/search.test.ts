// The search for counterexamples: finds inputs that the contract allows, and only those.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Type } from "../../ir.ts";
import { describe } from "../describe.ts";
import { findCounterexample } from "../search.ts";
import { UnionValue } from "../value.ts";
import {
  U32,
  U8,
  VOID,
  assign,
  at,
  clause,
  declaration,
  forall,
  get,
  give,
  index,
  int,
  op,
  program,
  state,
  u32,
  u8,
  value,
} from "./programs.ts";

const a = get("a", U8);
const b = get("b", U8);
const sum = { ...op("add", a, b), span: at(7) };

test("an overflow is found, with the smallest values that the search meets", () => {
  const made = program({
    functions: [
      declaration("f", [value("a", U8), value("b", U8)], U8, [give(sum)], {
        requires: [clause(op("lt", a, u8(9n)))],
      }),
    ],
  });
  const found = findCounterexample(made, "f", { code: "V101", span: at(7) });
  assert.ok(found);
  const [x, y] = [found.parameters.get("a") as bigint, found.parameters.get("b") as bigint];
  assert.ok(x < 9n && x + y > 255n, found.text);
  assert.match(found.text, /^a = \d+, b = \d+$/);
  assert.equal(findCounterexample(made, "f", { code: "V101", span: at(8) }), undefined, "not at that line");
  assert.equal(findCounterexample(made, "f", { code: "V102", span: at(7) }), undefined, "not with that code");
});

test("nothing is found where the contract excludes it", () => {
  const small = [clause(op("lt", a, u8(9n))), clause(op("lt", b, u8(9n)))];
  const made = program({
    functions: [declaration("f", [value("a", U8), value("b", U8)], U8, [give(sum)], { requires: small })],
  });
  assert.equal(findCounterexample(made, "f", { code: "V101", span: at(7) }), undefined);
});

test("a candidate of the solver is tried first, and believed only if it fails", () => {
  const quotient = { ...op("div", u8(1n), op("sub", a, u8(77n))), span: at(7) };
  const requires = [clause(op("ge", a, u8(77n)))];
  const made = program({
    functions: [declaration("f", [value("a", U8)], U8, [give(quotient)], { requires })],
  });
  const candidates = [5n, 77n].map((each) => ({ parameters: new Map([["a", each]]), state: new Map() }));
  const found = findCounterexample(made, "f", { code: "V102", span: at(7) }, { candidates, tries: 0 });
  assert.equal(found?.text, "a = 77");
});

const ITEMS: Type = { kind: "array", element: U32, length: 4 };

test("module state satisfies the invariant, and is shown", () => {
  const items = state("test.items", ITEMS);
  const invariant = forall(
    "i",
    op(
      "implies",
      op("land", op("le", int(0n), get("i", int(0n).type)), op("lt", get("i", int(0n).type), int(4n))),
      op("le", index(items, get("i", int(0n).type)), u32(3n)),
    ),
  );
  const body = [{ ...assign(index(items, index(items, u32(0n))), u32(9n)), span: at(7) }];
  const made = program({
    functions: [
      declaration("f", [], VOID, body, {
        exported: true,
        modifies: [{ kind: "place", place: items, span: at(1) }],
      }),
    ],
    globals: new Map([
      [
        "test.items",
        {
          name: "test.items",
          sourceName: "items",
          module: "test",
          span: at(1),
          type: ITEMS,
          initial: { kind: "zero", type: ITEMS, span: at(1) },
          ghost: false,
        },
      ],
    ]),
    module: { invariants: [clause(invariant, 3)] },
  });
  const found = findCounterexample(made, "f", { code: "V212", span: at(100), related: at(3) });
  assert.match(found?.text ?? "", /^items = \[/);
  assert.ok((found?.state.get("test.items") as bigint[]).every((item) => item <= 3n));
});

test("a simpler member of an enum is a member", () => {
  const color: Type = { kind: "enum", name: "test.Color" };
  const members = [3n, 5n, 9n].map((number) => ({ name: `C${number}`, value: number }));
  const least = { kind: "literal", value: 3n, type: color, span: at(7) } as const;
  const made = program({
    functions: [
      declaration("f", [value("c", color)], VOID, [
        { kind: "assert", clause: clause(op("eq", get("c", color), least), 7), proof: [], span: at(7) },
      ]),
    ],
    enums: new Map([
      ["test.Color", { name: "test.Color", span: at(1), members, representation: "u8" as const }],
    ]),
  });
  const candidates = [{ parameters: new Map([["c", 9n]]), state: new Map() }];
  const found = findCounterexample(made, "f", { code: "V205", span: at(7) }, { candidates });
  assert.equal(found?.parameters.get("c"), 5n);
});

test("values are described as the source writes them", () => {
  const unions = new Map([
    [
      "m.R",
      {
        name: "m.R",
        span: at(1),
        tagField: "kind",
        variants: [
          { tag: "ok", fields: [{ name: "value", type: U32, ghost: false }] },
          { tag: "none", fields: [] },
        ],
      },
    ],
  ]);
  const made = program({ functions: [], unions });
  const type: Type = { kind: "union", name: "m.R" };
  assert.equal(describe(made, new UnionValue("ok", { value: 3n }), type), '{ kind: "ok", value: 3 }');
  assert.equal(describe(made, new UnionValue("none", {}), type), '{ kind: "none" }');
  assert.equal(
    describe(made, [7n, 0n, 0n, 0n, 0n], { kind: "array", element: U32, length: 5 }),
    "[7, 0, 0, ...]",
  );
});

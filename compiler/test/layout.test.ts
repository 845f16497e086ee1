// Where everything lies in memory, as sections 2 and 9 of the reference say.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field, GlobalDeclaration, Program, Type } from "../../language/ir.ts";
import { BOOL, integer } from "../../language/build.ts";
import { FRAME_BYTES } from "../../language/extents.ts";
import { STACK_BYTES } from "../../language/extents.ts";
import { layoutOf } from "../layout.ts";
import { program, SPAN } from "./ir.ts";

function field(name: string, type: Type, ghost = false): Field {
  return { name, type, ghost };
}

const record = (name: string): Type => ({ kind: "record", name });
const union = (name: string): Type => ({ kind: "union", name });
const array = (element: Type, length: number): Type => ({ kind: "array", element, length });

const RECORDS: Program["records"] = new Map(
  [
    {
      name: "Mixed",
      fields: [field("a", integer("u8")), field("b", integer("u32")), field("c", integer("u16"))],
    },
    {
      name: "Wide",
      fields: [field("flag", BOOL), field("mixed", record("Mixed")), field("id", integer("u64"))],
    },
    { name: "Ghostly", fields: [field("shadow", { kind: "int" }, true), field("real", integer("u16"))] },
    { name: "Empty", fields: [] },
  ].map((one) => [one.name, { ...one, span: SPAN }]),
);

const UNIONS: Program["unions"] = new Map([
  [
    "Result",
    {
      name: "Result",
      span: SPAN,
      tagField: "kind",
      variants: [
        { tag: "ok", fields: [field("value", integer("u64"))] },
        { tag: "error", fields: [field("code", integer("u8")), field("detail", integer("u16"))] },
        { tag: "none", fields: [] },
      ],
    },
  ],
]);

const ENUMS: Program["enums"] = new Map([
  ["Big", { name: "Big", span: SPAN, members: [{ name: "A", value: 300n }], representation: "u16" as const }],
]);

function global(
  name: string,
  module: string,
  type: Type,
  more: Partial<GlobalDeclaration> = {},
): GlobalDeclaration {
  const initial = { kind: "zero", type, span: SPAN } as const;
  return { name, sourceName: name, module, span: SPAN, type, initial, ghost: false, ...more };
}

function layoutWith(globals: readonly GlobalDeclaration[]) {
  const modules = ["low", "main"].map((name) => ({ name, file: `${name}.ts`, imports: [], invariants: [] }));
  const map = new Map(globals.map((one) => [one.name, one]));
  return layoutOf(program([], { modules, records: RECORDS, unions: UNIONS, enums: ENUMS, globals: map }));
}

const layout = layoutWith([]);

test("scalars take their width", () => {
  for (const [name, size] of Object.entries({ u8: 1, i16: 2, u32: 4, i64: 8 })) {
    assert.deepEqual(layout.extent(integer(name as "u8")), { size, alignment: size });
  }
  assert.deepEqual(layout.extent(BOOL), { size: 1, alignment: 1 });
  assert.deepEqual(layout.extent({ kind: "enum", name: "Big" }), { size: 2, alignment: 2 });
});

test("fields follow each other, each aligned to its own size", () => {
  assert.deepEqual(
    ["a", "b", "c"].map((name) => layout.fieldOffset(record("Mixed"), name)),
    [0, 4, 8],
  );
  assert.deepEqual(layout.extent(record("Mixed")).size, 12);
  assert.deepEqual(
    ["flag", "mixed", "id"].map((name) => layout.fieldOffset(record("Wide"), name)),
    [0, 4, 16],
  );
  assert.deepEqual(layout.extent(array(record("Wide"), 3)), { size: 72, alignment: 8 });
  assert.deepEqual(layout.extent(record("Empty")).size, 0);
});

test("the variants of a union lie over each other behind the tag", () => {
  assert.equal(layout.fieldOffset(union("Result"), "value", "ok"), 8);
  assert.equal(layout.fieldOffset(union("Result"), "code", "error"), 1);
  assert.equal(layout.fieldOffset(union("Result"), "detail", "error"), 2);
  assert.deepEqual(layout.extent(union("Result")).size, 16);
  assert.deepEqual(layout.extent(union("Result")).alignment, 8);
});

test("ghost fields and specification types take no memory", () => {
  assert.equal(layout.fieldOffset(record("Ghostly"), "real"), 0);
  assert.throws(() => layout.fieldOffset(record("Ghostly"), "shadow"));
  assert.throws(() => layout.extent({ kind: "int" }));
});

test("module state lies at the start, lower modules first; then the stack; then frames", () => {
  const made = layoutWith([
    global("main.byte", "main", integer("u8")),
    global("low.word", "low", integer("u32")),
    global("low.shadow", "low", { kind: "int" }, { ghost: true }),
    global("main.long", "main", integer("u64")),
    global("main.frames", "main", { kind: "pool", element: record("Mixed") }, { ownsFrames: 20 }),
  ]);
  assert.deepEqual(Object.fromEntries(made.globals), { "low.word": 0, "main.byte": 4, "main.long": 8 });
  assert.deepEqual(made.stack, { start: 16, end: 16 + STACK_BYTES });
  assert.equal(made.frames.start % FRAME_BYTES, 0);
  assert.ok(made.frames.start >= made.stack.end && made.frames.start < made.stack.end + FRAME_BYTES);
  assert.equal(made.frames.end, made.frames.start + 20 * FRAME_BYTES);
  assert.equal(made.pages, Math.ceil(made.frames.end / 65536));
});

/** The table of the kernel's calls says what kernel.wasm exports; what is made from it is up to date and compiles. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import type { Type } from "../../../language/ir.ts";
import { programOf } from "../../../verifier/test/marked.ts";
import { RIGHTS, STATUS } from "../call.ts";
import { CALLS, ENTRIES, READS } from "../calls.ts";
import { generatedFiles } from "../generate.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const program = programOf(join(ROOT, "kernel/kernel.ts"), ROOT);

const exported = [...program.functions.values()].filter(
  (declaration) =>
    declaration.module === "kernel/kernel" && declaration.exported && declaration.mode === "verified",
);

const nameOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

const typeName = (type: Type): string => (type.kind === "integer" ? type.name : type.kind);

test("kernel.wasm exports what the table says, and nothing else", () => {
  const names = exported.map(({ name }) => nameOf(name)).toSorted();
  const described = [...CALLS, ...READS].map(({ name }) => name);
  assert.deepEqual(names, [...described, ...Object.keys(ENTRIES)].toSorted());
  assert.equal(new Set(described).size, described.length);
});

test("the parameters of every call are those that the table says", () => {
  for (const { name, parameters } of [...CALLS, ...READS]) {
    const declaration = exported.find((each) => nameOf(each.name) === name)!;
    assert.deepEqual(
      declaration.parameters.map((parameter) => [parameter.name, typeName(parameter.type)]),
      parameters.map((parameter) => [parameter.name, parameter.type === "u64" ? "u64" : "u32"]),
      name,
    );
  }
});

test("statuses and rights have the kernel's numbers", () => {
  const status = [...program.enums.values()].find(({ name }) => name === "kernel/status.Status")!;
  assert.deepEqual(
    Object.fromEntries(status.members.map(({ name, value }) => [name, Number(value)])),
    STATUS,
  );
  const source = readFileSync(join(ROOT, "kernel/handles.ts"), "utf8");
  for (const [name, { bit }] of Object.entries(RIGHTS))
    assert.match(source, new RegExp(`export const ${name.toUpperCase()}: u8 = ${bit};`));
});

for (const [path, text] of await generatedFiles())
  test(`${path.slice(ROOT.length + 1)} is up to date (else: npm run docs)`, () => {
    assert.equal(readFileSync(path, "utf8"), text);
  });

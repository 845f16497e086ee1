import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type SourceFile, consistent, inputsOf, programCache } from "../program-cache.ts";
import type { FunctionResult, Status } from "../verdict.ts";
import { SPAN } from "./fakes.ts";

const GENERIC = { name: "g", span: SPAN, instantiated: false };

interface Case {
  readonly main: string;
  readonly lower: string;
  readonly cache: string;
  readonly files: readonly SourceFile[];
  readonly functions: readonly FunctionResult[];
}

function proved(t: TestContext, status: Status = "proved"): Case {
  const folder = mkdtempSync(join(tmpdir(), "welkin-programs-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [main, lower] = [join(folder, "main.ts"), join(folder, "lower.ts")];
  writeFileSync(main, "main");
  writeFileSync(lower, "lower");
  const f = {
    name: "f",
    sourceName: "f",
    span: SPAN,
    obligations: 3,
    cached: 0,
    milliseconds: 5,
    failures: [],
  };
  const files = [
    { path: main, text: "main" },
    { path: lower, text: "lower" },
  ];
  const functions = [{ ...f, status }];
  const cache = join(folder, "cache");
  programCache(cache).set(main, "seed 0", files, functions, [GENERIC]);
  return { main, lower, cache, files, functions };
}

test("an unchanged program is still proved", (t) => {
  const { main, cache } = proved(t);
  const known = programCache(cache).get(main, "seed 0");
  const [result] = known?.functions ?? [];
  assert.deepEqual([result?.name, result?.status, result?.cached], ["f", "proved", 3]);
  assert.deepEqual(known?.generics, [GENERIC]);
});

const CHANGES: Readonly<Record<string, (one: Case) => void>> = {
  "the root changes": ({ main }) => writeFileSync(main, "other"),
  "what it imports changes": ({ lower }) => writeFileSync(lower, "lower "),
  "what it imports is gone": ({ lower }) => rmSync(lower),
};

for (const [what, change] of Object.entries(CHANGES))
  test(`nothing is known when ${what}`, (t) => {
    const one = proved(t);
    change(one);
    assert.equal(programCache(one.cache).get(one.main, "seed 0"), undefined);
  });

test("a file that was changed while it was being proved is not taken for proved", (t) => {
  const one = proved(t);
  writeFileSync(one.main, "changed meanwhile");
  const cache = programCache(one.cache);
  cache.set(one.main, "seed 0", one.files, one.functions, []);
  assert.equal(cache.get(one.main, "seed 0"), undefined);
});

test("nothing is known under another setting", (t) => {
  const { main, cache } = proved(t);
  assert.equal(programCache(cache).get(main, "seed 1"), undefined);
});

test("a program that is not proved is not kept", (t) => {
  const { main, cache } = proved(t, "unknown");
  assert.equal(programCache(cache).get(main, "seed 0"), undefined);
});

const DAMAGE: Readonly<Record<string, (text: string) => string>> = {
  truncated: (text) => text.slice(0, -20),
  altered: (text) => text.replace('"obligations":3', '"obligations":4'),
  empty: () => "",
  "of another form": () => "[]",
};

for (const [how, damage] of Object.entries(DAMAGE))
  test(`an entry that is ${how} is ignored`, (t) => {
    const { main, cache } = proved(t);
    const [name] = readdirSync(cache);
    const path = join(cache, name as string);
    const damaged = damage(readFileSync(path, "utf8"));
    assert.notEqual(damaged, readFileSync(path, "utf8"));
    writeFileSync(path, damaged);
    assert.equal(programCache(cache).get(main, "seed 0"), undefined);
  });

test("a folder that cannot be written is no error", (t) => {
  const { main, files, functions } = proved(t);
  const cache = programCache(join(main, "below a file"));
  cache.set(main, "seed 0", files, functions, [GENERIC]);
  assert.equal(cache.get(main, "seed 0"), undefined);
});

test("two texts of one file are noticed", () => {
  const [a, b] = [
    { path: "/a.ts", text: "a" },
    { path: "/b.ts", text: "b" },
  ] as const;
  assert.ok(consistent(inputsOf([a, b, a])));
  assert.ok(!consistent(inputsOf([a, b, { ...a, text: "other" }])));
});

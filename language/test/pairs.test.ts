/**
 * Pairs: for each feature a program that is accepted and proved, and its twin, a small change of it, that is not.
 *
 * Form        a fixture (fixtures.ts) with `// TWIN` in it. What stands behind that replaces the line in the twin:
 *             nothing removes it, and a line that begins with it is the twin's alone. Marks are the twin's.
 * Invariants  lines have the same numbers in both. The program is proved, without a doubt or an empty proof; the twin
 *             fails where it is marked, with these codes, and nowhere else.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { test } from "node:test";
import { memoryCache } from "../../verifier/session/cache.ts";
import { MESSAGES as PROOF_MESSAGES } from "../../verifier/messages.ts";
import { differences, marksOf } from "../../verifier/test/marked.ts";
import { MESSAGES } from "../diagnostics.ts";
import { loadProgram } from "../front/index.ts";
import { fixtureFiles, readFixtures, type Fixture } from "./fixtures.ts";

const root = resolve(import.meta.dirname, "../..");

/** Enough for what is true here; what is false and has quantifiers uses all of it. */
const RESOURCES = 2_000_000;

function accepted(text: string): string {
  return text.replace(/ *\/\/ (?:TWIN|FAILS).*$/gm, "");
}

function twin(text: string): string {
  return text.replace(/^( *)(.*?) *\/\/ TWIN ?(.*)$/gm, "$1$3");
}

/** The fixture's files in a folder of its own, so that no two programs have a name in common. */
function load(folder: string, { files }: Fixture) {
  const texts = new Map(Object.entries(files).map(([name, text]) => [join("/", folder, name), text]));
  return loadProgram([...texts.keys()], { root: "/", source: (path) => texts.get(path) });
}

function loadAll(kind: string, edition: (text: string) => string) {
  return fixtureFiles("pairs").flatMap((path) =>
    readFixtures(path, edition).map((fixture, index) => {
      const group = basename(path, ".ts");
      return [`${kind} ${group}: ${fixture.name}`, load(`${kind}/${group}/${index}`, fixture)] as const;
    }),
  );
}

const programs = loadAll("accept", accepted);
const twins = loadAll("reject", twin);

test("there are at least 200 pairs, each with a title of its own and a mark", () => {
  assert.ok(programs.length >= 200, `${programs.length}`);
  assert.equal(new Set(programs.map(([name]) => name)).size, programs.length);
  const unmarked = twins.filter(([, { files }]) =>
    files.every(({ path, text }) => marksOf(path, text).length === 0),
  );
  assert.deepEqual(
    unmarked.map(([name]) => name),
    [],
  );
});

const results = await differences(new Map([...programs, ...twins]), {
  folder: "/",
  cache: memoryCache(),
  resources: RESOURCES,
});

for (const [name, wrong] of results) test(name, () => assert.deepEqual(wrong, []));

/** The folders whose programs are tested against their marks. */
const MARKED = [
  "language/test/programs",
  "verifier/test/programs",
  "verifier/soundness",
  "examples/failing",
  "docs",
];

test("every code is marked in a program", () => {
  const texts = MARKED.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => [".ts", ".md"].includes(extname(name)))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
  const marks = new Set(texts.flatMap((text) => text.match(/(?<=\/\/ FAILS .*)[KV]\d{3}/g) ?? []));
  const codes = [...Object.keys(MESSAGES), ...Object.keys(PROOF_MESSAGES)];
  assert.deepEqual(
    codes.filter((code) => !marks.has(code)),
    [],
  );
});

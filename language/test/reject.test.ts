/**
 * Programs that must be rejected, with the code that the failing line is marked with: `// FAILS K123`. That every
 * code is marked somewhere: pairs.test.ts.
 */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { loadSources } from "../front/index.ts";
import { fixtureFiles, readFixtures, type Fixture } from "./fixtures.ts";

for (const path of fixtureFiles("reject")) {
  for (const fixture of readFixtures(path)) {
    test(`reject ${basename(path, ".ts")}: ${fixture.name}`, () => {
      const found = loadSources(fixture.files).diagnostics.map(
        ({ code, span }) => `${span.file.slice(1)}:${span.line} ${code}`,
      );
      assert.deepEqual([...new Set(found)].sort(), marksOf(fixture).sort());
    });
  }
}

test("reject a syntax error", () => {
  const { program, diagnostics } = loadSources({
    "main.ts": "export function f(): void {\n  return +;\n}\n",
  });
  assert.equal(program, undefined);
  assert.deepEqual(
    diagnostics.map(({ code, span }) => `${code} ${span.line}`),
    ["K100 2"],
  );
});

function marksOf(fixture: Fixture): string[] {
  return Object.entries(fixture.files).flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) => {
      const codes = /\/\/ FAILS ((?:K\d+ ?)+)/.exec(line)?.[1]?.trim().split(" ") ?? [];
      return codes.map((code) => `${file}:${index + 1} ${code}`);
    }),
  );
}

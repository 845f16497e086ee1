/**
 * Programs that must be accepted, with the IR that they become in `NAME.ir` beside them. `UPDATE=1` rewrites it.
 * Every program must satisfy the invariants of the IR, and stock TypeScript with its own library.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { loadSources } from "../front/index.ts";
import { programText } from "../print.ts";
import { validate } from "../validate.ts";
import { fixtureFiles, readFixtures, type Fixture } from "./fixtures.ts";

const fixtures = fixtureFiles("accept").map((path) => ({ path, programs: readFixtures(path) }));

for (const { path, programs } of fixtures) {
  const expectation = path.replace(/\.ts$/, ".ir");
  const expected = existsSync(expectation) ? readExpected(readFileSync(expectation, "utf8")) : new Map();
  const actual = new Map<string, string>();
  for (const fixture of programs) {
    test(`accept ${basename(path, ".ts")}: ${fixture.name}`, () => {
      const text = accepted(fixture);
      actual.set(fixture.name, text);
      if (process.env.UPDATE) writeFileSync(expectation, written(actual));
      else assert.equal(text, expected.get(fixture.name));
    });
  }
}

function accepted(fixture: Fixture): string {
  const { program, diagnostics } = loadSources(fixture.files);
  const found = diagnostics.map((each) => `${each.span.file}:${each.span.line} ${each.code} ${each.message}`);
  assert.deepEqual(found, []);
  assert.ok(program);
  assert.deepEqual(validate(program), []);
  return programText(program);
}

function readExpected(text: string): Map<string, string> {
  const [, ...parts] = text.split(/^--- /m);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}

function written(texts: ReadonlyMap<string, string>): string {
  return [...texts].map(([name, text]) => `--- ${name}\n${text}`).join("");
}

test("stock TypeScript accepts every accepted program", () => {
  const texts = new Map<string, string>();
  for (const { path, programs } of fixtures) {
    programs.forEach((fixture, index) => {
      for (const [name, text] of Object.entries(fixture.files)) {
        texts.set(`/${basename(path, ".ts")}/${index}/${name}`, text);
      }
    });
  }
  assert.deepEqual(stockErrors(texts), []);
});

function stockErrors(texts: ReadonlyMap<string, string>): readonly string[] {
  const vocabulary = fileURLToPath(new URL("../welkin.d.ts", import.meta.url));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    lib: ["lib.esnext.d.ts"],
    types: [],
    paths: { welkin: [vocabulary] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.directoryExists = () => true;
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((each) => {
    const text = ts.flattenDiagnosticMessageText(each.messageText, " ");
    return `${each.file?.fileName}:${(each.file?.getLineAndCharacterOfPosition(each.start ?? 0).line ?? 0) + 1} ${text}`;
  });
}

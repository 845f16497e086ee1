import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { test } from "node:test";
import { codeFrame } from "../code-frame.ts";
import { Failure } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { programRoots } from "../programs.ts";
import { projectFolder, sourceFiles } from "../sources.ts";
import { project } from "./helpers.ts";

const KERNEL = 'import { u32 } from "welkin";\n';

test("a folder means its Kernel TypeScript files, without tests, declarations, hidden and foreign ones", (t) => {
  const folder = project(t, {
    "a.ts": KERNEL,
    "b.ts": 'import {\n  u32,\n  u8,\n} from "welkin";\n',
    "deep/c.ts": `// A comment.\n${KERNEL}`,
    "plain.ts": "export const x = 1;\n",
    "comment.ts": `import { x } from "./plain.ts"; // ${KERNEL}`,
    "text.ts": `export const x = '\\\n${KERNEL.trimEnd()}\\\n';\n`,
    "commented.ts": 'import { u32 /* ; */ } from "welkin";\n',
    "inline.ts": '/* */ import type { u32 } from /* from */ "welkin"\n',
    "user.ts": 'import { f } from "./deep/user.js";\n',
    "deep/user.ts": 'import { f } from "../a.ts";\n',
    "deep/again.ts": 'export { f } from "../gone.ts";\nexport * from "./user.ts";\n',
    "a.test.ts": KERNEL,
    "test/helper.ts": 'import { LIMIT } from "../a.ts";\n',
    "test/program.ts": KERNEL,
    "types.d.ts": KERNEL,
    ".hidden/d.ts": KERNEL,
    "node_modules/e/e.ts": KERNEL,
    "f.js": KERNEL,
  });
  const found = sourceFiles(["."], folder).map((path) => relative(folder, path));
  assert.deepEqual(found, [
    "a.ts",
    "b.ts",
    "commented.ts",
    join("deep", "again.ts"),
    join("deep", "c.ts"),
    join("deep", "user.ts"),
    "inline.ts",
    join("test", "program.ts"),
    "user.ts",
  ]);
});

test("a file that is named is taken, once", (t) => {
  const folder = project(t, { "plain.ts": "", "a.ts": KERNEL });
  const found = sourceFiles(["plain.ts", "./plain.ts", "."], folder).map((path) => relative(folder, path));
  assert.deepEqual(found, ["plain.ts", "a.ts"]);
});

for (const [path, message] of [
  ["absent.ts", /^absent.ts: no such file or folder$/],
  ["readme.md", /^readme.md: not a TypeScript file/],
  ["empty", /^empty: no file in this folder imports "welkin"$/],
] as const)
  test(`${path} is refused in one line`, (t) => {
    const folder = project(t, { "readme.md": "", "empty/x.ts": "" });
    assert.throws(
      () => sourceFiles([path], folder),
      (error) => error instanceof Failure && error.code === EXIT.notLoaded && message.test(error.message),
    );
  });

test("no path at all is a wrong use", () => {
  assert.throws(
    () => sourceFiles([], "/"),
    (error) => error instanceof Failure && error.code === EXIT.usage,
  );
});

test("a program is a file that no other imports; a cycle has no such file and all are taken", (t) => {
  const folder = project(t, {
    "main.ts": 'import { f } from "./middle.ts";',
    "middle.ts": 'import { g } from "./lib/low.js";',
    "lib/low.ts": KERNEL,
    "alone.ts": KERNEL,
    "one.ts": 'import { two } from "./two.ts";',
    "two.ts": 'import { one } from "./one.ts";',
  });
  const files = ["main.ts", "middle.ts", "lib/low.ts", "alone.ts", "one.ts", "two.ts"];
  const roots = programRoots(files.map((file) => join(folder, file))).map((path) => relative(folder, path));
  assert.deepEqual(roots, ["main.ts", "alone.ts", "one.ts", "two.ts"]);
});

test("the project is the nearest folder with a package.json", (t) => {
  const folder = project(t, { "deep/er/x.ts": "" });
  assert.equal(projectFolder(join(folder, "deep", "er")), folder);
});

test("a code frame points at the span", (t) => {
  const folder = project(t, { "a.ts": "first\n\treturn a + b;\nlast\n" });
  const span = { file: "a.ts", line: 2, column: 9, endLine: 2, endColumn: 14 };
  assert.deepEqual(codeFrame(span, folder), ["  2 | \treturn a + b;", "    | \t       ^^^^^"]);
  assert.deepEqual(codeFrame({ ...span, file: "gone.ts" }, folder), []);
});

/**
 * Every TypeScript block in docs/ and README.md is a program that loads and verifies.
 *
 * A block may carry a comment on the line above it:
 *   <!-- file: NAME.ts -->   the block's file name, by which later blocks of the page import it
 *   <!-- fails -->           it must fail at each line marked `// FAILS CODE`, with that code, and nowhere else
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

const root = resolve(import.meta.dirname, "../..");

interface Block {
  readonly file: string;
  readonly text: string;
  readonly fails: boolean;
}

function blocksOf(markdown: string): Block[] {
  const pattern = /(?:<!-- (file: (\S+)|fails) -->\s*\n)?```ts\n(.*?)```/gs;
  return [...markdown.matchAll(pattern)].map(([, comment, file, text], index) => ({
    file: file ?? `block-${index + 1}.ts`,
    text: text ?? "",
    fails: comment === "fails",
  }));
}

function marksOf(text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const mark = /\/\/ FAILS (\w+)/.exec(line);
    return mark ? [`${index + 1} ${mark[1]}`] : [];
  });
}

interface VerifyOutput {
  readonly functions: readonly { readonly errors?: readonly { line: number; code: string }[] }[];
  readonly diagnostics?: readonly { line: number; code: string; message: string }[];
}

function verify(folder: string, files: readonly string[]): { output: VerifyOutput; status: number | null } {
  const welkin = join(root, "cli/welkin.mjs");
  const run = spawnSync(process.execPath, [welkin, "verify", "--json", ...files], {
    cwd: folder,
    encoding: "utf8",
  });
  return { output: JSON.parse(run.stdout) as VerifyOutput, status: run.status };
}

const pages = [
  join(root, "README.md"),
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, "docs", name)),
];

for (const page of pages) {
  const blocks = blocksOf(readFileSync(page, "utf8"));
  if (blocks.length === 0) continue;
  test(`the ${blocks.length} programs in ${page.slice(root.length + 1)}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "welkin-docs-"));
    try {
      for (const block of blocks) writeFileSync(join(folder, block.file), block.text);
      const proved = blocks.filter((block) => !block.fails).map((block) => block.file);
      const { output, status } = verify(folder, proved);
      assert.equal(status, 0, JSON.stringify(output, null, 1));
      for (const block of blocks.filter((each) => each.fails)) {
        const failing = verify(folder, [block.file]).output;
        const errors = [
          ...failing.functions.flatMap((each) => each.errors ?? []),
          ...(failing.diagnostics ?? []),
        ];
        assert.ok(marksOf(block.text).length > 0, `${block.file} marks no line`);
        assert.deepEqual(
          errors.map((error) => `${error.line} ${error.code}`),
          marksOf(block.text),
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

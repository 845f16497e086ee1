/** The bundle of `welkin run`: it is what the launcher runs, and only while it is current. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { ROOT } from "../../ports/host/build.ts";
import { HELLO } from "../../ports/host/system/test/programs.ts";
import { makeBundle } from "../bundle.ts";
import { LAUNCHER, welkinProcess } from "./helpers.ts";

/** What a bundle is, that prints what it is called with. */
const SCRIPT = `(function (require, module) {
  module.exports.main = async (...given) => {
    require("node:fs").writeSync(1, JSON.stringify([...given, twice(4)]));
    return true;
  };
  const twice = (x) => 2 * x;
})`;

/** A project with a launcher, a source file and a bundle that is current. */
function projectWithBundle(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), "welkin-bundle-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const build = join(root, ".welkin/build");
  const launcher = join(root, "cli/welkin.mjs");
  const source = join(root, "source.ts");
  for (const folder of [build, dirname(launcher)]) mkdirSync(folder, { recursive: true });
  copyFileSync(LAUNCHER, launcher);
  writeFileSync(source, "");
  writeFileSync(join(build, "run-1.cjs"), SCRIPT);
  const { mtimeMs, size } = statSync(source);
  const made = { files: ["source.ts"], times: [mtimeMs], sizes: [size] };
  writeFileSync(join(build, "run.json"), JSON.stringify({ name: "run-1", rewriter: "v", ...made }));
  const run = (...parameters: readonly string[]) =>
    spawnSync(process.execPath, [launcher, ...parameters], { encoding: "utf8" });
  return { source, code: join(build, "run-1.code"), run };
}

test("a bundle is run with the arguments and the rewriter's version", (t) => {
  const { run } = projectWithBundle(t);
  const { status, stdout, stderr } = run("run", "a");
  assert.deepEqual([status, stdout, stderr], [0, JSON.stringify([["run", "a"], "v", 8]), ""]);
});

test("a bundle is not run when a source has changed, or is no more, or for another command", (t) => {
  const { source, run } = projectWithBundle(t);
  // There is no other command line in this project.
  const fails = (...parameters: readonly string[]) => assert.match(run(...parameters).stderr, /main\.ts/);
  fails("verify");
  writeFileSync(source, "changed");
  fails("run");
  rmSync(source);
  fails("run");
});

test("its code is kept once, and anew if it cannot be used", (t) => {
  const { code, run } = projectWithBundle(t);
  run("run");
  const { ino, size } = statSync(code);
  assert.ok(size > 0);
  run("run");
  assert.equal(statSync(code).ino, ino, "it is not written again");
  writeFileSync(code, "damaged");
  assert.equal(run("run").status, 0);
  assert.equal(statSync(code).size, size);
});

describe("the launcher runs a program in the bundle", () => {
  const build = join(ROOT, ".welkin/build");
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "welkin-bundle-"));
    writeFileSync(join(folder, "hello.wasm"), HELLO);
    await makeBundle();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const runs = async (...options: readonly string[]) => {
    const ended = await welkinProcess(["run", ...options, "hello.wasm"], { folder });
    assert.deepEqual(ended, { code: 0, out: "hello\n", err: "" });
  };

  test("and keeps the code of what has run", async () => {
    const { name } = JSON.parse(readFileSync(join(build, "run.json"), "utf8")) as { name: string };
    const code = join(build, `${name}.code`);
    rmSync(code, { force: true });
    await runs();
    const [kept, script] = [code, join(build, `${name}.cjs`)].map((path) => statSync(path).size);
    assert.ok(kept! > script!);
  });

  test("which has what is made from tables, is made anew when those change, and does not have what makes it", () => {
    const made = JSON.parse(readFileSync(join(build, "run.json"), "utf8")) as {
      name: string;
      files: string[];
    };
    const text = readFileSync(join(build, `${made.name}.cjs`), "utf8");
    for (const file of ["kernel/interface/calls.ts", "ports/host/trampoline.ts"]) {
      assert.ok(made.files.includes(file));
      assert.ok(!text.includes(file));
    }
  });

  test("and compiles what is not kept, with what is not in the bundle", async () => {
    rmSync(join(build, "services/files"), { recursive: true, force: true });
    await runs("--dir", ".");
  });
});

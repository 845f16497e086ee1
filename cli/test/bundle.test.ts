/** The bundle of `welkin run`: it is what the launcher runs, and only while it is current. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { ROOT } from "../../ports/host/build.ts";
import { HELLO } from "../../ports/host/system/test/programs.ts";
import { makeBundle } from "../bundle.ts";
import { loadBundle } from "../bundled.mjs";
import { welkinProcess } from "./helpers.ts";

const SCRIPT = "(function (require, module) { module.exports = { main: (...given) => [...given, twice(4)] };";

/** A project with a source file and a bundle that is current. */
function projectWithBundle(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), "welkin-bundle-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const build = join(root, ".welkin/build");
  mkdirSync(build, { recursive: true });
  writeFileSync(join(root, "source.ts"), "");
  writeFileSync(join(build, "run-1.cjs"), `${SCRIPT} function twice(x) { return 2 * x; } })`);
  const { mtimeMs, size } = statSync(join(root, "source.ts"));
  const described = { name: "run-1", rewriter: "v", stamps: { "source.ts": `${mtimeMs} ${size}` } };
  writeFileSync(join(build, "run.json"), JSON.stringify(described));
  return { root, code: join(build, "run-1.code") };
}

test("a bundle is run with the arguments and the rewriter's version", (t) => {
  const { root } = projectWithBundle(t);
  assert.deepEqual(loadBundle(root)?.main(["a", "b"]), [["a", "b"], "v", 8]);
});

test("a bundle is not run when a source has changed, or is no more", (t) => {
  const { root } = projectWithBundle(t);
  writeFileSync(join(root, "source.ts"), "changed");
  assert.equal(loadBundle(root), undefined);
  rmSync(join(root, "source.ts"));
  assert.equal(loadBundle(root), undefined);
});

test("its code is kept once", (t) => {
  const { root, code } = projectWithBundle(t);
  const bundle = loadBundle(root)!;
  bundle.keepCode();
  assert.ok(statSync(code).size > 0);
  const next = loadBundle(root)!;
  rmSync(code);
  next.keepCode();
  assert.equal(statSync(code, { throwIfNoEntry: false }), undefined);
});

describe("the launcher runs a program in the bundle", () => {
  const build = join(ROOT, ".welkin/build");
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "welkin-bundle-"));
    writeFileSync(join(folder, "hello.wasm"), HELLO);
    await makeBundle();
    assert.ok(loadBundle(), "it is current");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const runs = async (...options: readonly string[]) => {
    const ended = await welkinProcess(["run", ...options, "hello.wasm"], { folder });
    assert.deepEqual(ended, { code: 0, out: "hello\n", err: "" });
  };

  test("and keeps the code of that; what is none, it makes anew", async () => {
    const { name } = JSON.parse(readFileSync(join(build, "run.json"), "utf8")) as { name: string };
    const code = join(build, `${name}.code`);
    const size = () => statSync(code, { throwIfNoEntry: false })?.size ?? 0;
    rmSync(code, { force: true });
    await runs();
    const whole = size();
    assert.ok(whole > statSync(join(build, `${name}.cjs`)).size, "with what has run");
    writeFileSync(code, "damaged");
    await runs();
    assert.ok(size() > whole / 2);
  });

  test("and compiles what is not kept, with what is not in the bundle", async () => {
    rmSync(join(build, "services/files"), { recursive: true, force: true });
    await runs("--dir", ".");
  });
});

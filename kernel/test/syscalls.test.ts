/**
 * The kernel as a port sees it: kernel.wasm, driven by its exports alone.
 */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { compile } from "../../compiler/compile.ts";
import { programOf } from "../../verifier/test/marked.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const NONE = 0xffff_ffff;
const [DONE, WAIT, NOT_RUNNING, WRONG_STATE, BAD_ARGUMENT] = [0, 1, 3, 5, 6];

const program = programOf(join(ROOT, "kernel/kernel.ts"), ROOT);
const { binary } = compile(program, { entry: "kernel/kernel", optimise: true });
const module = new WebAssembly.Module(binary);

type Kernel = (name: string, ...values: readonly (number | bigint)[]) => number;

/** A kernel before boot; results as unsigned. */
function load(): Kernel {
  const { exports } = new WebAssembly.Instance(module, { machine: { zero_frame: () => undefined } });
  return (name, ...values) =>
    (exports[name] as (...values: readonly (number | bigint)[]) => number)(...values) >>> 0;
}

test("before boot there is no thread, and no call does anything", () => {
  const kernel = load();
  assert.equal(kernel("dispatch"), NONE);
  assert.equal(kernel("createThread"), NONE);
  assert.equal(kernel("yieldNow"), NOT_RUNNING);
  assert.equal(kernel("exit"), NOT_RUNNING);
  assert.equal(kernel("start", 0), BAD_ARGUMENT);
});

test("the first thread runs after boot, which is possible once", () => {
  const kernel = load();
  assert.equal(kernel("boot"), DONE);
  assert.equal(kernel("boot"), WRONG_STATE);
  const first = kernel("dispatch");
  assert.notEqual(first, NONE);
  assert.equal(kernel("dispatch"), first, "it runs until it waits");
  assert.equal(kernel("nothing"), DONE);
});

test("threads take turns, and end", () => {
  const kernel = load();
  kernel("boot");
  const first = kernel("dispatch");
  const second = kernel("createThread");
  assert.equal(kernel("yieldNow"), WAIT);
  assert.equal(kernel("dispatch"), first, "the second is not started");
  assert.equal(kernel("start", second), DONE);
  assert.equal(kernel("start", second), WRONG_STATE);
  for (const next of [second, first, second]) {
    kernel("yieldNow");
    assert.equal(kernel("dispatch"), next);
  }
  assert.equal(kernel("exit"), DONE);
  assert.equal(kernel("dispatch"), first);
  assert.equal(kernel("exit"), DONE);
  assert.equal(kernel("dispatch"), NONE);
});

test("threads can be made until all frames are in use", () => {
  const kernel = load();
  kernel("boot");
  const threads = new Set<number>();
  for (let thread = kernel("createThread"); thread !== NONE; thread = kernel("createThread"))
    threads.add(thread);
  assert.equal(threads.size, 4096 - 2);
});

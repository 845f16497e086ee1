// Programs from source: what the front end makes of the language, run.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadProgram } from "../../language/front/index.ts";
import { compile } from "../compile.ts";
import { layoutOf } from "../layout.ts";

const trap = { name: "RuntimeError" };

type Exports = Record<string, (...given: (number | bigint)[]) => number | bigint>;

function load(name: string) {
  const { program, diagnostics } = loadProgram([join(import.meta.dirname, "programs", `${name}.ts`)]);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
  );
  assert.ok(program);
  return program;
}

function instantiate(name: string, optimise: boolean, imports = {}) {
  const program = load(name);
  const { binary } = compile(program, { entry: name, optimise });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { machine: imports });
  const { memory } = exports as { memory: WebAssembly.Memory };
  return {
    exports: exports as unknown as Exports,
    memory: new DataView(memory.buffer),
    layout: layoutOf(program),
  };
}

for (const optimise of [false, true]) {
  const how = optimise ? "optimised" : "plain";

  test(`aggregates, ${how}`, () => {
    const { exports } = instantiate("shapes", optimise, { ask: () => 0 });
    assert.equal(exports["nested"]?.(2, 1), 370_907);
    assert.equal(exports["nested"]?.(0, 0), 370_907);
    assert.equal(exports["points"]?.(30), 42_024);
    assert.equal(exports["points"]?.(-50), -38_000 + 24);
    assert.equal(exports["search"]?.(30), 3);
    assert.equal(exports["search"]?.(31), 104);
    assert.equal(exports["search"]?.(71), 1008);
    assert.deepEqual(
      [0, 1, 2].map((number) => exports["paint"]?.(number)),
      [1, 10, 12],
    );
  });

  test(`checked functions, ${how}`, () => {
    const asked: bigint[] = [];
    const ask = (question: bigint) => asked.push(question) * 25;
    const { exports } = instantiate("shapes", optimise, { ask });
    assert.equal(exports["pushes"]?.(3), 12);
    assert.throws(() => exports["pushes"]?.(1), trap, "the array is full");
    assert.equal(exports["asks"]?.(7n), 25);
    assert.throws(() => exports["asks"]?.(50n), trap, "requires of the machine function");
    assert.throws(() => exports["asks"]?.(1n << 63n), trap, "overflow");
    assert.deepEqual(asked, [14n]);
    assert.equal(exports["asks"]?.(0n), 50);
    assert.throws(() => exports["asks"]?.(1n), trap, "ensures");
    assert.equal(exports["grow"]?.(2n), 40n);
    assert.equal(exports["grow"]?.(1n), 42n);
    assert.throws(() => exports["grow"]?.(-1n), trap, "2^64 - 1 is too much");
  });

  test(`frames, ${how}`, () => {
    const { exports, memory, layout } = instantiate("frames", optimise);
    const frame = layout.frames.start + 3 * 4096;
    assert.equal(layout.frames.end - layout.frames.start, 8 * 4096);
    assert.equal(exports["link"]?.(3, 77), 77);
    assert.equal(memory.getUint32(frame, true), 77);
    memory.setUint32(frame + 4096, 55, true);
    assert.equal(exports["toTable"]?.(3), 9);
    assert.equal(memory.getUint32(frame + 4092, true), 9);
    assert.equal(memory.getUint32(frame + 4096, true), 55, "the next frame is untouched");
  });
}

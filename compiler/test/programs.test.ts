// Programs from source: what the front end makes of the language, run.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadProgram } from "../../language/front/index.ts";
import { compile } from "../compile.ts";
import { layoutOf } from "../layout.ts";

test("ghost code leaves no trace", () => {
  const binaries = (optimise: boolean) =>
    ["counter", "plain/counter"].map((path) => compile(load(path), { entry: "counter", optimise }).binary);
  for (const optimise of [false, true]) {
    const [full, plain] = binaries(optimise);
    assert.deepEqual(full, plain);
  }
});

test("initial values are computed", () => {
  const { exports, memory, layout } = instantiate("initial", true);
  const at = (name: string) => layout.globals.get(`initial.${name}`) ?? -1;
  assert.equal(exports["get"]?.(), 4128 + 16_384 + 44);
  assert.equal(memory.getInt32(at("whole"), true), -3);
  assert.equal(memory.getBigUint64(at("whole") + 8, true), 0xffff_ffff_ffff_ffffn);
  assert.equal(memory.getUint16(at("whole") + 16, true), 300);
  assert.equal(memory.getUint8(at("choice")), 1);
  assert.equal(memory.getUint32(at("choice") + 4, true), 7);
});

for (const optimise of [false, true])
  test(`what is loaded keeps its value when it is made wider, ${optimise ? "optimised" : "plain"}`, () => {
    const { exports } = instantiate("loads", optimise);
    const wide = (name: string) => exports[name]?.() as bigint;
    for (const value of [
      0n,
      1n,
      0x7fn,
      0x80n,
      0xffn,
      0x8000n,
      0xffffn,
      0x7fff_ffffn,
      0x8000_0000n,
      2n ** 64n - 1n,
    ]) {
      exports["put"]?.(value);
      for (const bits of [8, 16, 32]) {
        assert.equal(wide(`u${bits}Wide`), BigInt.asUintN(bits, value), `u${bits} of ${value}`);
        assert.equal(wide(`i${bits}Wide`), BigInt.asIntN(bits, value), `i${bits} of ${value}`);
      }
      assert.equal(wide("u32Signed"), BigInt.asUintN(32, value));
      assert.equal(BigInt.asUintN(64, wide("i32Bits")), BigInt.asUintN(64, BigInt.asIntN(32, value)));
    }
  });

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
    assert.equal(exports["lastEntry"]?.(41), 42);
  });

  test(`loops and choices, ${how}`, () => {
    const { exports, memory, layout } = instantiate("loops", optimise);
    const [bytes, words] = [layout.globals.get("loops.bytes") ?? -1, layout.globals.get("loops.words") ?? -1];
    const allBytes = () => Array.from({ length: 12 }, (_, index) => memory.getUint8(bytes + index));
    const allWords = () =>
      Array.from({ length: 12 }, (_, index) => memory.getUint16(words + 2 * index, true));
    assert.equal(exports["fillBytes"]?.(3, 5), 5);
    assert.equal(exports["fillBytes"]?.(11, 12), 12);
    assert.equal(exports["fillBytes"]?.(9, 4), 9, "no round");
    assert.deepEqual(allBytes(), [0, 0, 0, 7, 7, 0, 0, 0, 0, 0, 0, 7]);
    exports["fillWords"]?.(0, 12);
    exports["clearWords"]?.(1, 11);
    exports["clearWords"]?.(11, 0);
    assert.deepEqual(allWords(), [300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 300]);
    exports["fillEven"]?.(5);
    assert.deepEqual(allBytes(), [9, 0, 9, 7, 9, 0, 0, 0, 0, 0, 0, 7]);
    const cases = [
      [6, 3, 10],
      [5, 3, 10],
      [6, 0, 10],
      [6, 3, 501],
      [0, 0, 0],
      [3, 0, 0],
    ] as const;
    const chosen = [14_017, 3006, 4007, 1, 1, 1004];
    assert.deepEqual(
      cases.map(([a, b, c]) => exports["choose"]?.(a, b, c)),
      chosen,
    );
    assert.equal(exports["differences"]?.(2), 321);
    assert.equal(exports["differences"]?.(10), 321);
    assert.deepEqual(allWords(), [1, 0, 20, 300, 0, 0, 0, 0, 1, 0, 20, 300]);
  });
}

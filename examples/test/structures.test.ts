/**
 * The data structures among the examples, compiled and run side by side with models in plain JavaScript.
 *
 * Not here  the examples that compute (vectors.test.ts).
 */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { compile } from "../../compiler/compile.ts";
import { programOf } from "../../verifier/test/marked.ts";

const folder = resolve(import.meta.dirname, "../..");
const NONE = 0xffff_ffff;
const STEPS = 4000;

type Call = (name: string, ...values: readonly (number | bigint)[]) => number | bigint;

/** The exported functions of an example; u32 results as unsigned numbers. */
function compiled(example: string): Call {
  const program = programOf(join(folder, "examples", example), folder);
  const entry = program.modules.at(-1)?.name ?? "";
  const { binary } = compile(program, { entry, optimise: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), {});
  return (name, ...values) => {
    const callee = exports[name] as (...values: (number | bigint)[]) => number | bigint | undefined;
    const result = callee(...values) ?? 0;
    return typeof result === "bigint" ? BigInt.asUintN(64, result) : result >>> 0;
  };
}

/** Numbers from 0 to `limit - 1` that look random and are the same each time (Numerical Recipes' generator). */
function numbers(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** The least number from 0 to `limit - 1` that is not in the set, or NONE. */
function leastMissing(set: ReadonlySet<number>, limit: number): number {
  for (let n = 0; n < limit; n += 1) if (!set.has(n)) return n;
  return NONE;
}

test("the ring buffer keeps the latest eight samples", () => {
  const call = compiled("ring-buffer.ts");
  const random = numbers();
  let model: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    if (model.length > 0 && random(3) === 0) assert.equal(call("takeOldest"), model.shift());
    else {
      const sample = random(1000);
      call("record", sample);
      model = [...model, sample].slice(-8);
    }
    assert.equal(call("count"), model.length);
    model.forEach((sample, i) => assert.equal(call("sampleOf", model.length - 1 - i), sample));
  }
});

test("the bitmap allocator gives out the lowest free page", () => {
  const call = compiled("bitmap-allocator.ts");
  const random = numbers();
  const model = new Set<number>();
  for (let step = 0; step < STEPS; step += 1) {
    const page = random(256);
    if (model.has(page) && random(3) === 0) {
      call("release", page);
      model.delete(page);
    } else {
      const lowest = leastMissing(model, 256);
      assert.equal(call("allocate"), lowest);
      if (lowest !== NONE) model.add(lowest);
    }
    assert.equal(call("isAllocated", page), model.has(page) ? 1 : 0);
  }
});

test("the intrusive queue keeps its order, also when a thread leaves from the middle", () => {
  const call = compiled("intrusive-queue.ts");
  const random = numbers();
  let model: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const thread = random(64);
    const present = model.includes(thread);
    switch (random(3)) {
      case 0:
        assert.equal(call("enqueue", thread), present ? 0 : 1);
        if (!present) model.push(thread);
        break;
      case 1:
        assert.equal(call("remove", thread), present ? 1 : 0);
        model = model.filter((other) => other !== thread);
        break;
      default:
        assert.equal(call("dequeue"), model.shift() ?? NONE);
    }
  }
});

test("the free list gives no number twice", () => {
  const call = compiled("free-list.ts");
  const random = numbers();
  const model = new Map<number, number>();
  for (let step = 0; step < STEPS; step += 1) {
    const number = random(32);
    const peer = model.get(number);
    if (peer !== undefined && random(2) === 0) {
      assert.equal(call("peerOf", number), peer);
      call("close", number);
      model.delete(number);
    } else {
      const opened = Number(call("connect", step));
      assert.equal(opened === NONE, model.size === 32);
      assert.ok(!model.has(opened));
      if (opened !== NONE) model.set(opened, step);
    }
  }
});

test("the hash table takes in and gives back keys, full or not", () => {
  const call = compiled("hash-table.ts");
  const random = numbers();
  const model = new Set<number>();
  for (let step = 0; step < STEPS; step += 1) {
    const key = random(100) * 32;
    if (random(3) === 0) assert.equal(call("remove", key), model.delete(key) ? 1 : 0);
    else {
      const room = model.has(key) || model.size < 64;
      assert.equal(call("insert", key, step), room ? 1 : 0);
      if (room) model.add(key);
    }
  }
});

test("the layered stack holds sixteen items", () => {
  const call = compiled("layered-stack.ts");
  const random = numbers();
  const model: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    if (model.length > 0 && random(3) === 0) assert.equal(call("pop"), model.pop());
    else {
      assert.equal(call("push", step), model.length < 16 ? 1 : 0);
      if (model.length < 16) model.push(step);
    }
  }
});

test("the page tables translate what is mapped, near and far", () => {
  const call = compiled("page-table.ts");
  const random = numbers();
  const model = new Map<bigint, bigint>();
  let refused = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const page = BigInt(random(8)) * 0x0801_0203n + BigInt(random(600)) + (BigInt(random(16)) << 32n);
    if (random(3) === 0) {
      assert.equal(call("unmap", page), model.delete(page) ? 1 : 0);
    } else if (call("map", page, step, 7n) === 1) {
      model.set(page, (BigInt(step) << 12n) | 7n);
    } else refused += 1;
    assert.equal(call("translate", page), model.get(page) ?? 0n);
  }
  for (const [page, entry] of model) assert.equal(call("translate", page), entry);
  assert.equal(refused, 0);
});

test("the page tables refuse a page when frames for tables have run out, and keep the others", () => {
  const call = compiled("page-table.ts");
  const tables = 1024;
  const pages = Array.from({ length: tables }, (_, i) => BigInt(i) << 9n);
  const mapped = pages.filter((page) => call("map", page, 1, 7n) === 1);
  // One table of level 4, one of level 3, one of level 2 for each 512 of level 1.
  assert.equal(mapped.length, tables - 4);
  for (const page of pages) assert.equal(call("translate", page), mapped.includes(page) ? 0x1007n : 0n);
});

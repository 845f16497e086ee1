// Values that are held so that one part changes at little cost: they are what plain ones are, and stay as they were.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Program, Type } from "../../ir.ts";
import { type Value, LongArray, PoolValue, Zeros, asArray, equal, keyOf } from "../value.ts";
import { U32, program } from "./programs.ts";

const LENGTH = 600;

const writes = fc.array(
  fc.record({
    index: fc.constantFrom(0, 1, 255, 256, 511, 512, 599),
    value: fc.bigInt({ min: 0n, max: 9n }),
  }),
  { maxLength: 12 },
);

test("a long array is what a plain array is", () => {
  const type: Type = { kind: "array", element: U32, length: LENGTH };
  const made: Program = program({ functions: [] });
  fc.assert(
    fc.property(writes, (steps) => {
      const zero = new Zeros(made).of(type);
      assert.ok(zero instanceof LongArray);
      const versions: [LongArray, readonly Value[]][] = [[zero, new Array<Value>(LENGTH).fill(0n)]];
      for (const { index, value } of steps) {
        const [long, plain] = versions.at(-1)!;
        versions.push([long.with(index, value), plain.with(index, value)]);
      }
      for (const [long, plain] of versions) {
        assert.deepEqual(asArray(long), plain);
        assert.ok(equal(long, plain) && equal(plain, long));
        assert.equal(keyOf(long), keyOf(plain));
        for (const { index } of steps) assert.equal(long.at(index), plain[index]);
      }
      const [[last], [first]] = [versions.at(-1)!, versions[0]!];
      assert.equal(
        equal(last, first),
        asArray(last).every((element) => element === 0n),
      );
    }),
    { numRuns: 50, seed: 1 },
  );
});

const COUNT = 4n;

const moves = fc.array(
  fc.record({ frame: fc.bigInt({ min: 0n, max: 7n }), object: fc.constantFrom(undefined, 0n, 5n) }),
  { maxLength: 12 },
);

test("a pool has the frames below its count, those that came, and not those that went", () => {
  fc.assert(
    fc.property(moves, (steps) => {
      let pool = new PoolValue(0n, COUNT);
      const model = new Map<bigint, bigint>([0n, 1n, 2n, 3n].map((frame) => [frame, 0n]));
      for (const { frame, object } of steps) {
        const before = new Set(pool.owned().members.keys());
        const after = pool.with(frame, object);
        assert.deepEqual(new Set(pool.owned().members.keys()), before);
        pool = after;
        if (object === undefined) model.delete(frame);
        else model.set(frame, object);
      }
      assert.deepEqual(new Set(pool.owned().members.keys()), new Set(model.keys()));
      for (let frame = 0n; frame < 8n; frame += 1n) {
        assert.equal(pool.owns(frame), model.has(frame));
        if (model.has(frame)) assert.equal(pool.at(frame), model.get(frame));
      }
      const same = [...model].reduce((made, [frame, object]) => made.with(frame, object), new PoolValue(0n));
      assert.ok(equal(pool, same) && equal(same, pool));
      assert.ok(!equal(pool, pool.with(9n, 0n)));
      for (const frame of model.keys()) assert.ok(!equal(pool, pool.with(frame, 7n)));
    }),
    { numRuns: 50, seed: 2 },
  );
});

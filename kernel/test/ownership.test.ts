/**
 * Who owns what, compiled and interpreted, beside models in plain TypeScript.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FRAMES, NONE, both, built } from "./built.ts";

const ownership = built("ownership-lists");

const frame = fc.oneof(fc.nat(5), fc.constantFrom(FRAMES - 1, FRAMES));

const step = fc.record({ name: fc.constantFrom("adopt", "disown"), owner: frame, object: frame });

/** The objects of every owner, first to last. */
class Model {
  readonly owned = new Map<number, number[]>();

  ownerOf(object: number): number | undefined {
    return [...this.owned].find(([, objects]) => objects.includes(object))?.[0];
  }

  adopt(owner: number, object: number): boolean {
    if (owner >= FRAMES || object >= FRAMES || this.ownerOf(object) !== undefined) return false;
    this.owned.set(owner, [...(this.owned.get(owner) ?? []), object]);
    return true;
  }

  disown(object: number): boolean {
    const owner = this.ownerOf(object);
    if (owner === undefined) return false;
    this.owned.set(
      owner,
      this.owned.get(owner)!.filter((each) => each !== object),
    );
    return true;
  }
}

test("ownership: each object is in the list of its owner, in the order in which it came", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const call = both(ownership);
      const model = new Model();
      for (const { name, owner, object } of steps) {
        if (name === "adopt")
          assert.equal(call("adoptAt", owner, object), BigInt(model.adopt(owner, object)));
        else assert.equal(call("disownAt", object), BigInt(model.disown(object)));
        for (const each of [owner, object]) {
          assert.equal(call("ownerIn", each), BigInt(model.ownerOf(each) ?? NONE));
          assert.equal(call("firstIn", each), BigInt(model.owned.get(each)?.[0] ?? NONE));
        }
      }
      for (const [owner, objects] of model.owned) {
        for (const object of objects) {
          assert.equal(call("firstIn", owner), BigInt(object));
          assert.equal(call("disownAt", object), 1n);
        }
        assert.equal(call("firstIn", owner), NONE);
      }
    }),
    { numRuns: 20, seed: 4 },
  );
});

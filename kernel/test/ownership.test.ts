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

const destruction = built("destruction");

interface Occupant {
  readonly kind: "container" | "process" | "thread";
  readonly owner: number;
  readonly depth: number;
  /** The container that pays for it, and what it has left if it is a container itself. */
  readonly payer: number;
  left: number;
  readonly given: number;
  dying: boolean;
  /** First to last. */
  readonly owned: number[];
}

const treeStep = fc.record({
  name: fc.constantFrom("createContainer", "createProcess", "createThread", "destroyNext"),
  frame: fc.nat(14),
  frames: fc.nat(12),
});

type TreeStep = typeof treeStep extends fc.Arbitrary<infer S> ? S : never;

/** Everything in use, by its frame. */
class TreeModel {
  readonly all = new Map<number, Occupant>();

  constructor(root: number, frames: number) {
    const rest = { owner: NaN, depth: 0, payer: NaN, left: frames - 1, given: 0 };
    this.all.set(root, { kind: "container", dying: false, owned: [], ...rest });
  }

  isDoomed(frame: number): boolean {
    const found = this.all.get(frame);
    return found !== undefined && (found.dying || this.isDoomed(found.owner));
  }

  /** What a step makes, except that only the kernel knows its frame; undefined where it is refused. */
  made({ name, frame, frames }: TreeStep): Occupant | undefined {
    const owner = this.all.get(frame);
    const isThread = name === "createThread";
    if (owner?.kind !== (isThread ? "process" : "container")) return undefined;
    const payer = isThread ? owner.payer : frame;
    const given = name === "createContainer" ? frames : 0;
    if (this.isDoomed(payer) || this.all.get(payer)!.left <= given) return undefined;
    if (name === "createContainer" && owner.depth === 31) return undefined;
    const kind = name === "createContainer" ? "container" : isThread ? "thread" : "process";
    return { kind, owner: frame, depth: owner.depth + 1, payer, left: given, given, dying: false, owned: [] };
  }

  add(frame: number, made: Occupant): void {
    assert.ok(!this.all.has(frame));
    this.all.get(made.payer)!.left -= made.given + 1;
    this.all.get(made.owner)!.owned.push(frame);
    this.all.set(frame, made);
  }

  /** What was freed. */
  destroyNext(frame: number): number | undefined {
    const found = this.all.get(frame);
    if (found === undefined || Number.isNaN(found.owner)) return undefined;
    if (found.kind === "container") found.dying = true;
    let part = frame;
    while (this.all.get(part)!.owned.length > 0) part = this.all.get(part)!.owned[0]!;
    const { owner, payer, given } = this.all.get(part)!;
    this.all.get(owner)!.owned.splice(this.all.get(owner)!.owned.indexOf(part), 1);
    this.all.get(payer)!.left += given + 1;
    this.all.delete(part);
    return part;
  }
}

test("destruction: a part without parts goes first, the whole last, and what is doomed makes nothing new", () => {
  fc.assert(
    fc.property(fc.array(treeStep, { maxLength: 100 }), fc.constantFrom(3, 50, FRAMES), (steps, all) => {
      const call = both(destruction);
      const root = Number(call("start", all));
      const model = new TreeModel(root, all);
      for (const step of steps) {
        const { name, frame, frames } = step;
        if (name === "destroyNext") {
          assert.equal(call(name, frame), BigInt(model.destroyNext(frame) ?? NONE));
        } else {
          const result = name === "createContainer" ? call(name, frame, frames) : call(name, frame);
          const made = model.made(step);
          if (made) model.add(Number(result), made);
          else assert.equal(result, NONE);
        }
        for (const [each, { kind }] of model.all)
          assert.equal(call("isDoomedAt", each), BigInt(kind === "container" && model.isDoomed(each)));
      }
      for (const frame of [...model.all.get(root)!.owned]) {
        let part = NaN;
        while (part !== frame) {
          part = model.destroyNext(frame)!;
          assert.equal(call("destroyNext", frame), BigInt(part));
        }
      }
      assert.deepEqual([...model.all.keys()], [root]);
      assert.equal(model.all.get(root)!.left, all - 1);
      assert.ok(call("createContainer", root, all - 2) !== NONE, "the root has everything again");
    }),
    { numRuns: 30, seed: 5 },
  );
});

test("destruction: the deepest tree goes step by step", () => {
  const call = both(destruction);
  const chain = [Number(call("start", 100))];
  for (let depth = 1; depth < 32; depth += 1)
    chain.push(Number(call("createContainer", chain.at(-1)!, 100 - 2 * depth - 2)));
  assert.equal(call("createContainer", chain.at(-1)!, 1), NONE);
  chain.push(Number(call("createProcess", chain.at(-1)!)));
  chain.push(Number(call("createThread", chain.at(-1)!)));
  const [, whole, ...parts] = chain;
  for (const part of parts.reverse()) {
    assert.equal(call("destroyNext", whole!), BigInt(part));
    assert.equal(call("isDoomedAt", whole!), 1n);
  }
  assert.equal(call("destroyNext", whole!), BigInt(whole!));
  assert.equal(call("isDoomedAt", whole!), 0n);
});

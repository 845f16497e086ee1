/**
 * The kernel is proved, from nothing but the machine's contracts; and it runs as it is proved: the compiled kernel
 * beside the interpreted one, and both beside what every frame must have become in the end.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { audit } from "../../verifier/audit.ts";
import { folderCache } from "../../verifier/session/cache.ts";
import { differences, loadFiles, programOf } from "../../verifier/test/marked.ts";
import { type Call, FRAMES, NONE, ROOT, both, built, compiled } from "./built.ts";

function programsIn(folder: string): readonly string[] {
  const files = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".ts"));
  return files.sort().map((name) => join(ROOT, folder, name));
}

const files = [...programsIn("kernel"), ...programsIn("kernel/test/programs")];
const cache = folderCache(join(ROOT, ".welkin", "cache"), (message) => console.warn(message));
const results = await differences(loadFiles(files, ROOT), { folder: ROOT, cache, resources: 30_000_000 });

for (const [name, wrong] of results) test(`${name} is proved`, () => assert.deepEqual(wrong, []));

test("nothing is believed but the machine's contracts", () => {
  for (const file of files) {
    const { assumed, trusted, checked, machine } = audit(programOf(file, ROOT));
    assert.deepEqual([assumed, trusted, checked], [[], [], []]);
    for (const each of machine) assert.match(each.file, /kernel\/machine\.ts$/);
  }
});

const step = fc.record({
  name: fc.constantFrom("createThread", "createEndpoint", "createPage", "destroy"),
  value: fc.nat(20),
});

const frameTable = built("frame-table");

test("frames: whatever is created and destroyed, no frame is lost", () => {
  const kinds: Record<string, bigint> = { createPage: 1n, createThread: 4n, createEndpoint: 6n };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(20, FRAMES), (steps, frames) => {
      const call = both(frameTable);
      call("start", frames);
      const model = new Map<number, readonly bigint[]>();
      for (const { name, value } of steps) {
        const result = call(name, value);
        if (name === "destroy") {
          assert.equal(result === 1n, model.delete(value));
        } else if (model.size === frames) {
          assert.equal(result, NONE);
        } else {
          assert.ok(result < frames && !model.has(Number(result)));
          model.set(Number(result), [kinds[name]!, BigInt(value)]);
        }
        for (const [frame, use] of model)
          assert.deepEqual([call("kindOf", frame), call("containerOf", frame)], use);
      }
      for (const frame of model.keys()) assert.equal(call("destroy", frame), 1n);
    }),
    { numRuns: 10, seed: 1 },
  );
});

test("frames: all that there are can be in use, then all again", () => {
  for (const frames of [100, 1000, 1024, FRAMES]) {
    const call = compiled(frameTable.module);
    call("start", frames);
    for (let round = 0; round < 2; round += 1) {
      const taken = new Set(Array.from({ length: frames }, () => call("createEndpoint", round)));
      assert.equal(taken.size, frames);
      assert.ok([...taken].every((frame) => frame < frames));
      assert.equal(call("createThread", 1), NONE);
      for (const frame of taken) assert.equal(call("destroy", Number(frame)), 1n);
    }
  }
});

const containers = built("container-tree");

/** What is in a frame: a container and what it has left, or an object, which has nothing. */
interface Occupant {
  readonly kind: "container" | "object";
  readonly parent: number;
  readonly depth: number;
  frames: number;
  time: number;
  charged: number;
}

type Model = Map<number, Occupant>;

const treeStep = fc.record({
  name: fc.constantFrom("createContainer", "createThread", "createPage", "destroyAt"),
  frame: fc.nat(12),
  frames: fc.nat(40),
  time: fc.nat(400_000),
});

type TreeStep = typeof treeStep extends fc.Arbitrary<infer S> ? S : never;

function create(model: Model, call: Call, { name, frame, ...wanted }: TreeStep): void {
  const isContainer = name === "createContainer";
  const { frames, time } = isContainer ? wanted : { frames: 0, time: 0 };
  const payer = model.get(frame);
  const result = isContainer ? call(name, frame, frames, time) : call(name, frame);
  const refused = payer?.kind !== "container" || payer.frames < frames + 1 || payer.time < time;
  if (refused || (isContainer && payer.depth === 31)) return assert.equal(result, NONE);
  assert.ok(result < FRAMES && !model.has(Number(result)));
  payer.frames -= frames + 1;
  payer.time -= time;
  payer.charged += 1;
  const kind = isContainer ? "container" : "object";
  model.set(Number(result), { kind, parent: frame, depth: payer.depth + 1, frames, time, charged: 0 });
}

function destroy(model: Model, call: Call, frame: number): void {
  const found = model.get(frame);
  const payer = found && model.get(found.parent);
  const possible = payer !== undefined && found?.charged === 0;
  assert.equal(call("destroyAt", frame), possible ? 1n : 0n);
  if (!possible) return;
  payer.frames += found.frames + 1;
  payer.time += found.time;
  payer.charged -= 1;
  model.delete(frame);
}

test("containers: budgets are kept, and the root has everything again in the end", () => {
  fc.assert(
    fc.property(fc.array(treeStep, { maxLength: 60 }), fc.constantFrom(2, 60, FRAMES), (steps, frames) => {
      const call = both(containers);
      const root = Number(call("start", frames));
      const whole = { kind: "container", parent: -1, depth: 0, frames: frames - 1, time: 1_000_000 } as const;
      const model: Model = new Map([[root, { ...whole, charged: 0 }]]);
      for (const each of steps) {
        if (each.name === "destroyAt") destroy(model, call, each.frame);
        else create(model, call, each);
        for (const [frame, { kind, frames }] of model)
          assert.equal(call("leftAt", frame), kind === "container" ? BigInt(frames) : NONE);
      }
      while (model.size > 1)
        for (const [frame, { charged }] of model) if (charged === 0) destroy(model, call, frame);
      assert.equal(call("leftAt", root), BigInt(frames - 1));
    }),
    { numRuns: 10, seed: 2 },
  );
});

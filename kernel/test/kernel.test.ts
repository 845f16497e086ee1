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
  const kinds: Record<string, bigint> = { createPage: 1n, createThread: 4n, createEndpoint: 7n };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const call = both(frameTable);
      const model = new Map<number, readonly bigint[]>();
      for (const { name, value } of steps) {
        const result = call(name, value);
        if (name === "destroy") {
          assert.equal(result === 1n, model.delete(value));
        } else {
          assert.ok(result < FRAMES && !model.has(Number(result)));
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

test("frames: all can be in use, then all again", () => {
  const call = compiled(frameTable.module);
  for (let round = 0; round < 2; round += 1) {
    const taken = new Set(Array.from({ length: FRAMES }, () => call("createEndpoint", round)));
    assert.equal(taken.size, FRAMES);
    assert.equal(taken.has(NONE), false);
    assert.equal(call("createThread", 1), NONE);
    for (const frame of taken) assert.equal(call("destroy", Number(frame)), 1n);
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
    fc.property(fc.array(treeStep, { maxLength: 60 }), (steps) => {
      const call = both(containers);
      const root = Number(call("start"));
      const whole = { kind: "container", parent: -1, depth: 0, frames: FRAMES - 1, time: 1_000_000 } as const;
      const model: Model = new Map([[root, { ...whole, charged: 0 }]]);
      for (const each of steps) {
        if (each.name === "destroyAt") destroy(model, call, each.frame);
        else create(model, call, each);
        for (const [frame, { kind, frames }] of model)
          assert.equal(call("leftAt", frame), kind === "container" ? BigInt(frames) : NONE);
      }
      while (model.size > 1)
        for (const [frame, { charged }] of model) if (charged === 0) destroy(model, call, frame);
      assert.equal(call("leftAt", root), BigInt(FRAMES - 1));
    }),
    { numRuns: 10, seed: 2 },
  );
});

const scheduler = built("scheduler");

const PRIORITIES = 4;
const READY = FRAMES;
const PARKED = READY + PRIORITIES;
const RUNNING = PARKED + 1;
const STOPPED = PARKED + 2;

const schedulerStep = fc.record({
  name: fc.constantFrom(
    "makeThread",
    "makeQueue",
    "destroyAt",
    "resumeAt",
    "stopAt",
    "parkAt",
    "waitAt",
    "wakeAt",
    "next",
    "setPriorityAt",
    "sayAt",
    "deliverAt",
    "setPendingAt",
  ),
  frame: fc.nat(8),
  other: fc.nat(8),
  value: fc.nat(5),
});

type SchedulerStep = typeof schedulerStep extends fc.Arbitrary<infer S> ? S : never;

/** Its fields are in the order in which the program numbers them. */
interface ThreadModel {
  queue: number;
  priority: number;
  process: number;
  role: number;
  status: number;
  client: number;
  words: readonly number[];
}

/** Threads, who is in which queue, and what is pending in queue objects. */
class Scheduler {
  readonly threads = new Map<number, ThreadModel>();
  readonly queues = new Map<number, number[]>();
  readonly pending = new Map<number, number>();

  constructor() {
    for (let q = READY; q <= PARKED; q += 1) this.queues.set(q, []);
  }

  step({ name, frame, other, value }: SchedulerStep): number | boolean {
    const thread = this.threads.get(frame);
    switch (name) {
      case "destroyAt":
        if (thread?.queue === STOPPED) return this.threads.delete(frame);
        return (
          this.queues.get(frame)?.length === 0 && this.queues.delete(frame) && this.pending.delete(frame)
        );
      case "resumeAt":
        return thread !== undefined && this.resume(frame, other) === frame;
      case "stopAt":
        return thread !== undefined && this.move(frame, STOPPED) === frame;
      case "parkAt":
        return thread !== undefined && this.move(frame, PARKED) === frame;
      case "waitAt":
        if (thread === undefined || !this.pending.has(other)) return false;
        thread.role = value;
        return this.move(frame, other) === frame;
      case "wakeAt":
        return this.pending.has(frame) ? this.wake(this.queues.get(frame)![0], other) : Number(NONE);
      case "next":
        return this.next();
      case "setPriorityAt":
        if (thread === undefined || value >= PRIORITIES) return false;
        if (thread.queue >= READY && thread.queue < PARKED) return false;
        thread.priority = value;
        return true;
      case "sayAt":
        if (thread === undefined) return false;
        thread.words = Array.from({ length: 7 }, (_, index) => 2 * other + index);
        thread.client = value;
        return true;
      case "deliverAt":
        return this.deliver(thread, this.threads.get(other));
      default:
        if (this.pending.has(frame)) this.pending.set(frame, other);
        return this.pending.has(frame);
    }
  }

  move(frame: number, to: number): number {
    const thread = this.threads.get(frame)!;
    const from = this.queues.get(thread.queue);
    from?.splice(from.indexOf(frame), 1);
    this.queues.get(to)?.push(frame);
    thread.queue = to;
    return frame;
  }

  resume(frame: number, status: number): number {
    const thread = this.threads.get(frame)!;
    Object.assign(thread, { role: 0, status });
    return this.move(frame, READY + thread.priority);
  }

  wake(frame: number | undefined, status: number): number {
    return frame === undefined ? Number(NONE) : this.resume(frame, status);
  }

  next(): number {
    for (const [frame, { queue }] of this.threads) if (queue === RUNNING) this.resume(frame, 0);
    for (let q = READY; q < PARKED; q += 1) {
      const first = this.queues.get(q)![0];
      if (first !== undefined) return this.move(first, RUNNING);
    }
    return Number(NONE);
  }

  deliver(from: ThreadModel | undefined, to: ThreadModel | undefined): boolean {
    if (from === undefined || to === undefined) return false;
    Object.assign(to, { words: from.words, client: from.client });
    return true;
  }

  /** Does a step that makes something, in the model and in the kernel. */
  make(call: Call, root: number, { name, frame, value }: SchedulerStep): void {
    if (name === "makeQueue") {
      const q = Number(call(name, root, value % 3));
      this.queues.set(q, []);
      this.pending.set(q, 0);
    } else {
      const [priority, words] = [value % PRIORITIES, Array.from({ length: 7 }, () => 0)];
      const stopped = { queue: STOPPED, priority, process: frame, role: 0, status: 0, client: 0, words };
      this.threads.set(Number(call(name, root, frame, priority)), stopped);
    }
  }

  compare(call: Call): void {
    for (const [frame, { words, ...fields }] of this.threads) {
      for (const [index, field] of Object.values(fields).entries())
        assert.equal(call("fieldOf", frame, index), BigInt(field));
      for (const [index, word] of words.entries()) assert.equal(call("wordOf", frame, index), BigInt(word));
    }
    for (const [frame, bits] of this.pending) assert.equal(call("pendingOf", frame), BigInt(bits));
  }
}

/** The values that a step's call takes. */
function valuesOf({ name, frame, other, value }: SchedulerStep): readonly number[] {
  if (["next"].includes(name)) return [];
  if (["destroyAt", "stopAt", "parkAt"].includes(name)) return [frame];
  if (name === "setPriorityAt") return [frame, value];
  return ["waitAt", "sayAt"].includes(name) ? [frame, other, value] : [frame, other];
}

test("threads: queues are first in, first out, and each thread is where it is said to be", () => {
  fc.assert(
    fc.property(fc.array(schedulerStep, { maxLength: 150 }), (steps) => {
      const call = both(scheduler);
      const root = Number(call("begin"));
      const model = new Scheduler();
      for (const step of steps) {
        if (step.name.startsWith("make")) model.make(call, root, step);
        else assert.equal(call(step.name, ...valuesOf(step)), BigInt(model.step(step)), step.name);
      }
      model.compare(call);
    }),
    { numRuns: 30, seed: 3 },
  );
});

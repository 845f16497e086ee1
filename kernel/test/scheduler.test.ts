/**
 * Threads, their queues and the scheduler, compiled and interpreted, beside a model in plain TypeScript.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Call, FRAMES, NONE, both, built } from "./built.ts";

const scheduler = built("scheduling");

const PRIORITIES = 4;
const READY = FRAMES;
const PARKED = READY + PRIORITIES;
const RUNNING = PARKED + 1;
const STOPPED = PARKED + 2;
const PERIOD = 1_000_000;
const DEPTH = 32;

/** What `next` says. */
const [CHOSEN, IDLE, LATER, AGAIN] = [0, 1, 2, 3];

const step = fc.record({
  name: fc.constantFrom(
    ...["makeContainer", "makeContainer", "makeThread", "makeThread", "makeThread", "makeQueue", "makeQueue"],
    ...[
      "resumeAt",
      "resumeAt",
      "stopAt",
      "parkAt",
      "waitAt",
      "waitAt",
      "waitAt",
      "wakeAt",
      "wakeAt",
      "wakeAt",
    ],
    ...["next", "next", "next", "spend", "spend", "skip", "setPriorityAt"],
    ...["sayAt", "deliverAt", "setPendingAt", "destroyAt", "doomAt"],
  ),
  frame: fc.nat(30),
  other: fc.nat(30),
  value: fc.nat(5),
  time: fc.nat(100_000).map((quarter) => 4 * quarter),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The numbers are those of the program's `fieldOf`, in its order; then the words of the message and its badge. */
interface Thread {
  readonly container: number;
  readonly fields: number[];
  words: readonly number[];
}

const [QUEUE, PRIORITY, , ROLE, STATUS, CLIENT] = [0, 1, 2, 3, 4, 5];

interface Container {
  readonly parent: number;
  readonly depth: number;
  readonly given: number;
  frames: number;
  time: number;
  charged: number;
  dying: boolean;
}

class Model {
  readonly threads = new Map<number, Thread>();
  readonly containers = new Map<number, Container>();
  readonly lists = new Map<number, number[]>();
  readonly pending = new Map<number, number>();
  readonly objects = new Map<number, number>();
  readonly spent = new Map<number, number>();
  readonly parkedIn = new Map<number, number>();
  clock = 0;
  private readonly call: Call;

  constructor(call: Call) {
    this.call = call;
    for (let q = READY; q <= PARKED; q += 1) this.lists.set(q, []);
    const whole = { frames: FRAMES - 1, time: PERIOD, given: PERIOD, charged: 0, dying: false };
    this.containers.set(Number(call("begin")), { parent: -1, depth: 0, ...whole });
  }

  get running(): number | undefined {
    return [...this.threads].find(([, { fields }]) => fields[QUEUE] === RUNNING)?.[0];
  }

  /** Does a step in the kernel and here, and compares what comes of it. */
  step({ name, value, time, ...frames }: Step): void {
    const [frame, other] = [this.frameOf(frames.frame), this.frameOf(frames.other)];
    const expect = (result: number | boolean, ...values: readonly number[]) =>
      assert.equal(this.call(name, ...values), BigInt(result), `${name}(${values.join(", ")})`);
    const thread = this.threads.get(frame);
    switch (name) {
      case "makeContainer":
        return this.makeContainer(frame, time / 4);
      case "makeThread":
      case "makeQueue":
        return this.makeObject(name, frame, other, value);
      case "destroyAt":
        return expect(this.destroy(frame), frame);
      case "doomAt":
        return expect(this.doom(frame), frame);
      case "resumeAt":
        return expect(thread !== undefined && this.resume(frame, other), frame, other);
      case "stopAt":
        return expect(thread !== undefined && this.move(frame, STOPPED), frame);
      case "parkAt":
        return expect(thread !== undefined && this.move(frame, PARKED), frame);
      case "waitAt":
        return expect(this.wait(frame, other, value), frame, other, value);
      case "wakeAt":
        return expect(this.wake(frame, other), frame, other);
      case "setPriorityAt":
        return expect(this.setPriority(thread, value), frame, value);
      case "next":
        return expect(this.next());
      case "spend":
        return this.spend(frame, 2 * time);
      case "skip":
        this.pass(PERIOD - (this.clock % PERIOD));
        return expect(0);
      case "sayAt":
        return expect(this.say(thread, other, value), frame, other, value);
      case "deliverAt":
        return expect(this.deliver(thread, this.threads.get(other)), frame, other);
      default:
        if (this.pending.has(frame)) this.pending.set(frame, other);
        return expect(this.pending.has(frame), frame, other);
    }
  }

  /** A frame in use, mostly. */
  frameOf(index: number): number {
    const used = [...this.containers.keys(), ...this.objects.keys()];
    return used[index % (used.length + 1)] ?? FRAMES - 1;
  }

  // --- Objects -----------------------------------------------------------------------------------------------

  makeContainer(parent: number, time: number): void {
    const result = Number(this.call("makeContainer", parent, time));
    const payer = this.containers.get(parent);
    if (payer === undefined || payer.depth === DEPTH - 1 || payer.frames < 4 || payer.time < time)
      return assert.equal(result, Number(NONE));
    payer.frames -= 4;
    payer.time -= time;
    payer.charged += 1;
    const budget = { frames: 3, time, given: time, charged: 0, dying: false };
    this.containers.set(result, { parent, depth: payer.depth + 1, ...budget });
    const [whole, excess] = [this.spentBy(parent), Math.max(0, this.spentBy(parent) - payer.time)];
    this.setSpent(result, Math.min(excess, time));
    this.setSpent(parent, whole - Math.min(excess, time));
  }

  makeObject(name: string, container: number, process: number, value: number): void {
    const values = name === "makeThread" ? [process, value % PRIORITIES] : [value % 3];
    const result = Number(this.call(name, container, ...values));
    const payer = this.containers.get(container);
    if (payer === undefined || payer.frames === 0) return assert.equal(result, Number(NONE));
    payer.frames -= 1;
    payer.charged += 1;
    this.objects.set(result, container);
    if (name === "makeQueue") {
      this.lists.set(result, []);
      this.pending.set(result, 0);
    } else {
      const fields = [STOPPED, value % PRIORITIES, process, 0, 0, 0];
      this.threads.set(result, { container, fields, words: [0, 0, 0, 0, 0, 0, 0] });
    }
  }

  destroy(frame: number): boolean {
    const [found, thread] = [this.containers.get(frame), this.threads.get(frame)];
    if (found !== undefined) {
      if (found.parent < 0 || found.charged > 0) return false;
      this.refund(found.parent, found.frames + 1, found.given);
      this.setSpent(found.parent, this.spentBy(found.parent) + this.spentBy(frame));
      this.spent.delete(frame);
      return this.containers.delete(frame);
    }
    if (thread !== undefined ? thread.fields[QUEUE] !== STOPPED : this.lists.get(frame)?.length !== 0)
      return false;
    this.refund(this.objects.get(frame)!, 1, 0);
    this.objects.delete(frame);
    this.pending.delete(frame);
    this.lists.delete(frame);
    this.threads.delete(frame);
    return true;
  }

  refund(frame: number, frames: number, time: number): void {
    const container = this.containers.get(frame)!;
    container.frames += frames;
    container.time += time;
    container.charged -= 1;
  }

  doom(frame: number): boolean {
    const container = this.containers.get(frame);
    if (container === undefined || container.parent < 0) return false;
    container.dying = true;
    return true;
  }

  isDoomed(frame: number): boolean {
    const container = this.containers.get(frame);
    return container !== undefined && (container.dying || this.isDoomed(container.parent));
  }

  // --- Places ------------------------------------------------------------------------------------------------

  move(frame: number, to: number): boolean {
    const { fields } = this.threads.get(frame)!;
    const from = this.lists.get(fields[QUEUE]!);
    from?.splice(from.indexOf(frame), 1);
    this.lists.get(to)?.push(frame);
    fields[QUEUE] = to;
    return true;
  }

  resume(frame: number, status: number): boolean {
    const { fields } = this.threads.get(frame)!;
    [fields[ROLE], fields[STATUS]] = [0, status];
    return this.move(frame, READY + fields[PRIORITY]!);
  }

  wait(frame: number, queue: number, role: number): boolean {
    const thread = this.threads.get(frame);
    if (thread === undefined || !this.pending.has(queue)) return false;
    thread.fields[ROLE] = role;
    return this.move(frame, queue);
  }

  wake(queue: number, status: number): number {
    const first = this.pending.has(queue) ? this.lists.get(queue)![0] : undefined;
    if (first === undefined) return Number(NONE);
    this.resume(first, status);
    return first;
  }

  setPriority(thread: Thread | undefined, priority: number): boolean {
    if (thread === undefined || priority >= PRIORITIES) return false;
    if (thread.fields[QUEUE]! >= READY && thread.fields[QUEUE]! < PARKED) return false;
    thread.fields[PRIORITY] = priority;
    return true;
  }

  // --- Time --------------------------------------------------------------------------------------------------

  get period(): number {
    return Math.floor(this.clock / PERIOD);
  }

  /** What a container has spent; what was spent in earlier periods is forgotten when the period changes. */
  spentBy(frame: number): number {
    return this.spent.get(frame) ?? 0;
  }

  setSpent(frame: number, units: number): void {
    this.spent.set(frame, units);
  }

  hasTime(frame: number): boolean {
    return this.spentBy(frame) < this.containers.get(frame)!.time;
  }

  /** The container of the running thread spends time; if none runs, some container. */
  spend(frame: number, units: number): void {
    const payer = this.running === undefined ? frame : this.threads.get(this.running)!.container;
    assert.equal(this.call("consumeAt", payer, units), 1n);
    this.pass(units);
    this.setSpent(payer, this.spentBy(payer) + units);
  }

  pass(units: number): void {
    const period = this.period;
    this.clock += units;
    if (this.period > period) this.spent.clear();
  }

  next(): number {
    if (this.running !== undefined) this.resume(this.running, 0);
    for (let i = 0; i < 2; i += 1) this.unpark();
    for (let i = 0; i < 8; i += 1) {
      const first = [0, 1, 2, 3].flatMap((priority) => this.lists.get(READY + priority)!)[0];
      if (first === undefined) return this.withoutReady();
      const { container } = this.threads.get(first)!;
      if (this.isDoomed(container)) {
        this.move(first, STOPPED);
      } else if (this.hasTime(container)) {
        this.move(first, RUNNING);
        return CHOSEN!;
      } else {
        this.parkedIn.set(first, this.period);
        this.move(first, PARKED);
      }
    }
    return AGAIN!;
  }

  unpark(): void {
    const first = this.lists.get(PARKED)![0];
    if (first === undefined || this.wasParkedNow(first)) return;
    this.move(first, READY + this.threads.get(first)!.fields[PRIORITY]!);
  }

  withoutReady(): number {
    const first = this.lists.get(PARKED)![0];
    if (first === undefined) return IDLE!;
    return this.wasParkedNow(first) ? LATER! : AGAIN!;
  }

  wasParkedNow(frame: number): boolean {
    return (this.parkedIn.get(frame) ?? 0) === this.period;
  }

  // --- Messages ----------------------------------------------------------------------------------------------

  say(thread: Thread | undefined, word: number, client: number): boolean {
    if (thread === undefined) return false;
    thread.words = Array.from({ length: 7 }, (_, index) => 2 * word + index);
    thread.fields[CLIENT] = client;
    return true;
  }

  deliver(from: Thread | undefined, to: Thread | undefined): boolean {
    if (from === undefined || to === undefined) return false;
    to.words = from.words;
    to.fields[CLIENT] = from.fields[CLIENT]!;
    return true;
  }

  compare(): void {
    for (const [frame, { fields, words }] of this.threads) {
      fields.forEach((field, index) => assert.equal(this.call("fieldOf", frame, index), BigInt(field)));
      words.forEach((word, index) => assert.equal(this.call("wordOf", frame, index), BigInt(word)));
    }
    for (const [frame, bits] of this.pending) assert.equal(this.call("pendingOf", frame), BigInt(bits));
    for (const frame of this.containers.keys())
      assert.equal(this.call("hasTimeAt", frame), BigInt(this.hasTime(frame)));
    assert.equal(this.call("runningThread"), BigInt(this.running ?? NONE));
  }
}

test("threads: queues are first in, first out; who runs is next and has time left", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
      const model = new Model(both(scheduler));
      for (const each of steps) model.step(each);
      model.compare();
    }),
    { numRuns: 60, seed: 3 },
  );
});

test("scheduler: threads without time are parked, some at each choice, and run in the next period", () => {
  const call = both(scheduler);
  const root = Number(call("begin"));
  const containers = Array.from({ length: 4 }, () => Number(call("makeContainer", root, 10)));
  const threads = containers.flatMap((each) => [0, 1, 2].map(() => Number(call("makeThread", each, 0, 0))));
  for (const thread of threads) call("resumeAt", thread, 0);
  for (const container of containers) call("consumeAt", container, 10);
  const next = () => Number(call("next"));
  assert.deepEqual([next(), next(), next()], [AGAIN, LATER, LATER]);
  call("skip");
  for (const thread of threads) {
    assert.equal(next(), CHOSEN);
    assert.equal(call("runningThread"), BigInt(thread));
    call("stopAt", thread);
  }
  assert.equal(next(), IDLE);
});

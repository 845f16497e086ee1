/**
 * Processes and handles: after random calls, the compiled and the interpreted kernel say of every slot what a model says
 * in which handles lead to objects of JavaScript: so a handle of an object that has ended must be dead, also when the
 * frame holds another object of the same kind.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Call, NONE, both, built } from "./built.ts";

const NOWHERE = Number(NONE);
const [CONTAINER, PROCESS, NOTIFICATION] = [2, 3, 7];
const KINDS = [CONTAINER, PROCESS, NOTIFICATION];
const MANAGE = 8;
const ALL = 15;
const SLOTS = 5;
const HANDLES = 128;

interface Thing {
  readonly kind: number;
  readonly frame: number;
  readonly slots: Map<number, Held>;
  faults?: Held;
  ended: boolean;
}

interface Held {
  readonly thing: Thing;
  readonly rights: number;
  readonly badge: number;
}

const slot = fc.oneof(
  { weight: 30, arbitrary: fc.nat(SLOTS - 1) },
  { weight: 1, arbitrary: fc.constantFrom(HANDLES - 1, HANDLES, NOWHERE) },
);

const step = fc.record({
  name: fc.oneof(
    { weight: 6, arbitrary: fc.constant("createNotification") },
    { weight: 4, arbitrary: fc.constant("createProcessIn") },
    { weight: 12, arbitrary: fc.constant("copyHandle") },
    { weight: 1, arbitrary: fc.constant("closeHandle") },
    { weight: 2, arbitrary: fc.constant("sendFaults") },
    { weight: 4, arbitrary: fc.constant("destroyAt") },
  ),
  caller: fc.nat(3),
  slots: fc.tuple(slot, slot, slot),
  rights: fc.oneof(fc.constantFrom(ALL, ALL & ~MANAGE), fc.nat(ALL)),
  badge: fc.nat(3),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Model {
  readonly call: Call;
  readonly things = new Map<number, Thing>();

  constructor(call: Call) {
    this.call = call;
    const first = this.#add(PROCESS, Number(call("begin")));
    const container = this.#add(CONTAINER, this.#see(first.frame, 0, CONTAINER));
    first.slots.set(0, { thing: container, rights: ALL, badge: 0 });
  }

  step({ name, caller: index, slots: [a, b, c], rights, badge }: Step): void {
    const process = [...this.things.values()].filter(({ kind }) => kind === PROCESS)[index];
    const caller = process?.frame ?? NOWHERE;
    const handles = process?.slots ?? new Map<number, Held>();
    const managed = (slot: number, ...kinds: readonly number[]): Thing | undefined => {
      const held = handles.get(slot);
      const usable = held && !held.thing.ended && held.rights & MANAGE && kinds.includes(held.thing.kind);
      return usable ? held.thing : undefined;
    };
    const done = (possible: boolean, ...values: readonly (number | bigint)[]): boolean => {
      assert.equal(this.call(name, caller, ...values), possible ? 1n : 0n, `${name} ${values.join(" ")}`);
      return possible;
    };
    switch (name) {
      case "createNotification":
      case "createProcessIn": {
        const kind = name === "createProcessIn" ? PROCESS : NOTIFICATION;
        if (!done(managed(a, CONTAINER) !== undefined && isEmpty(handles, b), a, b)) return;
        const thing = this.#add(kind, this.#see(caller, b, kind));
        handles.set(b, { thing, rights: ALL, badge: 0 });
        return;
      }
      case "copyHandle": {
        const into = managed(b, PROCESS);
        const possible = into !== undefined && handles.has(a) && isEmpty(into.slots, c);
        if (!done(possible, a, b, c, rights, BigInt(badge)) || !into) return;
        const held = handles.get(a);
        if (held) into.slots.set(c, { ...held, rights: held.rights & rights, badge: held.badge || badge });
        return;
      }
      case "closeHandle":
        if (done(process !== undefined && a < HANDLES, a)) handles.delete(a);
        return;
      case "sendFaults": {
        const sender = managed(a, PROCESS);
        if (done(sender !== undefined && b < HANDLES, a, b)) sender!.faults = handles.get(b)!;
        return;
      }
      case "destroyAt": {
        const thing = managed(a, PROCESS, NOTIFICATION);
        if (!done(thing !== undefined, a)) return;
        thing!.ended = true;
        this.things.delete(thing!.frame);
      }
    }
  }

  /** Every slot of every process is as it must be. */
  check(seen: Map<string, number>): void {
    for (const { kind, frame, slots, faults } of this.things.values()) {
      if (kind !== PROCESS) continue;
      const expected = faults && !faults.thing.ended && faults.thing.kind === NOTIFICATION;
      assert.equal(Number(this.call("faultsTo", frame)), expected ? faults.thing.frame : NOWHERE);
      for (let slot = 0; slot < SLOTS; slot += 1) this.#checkSlot(frame, slot, slots.get(slot), seen);
    }
  }

  #checkSlot(process: number, slot: number, held: Held | undefined, seen: Map<string, number>): void {
    assert.equal(this.call("badge", process, slot), BigInt(held?.badge ?? 0));
    for (const kind of KINDS)
      for (const wanted of [0, 1, 2, 4, 8, ALL]) {
        const usable = held?.thing.kind === kind && !held.thing.ended && (held.rights & wanted) === wanted;
        assert.equal(this.#see(process, slot, kind, wanted), usable ? held.thing.frame : NOWHERE);
      }
    const now = held && this.things.get(held.thing.frame);
    const state = !held
      ? "empty"
      : now === held.thing
        ? "live"
        : now?.kind === held.thing.kind
          ? "reused"
          : "dead";
    seen.set(state, (seen.get(state) ?? 0) + 1);
  }

  #see(process: number, slot: number, kind: number, wanted = 0): number {
    return Number(this.call("usable", process, slot, kind, wanted));
  }

  #add(kind: number, frame: number): Thing {
    assert.ok(frame !== NOWHERE && !this.things.has(frame), "a frame that was free");
    const thing = { kind, frame, slots: new Map<number, Held>(), ended: false };
    this.things.set(frame, thing);
    return thing;
  }
}

function isEmpty(slots: Map<number, Held>, slot: number): boolean {
  return slot < HANDLES && !slots.has(slot);
}

const program = built("handle-tables");

test("a handle leads to the object for which it was made, or nowhere", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
      const model = new Model(both(program));
      for (const [i, each] of steps.entries()) {
        model.step(each);
        if (i % 10 === 0) model.check(seen);
      }
    }),
    { numRuns: 60, seed: 4 },
  );
  assert.deepEqual([...seen.keys()].sort(), ["dead", "empty", "live", "reused"], "every case was met");
});

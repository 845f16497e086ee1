/**
 * Conservation: whatever processes do, and wherever they are in the midst of it when their container is destroyed, all frames
 * are as they were before, as is everything else that the kernel keeps of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../ports/host/rewriter/test/random.ts";
import { STATUS } from "../interface/call.ts";
import { builtFrom } from "./built.ts";
import { nextStep } from "./oracle/generate.ts";
import { Machine, type Step } from "./oracle/machine.ts";
import { NONE, type State, difference } from "./oracle/state.ts";

const CYCLES = 2000;
const SEED = 3;
/** Steps that a process and what it makes may do before they are killed, at most. */
const LIFE = 60;

/** Handles of the watcher, who makes containers and destroys them: of the root, of a container, of a process and a thread in it. */
const [ROOT, ARENA, PROCESS, THREAD] = [0, 2, 3, 4];

const step = (name: string, ...values: Step["values"]): Step => ({ name, values });

const OPENING: readonly Step[] = [
  step("createContainer", ROOT, 60, 500_000, ARENA),
  step("createProcess", ARENA, PROCESS),
  ...[ARENA, PROCESS].map((handle, slot) => step("give", PROCESS, slot, handle, 15, 0n)),
  ...[1, 2].flatMap((priority) => [
    step("createThread", PROCESS, priority, THREAD),
    step("start", THREAD, 0n, 0n),
    step("close", THREAD),
  ]),
];

/** A kernel in which the first thread watches. */
class World {
  readonly machine = new Machine(builtFrom("kernel/kernel"));
  readonly watcher: number;
  steps = 0;

  constructor() {
    this.do(step("boot", 120));
    this.watcher = Number(this.do(step("dispatch", 0)));
  }

  get state(): State {
    return this.machine.after.state;
  }

  do(next: Step): bigint {
    assert.equal(this.machine.step(next), undefined);
    this.steps += 1;
    return this.machine.answer;
  }

  /** Has the watcher run: nobody has a higher priority, so it does when it has time left. */
  watch(): void {
    this.do(step("wake", this.watcher));
    while (this.state.running !== this.watcher) {
      if (this.state.running !== NONE) this.do(step("yieldNow"));
      this.do(step("skipPeriod"));
      this.do(step("dispatch", 0));
    }
  }

  /** A container is made, its processes do something, and it is destroyed. */
  cycle(choose: (below: number) => number): void {
    for (const each of OPENING) assert.equal(this.do(each), 0n);
    this.do(step("exit"));
    for (let left = choose(LIFE); left > 0 && this.state.running !== this.watcher; left -= 1) {
      const next = nextStep(this.machine.model, choose);
      if (next.name !== "wake" || next.values[0] !== this.watcher) this.do(next);
    }
    this.watch();
    let status = this.do(step("destroy", ARENA));
    while (status === BigInt(STATUS.More)) status = this.do(step("destroy", ARENA));
    for (const slot of [ARENA, PROCESS]) this.do(step("close", slot));
  }
}

/** What must be as it was. The clock goes on, names end, and a frame's generation with them. */
const kept = ({
  uses,
  tree,
  threads,
  loans,
  queues,
  timers,
  lists,
  processes,
  owners,
  spaces,
  tables,
}: State) => ({
  uses,
  tree,
  threads,
  loans,
  queues,
  timers,
  lists,
  processes,
  owners,
  spaces,
  tables,
});

test(`after each of ${CYCLES} containers that were destroyed at random points nothing is left of it, seed ${SEED}`, () => {
  const world = new World();
  const choose = random(SEED);
  const before = kept(world.state);
  for (let i = 0; i < CYCLES; i += 1) {
    world.cycle(choose);
    assert.equal(difference(before, kept(world.state)), undefined);
  }
  assert.ok(world.steps > CYCLES * 40);
});

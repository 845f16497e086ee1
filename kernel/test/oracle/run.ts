/**
 * Runs of random steps on kernel.wasm beside its model, and of a sample of them beside the specification.
 *
 * Owns      how long a run is, what is counted, and the report of a failure: what is wrong, and the fewest steps that
 *           lead there.
 */
import { random } from "../../../ports/host/rewriter/test/random.ts";
import { STATUS } from "../../interface/call.ts";
import { CALLS } from "../../interface/calls.ts";
import type { Built } from "../built.ts";
import { beginning, hasRuns, isPoor, nextStep } from "./generate.ts";
import { Machine, type Step } from "./machine.ts";
import { shrunk } from "./shrink.ts";
import type { Specification } from "./specification.ts";

/** Steps that a machine goes through at most, before there is a new one: fewer, if it soon has no run left. */
const lifeOf = (frames: number) => (hasRuns(frames) ? 550 : 4000);

export interface RunOptions {
  readonly steps: number;
  readonly seed: number;
  /** How many frames each machine has. */
  readonly frames?: number;
  /** Tests also by this specification: one step in so many, and the first steps that end in a new way. */
  readonly sample?: { readonly every: number; readonly specification: Specification } | undefined;
  /** Tries to find fewer steps that go wrong. */
  readonly tries?: number;
  /** Sees each step, and the machine after it. */
  readonly progress?: (done: number, step: Step, machine: Machine) => void;
}

export interface Failure {
  readonly wrong: string;
  readonly steps: readonly Step[];
}

export interface Report {
  readonly steps: number;
  readonly machines: number;
  /** Steps that were also tested by the specification. */
  readonly sampled: number;
  /** How often each call ended with each status. */
  readonly ends: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly failure: Failure | undefined;
}

const STATUS_NAMES = Object.keys(STATUS);

/** Takes a new machine through steps. What is wrong after the last of them; nothing if all is right. */
export function replay(kernel: Built, steps: readonly Step[], frames?: number): Failure | undefined {
  const machine = new Machine(kernel, frames);
  for (const [i, step] of steps.entries()) {
    const wrong = machine.step(step);
    if (wrong !== undefined) return { wrong, steps: steps.slice(0, i + 1) };
  }
  return undefined;
}

export function run(kernel: Built, options: RunOptions): Report {
  const choose = random(options.seed);
  const ends = new Map<string, Map<string, number>>();
  const report = { steps: 0, machines: 0, sampled: 0, ends, failure: undefined };
  while (report.steps < options.steps) {
    const machine = new Machine(kernel, options.frames);
    const { count: frames } = machine.model;
    const first = beginning(frames, hasRuns(frames) && report.machines % 2 === 1);
    const steps: Step[] = [];
    report.machines += 1;
    for (let i = 0; i < lifeOf(frames) && report.steps < options.steps; i += 1) {
      if (i >= first.length && isPoor(machine.model)) break;
      const step = first[i] ?? nextStep(machine.model, choose);
      steps.push(step);
      report.steps += 1;
      let wrong = machine.step(step);
      const times = count(ends, step.name, machine.answer);
      if (
        wrong === undefined &&
        options.sample &&
        (times <= NEW || report.steps % options.sample.every === 0)
      ) {
        report.sampled += 1;
        const { before, answer, after } = machine;
        wrong = options.sample.specification.contradiction(before, step, answer, after);
      }
      if (wrong !== undefined) return { ...report, failure: smallest(kernel, { wrong, steps }, options) };
      options.progress?.(report.steps, step, machine);
    }
  }
  return report;
}

/** How often a call that ends in the same way is new. */
const NEW = 1;

/** The fewest steps that go wrong; all of them, if it is the specification alone that says so. */
function smallest(kernel: Built, failure: Failure, { frames, tries = TRIES }: RunOptions): Failure {
  const again = (steps: readonly Step[]) => replay(kernel, steps, frames);
  const fails = (steps: readonly Step[]) => again(steps) !== undefined;
  return fails(failure.steps) ? again(shrunk(failure.steps, fails, tries))! : failure;
}

const TRIES = 1000;

/** Counts the end of a call; how often it has been so. */
function count(ends: Map<string, Map<string, number>>, name: string, answer: bigint): number {
  const status = IS_STATUS.has(name) ? STATUS_NAMES[Number(answer)]! : "some value";
  const counts = ends.get(name) ?? new Map<string, number>();
  const times = (counts.get(status) ?? 0) + 1;
  ends.set(name, counts.set(status, times));
  return times;
}

const IS_STATUS = new Set([...CALLS.map(({ name }) => name), "boot", "wake", "halt", "fault"]);

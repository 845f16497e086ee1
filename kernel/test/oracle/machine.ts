/**
 * kernel.wasm beside its model: one step at a time, after which both must have answered the same, be in the same state,
 * and have asked the same of the machine; and every invariant must hold.
 *
 * Owns      an instance of the kernel, which has few frames, so that budgets are soon spent, and runs of them broken.
 */
import type { Built } from "../built.ts";
import { Bytes, FRAME_BYTES } from "./bytes.ts";
import { type Argument, answer } from "./calls/index.ts";
import { Hardware } from "./hardware.ts";
import { broken } from "./invariants.ts";
import { type Asked, Model, TICK } from "./model.ts";
import { type State, difference, framesOf } from "./state.ts";
import { type Free, Views } from "./views.ts";

/** How many frames a machine has, if nothing else is said: fewer than a large page takes. */
export const FRAMES = 120;

/** A call of an entry of the kernel: of the thread that runs, or of the port. */
export interface Step {
  readonly name: string;
  readonly values: readonly Argument[];
}

/** Steps as text, one a line, which `parsed` reads: numbers of 64 bits end in n. */
export const printed = (steps: readonly Step[]): string =>
  steps
    .map(({ name, values }) =>
      [name, ...values.map((value) => (typeof value === "bigint" ? `${value}n` : String(value)))].join(" "),
    )
    .join("\n");

export function parsed(text: string): readonly Step[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [name = "", ...values] = line.trim().split(/\s+/);
    return {
      name,
      values: values.map((each) => (each.endsWith("n") ? BigInt(each.slice(0, -1)) : Number(each))),
    };
  });
}

/** What the kernel has at one moment, read from its memory. */
export interface Moment {
  readonly state: State;
  /** The free list, which no view tells. */
  readonly free: Free;
  /** What the clock shows. */
  readonly time: bigint;
}

type Entry = (...values: readonly Argument[]) => Argument | undefined;

export class Machine {
  readonly model: Model;
  /** What the last step gave. */
  answer = 0n;
  /** What the kernel had before the last step, and after it. */
  before: Moment;
  after: Moment;
  readonly #exports: Readonly<Record<string, Entry>>;
  readonly #views: Views;
  readonly #bytes = new Bytes();
  readonly #hardware = new Hardware();
  readonly #asked: Asked[] = [];
  #time = 0n;

  constructor({ program, module }: Built, frames = FRAMES) {
    this.model = new Model(frames);
    const { exports } = new WebAssembly.Instance(module, { machine: this.#functions() });
    this.#exports = exports as unknown as Readonly<Record<string, Entry>>;
    this.#views = new Views(program, exports["memory"] as WebAssembly.Memory, frames);
    this.before = this.after = this.#moment();
  }

  /** The machine functions. How the copying of bytes is divided is the kernel's affair: what matters is what frames hold. */
  #functions(): WebAssembly.ModuleImports {
    const ask = (name: string, ...values: readonly number[]) => {
      this.#asked.push({ name, values: values.map((value) => value >>> 0) });
    };
    return {
      zero_frame: (frame: number) => {
        ask("zero_frame", frame);
        this.#bytes.zero(frame);
      },
      copy_bytes: (...values: [number, number, number, number, number]) => this.#bytes.copy(...values),
      translation_changed: (space: number, page: bigint, count: number, before: number, after: number) => {
        ask("translation_changed", space, count, before, after);
        this.#asked.at(-1)!.values.splice(1, 0, Number(page));
        this.#hardware.functions.stop_reach(before);
      },
      ...this.#hardware.functions,
      thread_ended: (thread: number) => ask("thread_ended", thread),
      now: () => (this.#time += TICK),
    };
  }

  #moment(): Moment {
    return { state: this.#views.read(this.#hardware.now), free: this.#views.free(), time: this.#time };
  }

  /** Calls the kernel alone. */
  call({ name, values }: Step): bigint {
    const result = this.#exports[name]!(...values) ?? 0;
    return BigInt.asUintN(typeof result === "bigint" ? 64 : 32, BigInt(result));
  }

  /** Does a step on both sides. What is wrong after it; nothing if all is right. */
  step(step: Step): string | undefined {
    this.model.asked.length = this.#asked.length = 0;
    try {
      this.answer = this.call(step);
      this.before = this.after;
      this.after = this.#moment();
      const { state } = this.after;
      this.model.follow(state);
      const expected = answer(this.model, step.name, step.values);
      return (
        (this.answer === expected ? undefined : `the answer is ${this.answer}, not ${expected}`) ??
        broken(state) ??
        prefixed("state", difference(this.model.state, state)) ??
        prefixed("what is asked of the machine", difference(sorted(this.model.asked), sorted(this.#asked))) ??
        this.#contents(state)
      );
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Pages hold what they should; then they are written to, so that what moves, and what stays behind, is seen. */
  #contents({ spaces }: State): string | undefined {
    for (const [space, pages] of spaces)
      for (const [page, to] of pages)
        if (!framesOf(to).every((frame) => this.#isAsExpected(frame)))
          return `page ${page} of space ${space} holds other bytes`;
    return undefined;
  }

  #isAsExpected(frame: number): boolean {
    const [expected, actual] = [this.model.bytes.of(frame), this.#bytes.of(frame)];
    if (!expected.equals(actual)) return false;
    const isZero = actual[0] === 0 && actual[FRAME_BYTES - 1] === 0;
    if (isZero) for (const bytes of [expected, actual]) bytes.fill((frame % 255) + 1);
    return true;
  }
}

/** In which order the machine is asked is the kernel's affair. */
const sorted = (asked: readonly Asked[]): readonly string[] =>
  asked.map(({ name, values }) => `${name} ${values.join(" ")}`).toSorted();

const prefixed = (subject: string, rest: string | undefined) =>
  rest === undefined ? undefined : `${subject}${rest}`;

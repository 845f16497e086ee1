/**
 * kernel.wasm beside its model: one step at a time, after which both must have answered the same, be in the same state,
 * and have asked the same of the machine; and every invariant must hold.
 *
 * Owns      an instance of the kernel, which has few frames, so that budgets are soon spent.
 */
import type { Built } from "../built.ts";
import { type Argument, answer } from "./calls/index.ts";
import { broken } from "./invariants.ts";
import { type Asked, Model } from "./model.ts";
import { type State, difference } from "./state.ts";
import { type Free, Views } from "./views.ts";

/** How many frames the machine has. */
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
}

type Entry = (...values: readonly Argument[]) => Argument | undefined;

const MACHINE_CALLS = ["zero_frame", "copy_frame", "thread_ended"];

export class Machine {
  readonly model = new Model(FRAMES);
  /** What the last step gave. */
  answer = 0n;
  /** What the kernel had before the last step, and after it. */
  before: Moment;
  after: Moment;
  readonly #exports: Readonly<Record<string, Entry>>;
  readonly #views: Views;
  readonly #asked: Asked[] = [];

  constructor({ program, module }: Built) {
    const imports = MACHINE_CALLS.map((name) => [name, (frame: number) => this.#asked.push({ name, frame })]);
    const { exports } = new WebAssembly.Instance(module, { machine: Object.fromEntries(imports) });
    this.#exports = exports as unknown as Readonly<Record<string, Entry>>;
    this.#views = new Views(program, exports["memory"] as WebAssembly.Memory, FRAMES);
    this.before = this.after = this.#moment();
  }

  #moment(): Moment {
    return { state: this.#views.read(), free: this.#views.free() };
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
        prefixed("what is asked of the machine", difference(this.model.asked, this.#asked))
      );
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

const prefixed = (subject: string, rest: string | undefined) =>
  rest === undefined ? undefined : `${subject}${rest}`;

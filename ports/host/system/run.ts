/**
 * A run: a program, and those that it runs, in a container of their own.
 *
 * Owns        the container, the console, the bounds; what has become of it.
 * States      beginning -> running -> ending (the container is destroyed, its output is written) -> over: all that it had is given back.
 * Not here    each program (guest.ts).
 */
import type { Console } from "../devices/console.ts";
import { Budget } from "../budget.ts";
import type { Container } from "../container.ts";
import type { Program } from "../program.ts";
import { WelkinError } from "../welkin-error.ts";
import { Collector } from "../devices/ends.ts";
import type { Desk } from "./desks.ts";
import { Directories } from "./directories.ts";
import { OutOfMemory } from "./errors.ts";
import { Guest, type GuestEnd, type GuestOptions } from "./guest.ts";
import { type RunOptions, sinksOf, sourceOf } from "./options.ts";
import type { Parts } from "./parts.ts";
import type { Outcome, RunResult, RunStatistics } from "./result.ts";
import { Session } from "./session.ts";
import { shareOf } from "./shares.ts";
import { listenerDescriptor, Startup, streamDescriptor } from "./startup.ts";

/** What a program may use, unless it is said. */
export const MEMORY = "64M";

/** How long output may take that is not written yet when the time of a run is over. Milliseconds. */
const LINGER = 5000;

/** Handles that JavaScript holds for a run: of its container, its first program, and for a moment of what it makes. */
const HANDLES = 4;

/**
 * And for each place: of its process, and for a moment one more while it begins. Half of all can begin at a time: for each there is
 * another that waits for it.
 */
const HANDLES_A_PLACE = 1.5;

export class Run {
  readonly parts: Parts;
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly directories: Directories;
  /** The fuel that all its processes may use. */
  readonly budget: Budget | undefined;
  desk!: Desk;
  container!: Container;
  private readonly options: RunOptions;
  private readonly guests = new Set<Guest>();
  private places: number;
  private peak = 0;
  private readonly counts = { calls: 0, messages: 0, bytesRead: 0, bytesWritten: 0 };

  constructor(parts: Parts, options: RunOptions) {
    this.parts = parts;
    this.options = options;
    this.name = options.name ?? options.args?.[0] ?? "program";
    this.env = options.env ?? {};
    this.places = options.processes ?? 0;
    this.budget = options.fuel === undefined ? undefined : new Budget(options.fuel);
    this.directories = new Directories(parts.files, parts.hostDirectories);
  }

  /** Runs a program to its end. Rejects if it cannot begin. */
  async perform(program: Program): Promise<RunResult> {
    this.checkGiven();
    const bounds = new Bounds(this.options);
    try {
      return await this.withConsole(program, bounds);
    } finally {
      bounds.stop();
    }
  }

  private checkGiven(): void {
    const { listeners = [], directories = [] } = this.options;
    for (const listener of listeners)
      if (!this.parts.channels.has(listener))
        throw new WelkinError("badArgument", "a listener is closed, or of another system");
    for (const directory of directories)
      if ("memory" in directory && !directory.memory.isIn(this.parts.sessions))
        throw new WelkinError("badArgument", "a directory is closed, or of another system");
  }

  private async withConsole(program: Program, bounds: Bounds): Promise<RunResult> {
    const began = performance.now();
    const { channels } = this.parts;
    const number = this.parts.nextNumber();
    const sinks = sinksOf(this.options);
    const [output, errors] = sinks;
    const console = channels.openConsole(number, { input: sourceOf(this.options.stdin), output, errors });
    let outcome: Outcome;
    let written: Promise<void>;
    try {
      outcome = await this.atDesk(program, number, bounds);
    } finally {
      // Where there is no outcome nobody waits for output either.
      written = channels.closeConsole(number, console);
      void bounds.passed.then(() => console.giveUp());
    }
    await written;
    const [stdout, stderr] = sinks.map((sink) =>
      sink instanceof Collector ? sink.bytes : new Uint8Array(0),
    );
    return { ...outcome, statistics: this.statistics(console, began), stdout: stdout!, stderr: stderr! };
  }

  private async atDesk(program: Program, number: number, bounds: Bounds): Promise<Outcome> {
    const handles = HANDLES + Math.ceil(this.places * HANDLES_A_PLACE);
    try {
      if (this.options.files) this.directories.addFiles(this.options.files);
      for (const directory of this.options.directories ?? []) this.directories.add(directory);
      this.desk = await this.parts.desks.take(handles);
      return await this.inContainer(program, number, bounds);
    } finally {
      if (this.desk) this.parts.desks.giveBack(this.desk, handles);
      this.directories.close();
    }
  }

  private async inContainer(program: Program, number: number, bounds: Bounds): Promise<Outcome> {
    const { memory = MEMORY, cpu = 1 } = this.options;
    this.container = await this.desk.root.createContainer({ name: this.name, memory, time: shareOf(cpu) });
    try {
      return await this.outcome(program, number, bounds);
    } finally {
      await this.over();
    }
  }

  // --- Its end ---------------------------------------------------------------------------------------------

  private async outcome(program: Program, number: number, bounds: Bounds): Promise<Outcome> {
    try {
      const guest = await this.begin(this.first(program, number));
      return await Promise.race([guest.ended.then((end) => this.outcomeOf(guest, end)), bounds.reached]);
    } catch (error) {
      // The container cannot even pay for its beginning.
      if (error instanceof OutOfMemory) return { kind: "outOfMemory" };
      throw error;
    }
  }

  private outcomeOf(guest: Guest, end: GuestEnd): Outcome {
    if ("code" in end)
      return end.code !== 0 && guest.wasRefused
        ? { kind: "outOfMemory" }
        : { kind: "exited", code: end.code };
    if (end.kind === "destroyed") return { kind: "aborted" };
    if (end.fault === "fuel") return { kind: "outOfFuel" };
    return guest.wasRefused ? { kind: "outOfMemory" } : { kind: "faulted", fault: end.fault };
  }

  /** Nothing of it runs any more, and all that it had is given back. */
  private async over(): Promise<void> {
    this.measure();
    await this.container.destroy();
    for (const guest of this.guests) await guest.ended;
  }

  // --- Its programs ----------------------------------------------------------------------------------------

  private first(program: Program, number: number): GuestOptions {
    const terminals = this.terminals();
    const files = this.directories.first(number);
    const consoles = terminals.map((terminal, stream) => ({ kind: "console", stream, terminal }) as const);
    const streams = terminals.map((terminal, fd) => streamDescriptor(fd, { reads: fd === 0, terminal }));
    const listeners = (this.options.listeners ?? []).map(
      (each) => ({ kind: "listener", number: each.number }) as const,
    );
    const sockets = listeners.map((_, index) => listenerDescriptor(consoles.length + index));
    const openings = [...consoles, ...listeners];
    return {
      number,
      program,
      startup: new Startup(this.options.args ?? [], this.env, [...streams, ...files.descriptors, ...sockets]),
      sessions: [new Session(number, { service: this.parts.streams, openings }), ...files.sessions],
    };
  }

  /** Which of its standard streams is a terminal. */
  private terminals(): readonly boolean[] {
    const { stdin, stdout, stderr } = this.options;
    return [stdin, stdout, stderr].map((option, fd) => option === "inherit" && this.parts.isTerminal(fd));
  }

  /** Has a program run in the container. */
  async begin(options: GuestOptions): Promise<Guest> {
    const guest = new Guest(this, options);
    await guest.begin(this.container);
    this.guests.add(guest);
    // Of an error who waits for its end hears.
    const forget = (): boolean => this.guests.delete(guest);
    void guest.ended.then(forget, forget);
    this.measure();
    return guest;
  }

  /** There may be one process more. */
  takePlace(): boolean {
    if (this.places === 0) return false;
    this.places -= 1;
    return true;
  }

  freePlace(): void {
    this.places += 1;
  }

  // --- What it has used ------------------------------------------------------------------------------------

  /** Adds what the library of a program has counted. */
  count(library: WebAssembly.Exports): void {
    const read = (name: string): number => Number((library[name] as () => bigint)());
    this.counts.calls += read("calls");
    this.counts.messages += read("messages");
    this.counts.bytesRead += read("bytes_read");
    this.counts.bytesWritten += read("bytes_written");
    this.measure();
  }

  private measure(): void {
    const { used, given } = this.container.statistics().memory;
    this.peak = Math.max(this.peak, used + given);
  }

  private statistics(console: Console, began: number): RunStatistics {
    const { bytes } = console;
    return {
      memory: this.peak,
      fuel: this.container.fuel,
      ...this.counts,
      bytesIn: bytes.in,
      bytesOut: bytes.out,
      time: performance.now() - began,
    };
  }
}

/** The time and the signal that end a run from outside. */
class Bounds {
  readonly reached: Promise<Outcome>;
  /** Nobody waits for output any more either. */
  readonly passed: Promise<void>;
  private readonly signal: AbortSignal | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private onAbort = (): void => undefined;

  constructor({ timeout, signal }: RunOptions) {
    this.signal = signal;
    const reached = Promise.withResolvers<Outcome>();
    const passed = Promise.withResolvers<void>();
    this.reached = reached.promise;
    this.passed = passed.promise;
    this.onAbort = () => {
      reached.resolve({ kind: "aborted" });
      passed.resolve();
    };
    if (signal?.aborted) this.onAbort();
    signal?.addEventListener("abort", this.onAbort, { once: true });
    if (timeout !== undefined)
      this.timer = setTimeout(() => {
        reached.resolve({ kind: "timedOut" });
        this.timer = setTimeout(passed.resolve, LINGER);
      }, timeout);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener("abort", this.onAbort);
  }
}

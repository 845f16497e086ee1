/**
 * The system that `welkin start` shows: a few containers, each with a program that is up to something.
 *
 * Owns        the machine, its containers, what runs in each, and the supervisor that restarts what faults.
 * Not here    how it is shown (view.ts), what is typed (prompt.ts).
 */
import { setTimeout as after } from "node:timers/promises";
import { build, isBuilt } from "../../ports/host/build.ts";
import { KERNEL_SOURCE } from "../../ports/host/kernel.ts";
import {
  type Container,
  type Endpoint,
  type End,
  Machine,
  type Process,
  Program,
  type SpawnOptions,
  WelkinError,
} from "../../ports/host/index.ts";

/** The programs, by name: programs/NAME.ts. */
export const PROGRAMS = ["factor-server", "factor-client", "hog", "hoarder", "faulty"] as const;
export type ProgramName = (typeof PROGRAMS)[number];

const sourceOf = (program: ProgramName): string => `programs/${program}.ts`;

/** What each container may use, of 64 MB and one processor. */
const CONTAINERS = {
  services: { memory: "4M", time: "30%" },
  clients: { memory: "4M", time: "30%" },
  hog: { memory: "1M", time: "10%" },
  hoarder: { memory: "512K", time: "5%" },
  faulty: { memory: "1M", time: "5%" },
} as const;

/** How often a process that faults is restarted, and after how many milliseconds. */
const RESTARTS = 3;
const RESTART_AFTER = 800;

/** Rounds that the faulty program works before its mistake. */
const ROUNDS = 2000;

/** The badge of the hoarder's reports; those of clients have their numbers from 1. */
const HOARDER = 0xffff_ffffn;

/** Says what happens, a line each. */
export type Log = (text: string) => void;

export class System {
  readonly machine: Machine;
  readonly containers = new Map<string, Container>();
  /** Those that run, by name. */
  readonly processes = new Map<string, Process>();
  private readonly log: Log;
  private readonly programs = new Map<ProgramName, Program>();
  private readonly numbers = new Map<ProgramName, number>();
  private requests!: Endpoint;
  private reports!: Endpoint;
  private restarts = 0;
  private stopped = false;

  private constructor(machine: Machine, log: Log) {
    this.machine = machine;
    this.log = log;
  }

  /** Boots a machine and starts everything. */
  static async start(log: Log): Promise<System> {
    const sources = [KERNEL_SOURCE, ...PROGRAMS.map(sourceOf)];
    if (!sources.every(isBuilt)) log("Compiling the kernel and the programs, this once.");
    const system = new System(await Machine.boot({ memory: "64M" }), log);
    await system.begin();
    return system;
  }

  /** Runs one more process of a program, in the container that is meant for it or in another. */
  async spawn(program: ProgramName, container?: string): Promise<Process> {
    const number = (this.numbers.get(program) ?? 0) + 1;
    this.numbers.set(program, number);
    const [home, options] = this.recipe(program, number);
    const place = this.containers.get(container ?? home);
    if (!place) throw new WelkinError("badArgument", `there is no container ${container ?? home}`);
    const name = `${program}-${number}`;
    const process = await place.spawn(this.programs.get(program)!, { name, ...options });
    this.processes.set(name, process);
    this.log(`${name} runs in ${place.name}`);
    void process.ended.then((end) => this.onEnd(process, program, end));
    return process;
  }

  /** Ends everything. */
  stop(): void {
    this.stopped = true;
    this.machine.shutdown();
  }

  private async begin(): Promise<void> {
    for (const name of PROGRAMS) this.programs.set(name, await Program.load(await build(sourceOf(name))));
    for (const [name, limits] of Object.entries(CONTAINERS))
      this.containers.set(name, await this.machine.root.createContainer({ name, ...limits }));
    this.requests = await this.machine.createEndpoint();
    this.reports = await this.machine.createEndpoint();
    void this.listen().catch(unlessShutDown);
    for (const name of [
      "factor-server",
      "factor-client",
      "factor-client",
      "hog",
      "hoarder",
      "faulty",
    ] as const)
      await this.spawn(name);
  }

  /** The container, handles and arguments of a program. */
  private recipe(program: ProgramName, number: number): readonly [container: string, SpawnOptions] {
    const { requests, reports } = this;
    const reporting = (badge: bigint | number) => reports.with({ rights: ["send"], badge });
    switch (program) {
      case "factor-server":
        return ["services", { handles: { 1: requests.with({ rights: ["receive"] }) } }];
      case "factor-client": {
        const handles = { 1: requests.with({ rights: ["send"] }), 2: reporting(number) };
        return ["clients", { handles, arguments: [BigInt(number) * 1000n] }];
      }
      case "hoarder": {
        const container = this.containers.get("hoarder")!;
        return ["hoarder", { handles: { 1: reporting(HOARDER), 2: container } }];
      }
      case "faulty":
        return ["faulty", { arguments: [ROUNDS] }];
      case "hog":
        return ["hog", {}];
    }
  }

  /** Hears what processes report. */
  private async listen(): Promise<void> {
    for (;;) {
      const { words, badge } = await this.reports.receive();
      this.log(
        badge === HOARDER
          ? `hoarder made ${words[0]} endpoints, then its container had no frames left`
          : `factor-client-${badge} has found ${words[1]} primes, the last is ${words[0]}`,
      );
    }
  }

  private async onEnd(process: Process, program: ProgramName, end: End): Promise<void> {
    this.processes.delete(process.name);
    if (this.stopped) return;
    const how = end.kind === "faulted" ? `faulted (${end.fault})` : end.kind;
    this.log(`${process.name} ${how}`);
    if (end.kind !== "faulted" || this.restarts === RESTARTS) return;
    this.restarts += 1;
    await after(RESTART_AFTER, undefined, { ref: false });
    await this.spawn(program).catch(unlessShutDown);
  }
}

/** What was pending when the machine was shut down ends thus. */
function unlessShutDown(error: unknown): void {
  if (!(error instanceof WelkinError && error.code === "shutDown")) throw error;
}

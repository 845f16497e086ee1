/**
 * Guests: programs that run, each in a process with sessions of its own in the services.
 *
 * Owns        a process, its sessions, its entry with the parent.
 * States      made -> running -> ended, and then all that it had is given back, but for what its container has.
 * Not here    its container and bounds (run.ts).
 */
import type { Container } from "../container.ts";
import type { Received } from "../endpoint.ts";
import type { Grant, Handle } from "../handle.ts";
import type { Notification } from "../notification.ts";
import type { End, Process } from "../process.ts";
import type { Program } from "../program.ts";
import { Children } from "./children.ts";
import { ignoreEnd, isOver, paidBy } from "./errors.ts";
import { WASI } from "./parts.ts";
import type { Member } from "./parent.ts";
import type { Run } from "./run.ts";
import type { Session } from "./session.ts";
import { Slot, type Startup } from "./startup.ts";

/** How a program has ended: its code, if it has exited. */
export type GuestEnd = { readonly code: number } | Exclude<End, { readonly kind: "exited" }>;

export interface GuestOptions {
  readonly number: number;
  readonly program: Program;
  readonly startup: Startup;
  readonly sessions: readonly Session[];
}

export class Guest implements Member {
  readonly number: number;
  readonly startup: Startup;
  private readonly run: Run;
  private readonly options: GuestOptions;
  private readonly children: Children;
  private code: number | undefined;
  private process: Process | undefined;
  /** Resolves when it has ended by itself, or was destroyed, and what it had in the services is given back. */
  ended!: Promise<GuestEnd>;

  constructor(run: Run, options: GuestOptions) {
    this.run = run;
    this.options = options;
    this.number = options.number;
    this.startup = options.startup;
    this.children = new Children(run, this);
  }

  /** Resolves when it runs. Rejects if it cannot; then there is nothing of it. */
  async begin(container: Container): Promise<void> {
    const { parts } = this.run;
    parts.parent.add(this.number, this);
    try {
      await this.open();
      this.ended = this.end(await this.spawnIn(container));
    } catch (error) {
      await this.destroy();
      await this.giveBack();
      throw error;
    }
  }

  /** Opens its sessions. */
  private async open(): Promise<void> {
    const { parts, directories, desk } = this.run;
    await parts.prepare(this.options.program);
    for (const session of this.options.sessions) await parts.sessions.open(session);
    await directories.seed(desk.handles.files, this.number);
  }

  private async spawnIn(container: Container): Promise<Process> {
    if (!waits(this.options.program)) return await this.spawnWith(container, this.handles());
    const notification = await paidBy(container.createNotification());
    // The program need not wait until its notification is kept.
    const [spawned, kept] = await Promise.allSettled([
      this.spawnWith(container, { ...this.handles(), [Slot.Notification]: notification }),
      this.keep(notification),
    ]);
    if (spawned.status === "rejected") throw spawned.reason;
    if (kept.status === "rejected") throw kept.reason;
    return spawned.value;
  }

  private async spawnWith(container: Container, handles: Record<number, Handle | Grant>): Promise<Process> {
    const { name, budget } = this.run;
    const process = await paidBy(
      container.spawn(this.options.program, { name, handles, ...(budget && { budget }) }),
    );
    process.atEnd((library) => this.run.count(library));
    this.process = process;
    return process;
  }

  /** Gives the notification to who wakes the program when a service has failed; in the process, it has its own. */
  private async keep(notification: Notification): Promise<void> {
    const { parts, desk } = this.run;
    try {
      await parts.keepers
        .keep(this.number, notification, desk.handles.keepers)
        .finally(() => notification.close());
    } catch (error) {
      // It is no more, since its container is not.
      ignoreEnd(error);
    }
  }

  private handles(): Record<number, Grant> {
    const { parent, streams, files, clock, entropy } = this.run.desk.handles;
    const services = {
      [Slot.Parent]: parent,
      [Slot.Files]: files,
      [Slot.Streams]: streams,
      [Slot.Clock]: clock,
      [Slot.Entropy]: entropy,
    };
    return Object.fromEntries(
      Object.entries(services).map(([slot, handle]: [string, Handle]) => [
        slot,
        handle.with({ rights: ["send"], badge: this.number }),
      ]),
    );
  }

  private async end(process: Process): Promise<GuestEnd> {
    const end = await process.ended;
    if (end.kind === "exited" && this.code === undefined) await turn();
    await this.children.end();
    await this.giveBack();
    return end.kind === "exited" ? { code: this.code ?? 0 } : end;
  }

  /** Was it ever refused memory? */
  get wasRefused(): boolean {
    return this.process?.wasRefused ?? false;
  }

  /** Ends it, if it has not ended. */
  async destroy(): Promise<void> {
    try {
      await this.process?.destroy();
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  }

  private async giveBack(): Promise<void> {
    const { parent, sessions, keepers } = this.run.parts;
    parent.remove(this.number);
    await keepers.drop(this.number);
    for (const session of this.options.sessions) await sessions.close(session);
  }

  // --- What it asks of its parent --------------------------------------------------------------------------

  exits(code: number): void {
    this.code ??= code;
  }

  spawn(request: Received): Promise<readonly number[]> {
    return this.children.spawn(request);
  }

  wait(child: number): Promise<readonly number[]> {
    return this.children.wait(child);
  }

  kill(child: number): Promise<void> {
    return this.children.kill(child);
  }
}

/** Does the program import what waits for several things? */
const waits = (program: Program): boolean => program.importsFrom(WASI).includes("poll_oneoff");

/** Promises that are settled already have been heard of then. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

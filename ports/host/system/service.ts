/**
 * A service of the system: a process in a container of its own, which is started again when it has failed.
 *
 * Owns        the endpoint, which lives as long as the system: whoever has a handle of it reaches the service that is there
 *             now. A client whose request was being served when it failed is told so; those that wait go on.
 * States      idle <-> starting -> running -> (failed) -> starting; closed. It is started again after a pause where it failed soon.
 *             Its container stays, so that what it needs to start again is not lacking. What cannot start does when it is needed next.
 * Not here    what the service knows, which is lost with it (`onRestart` tells it again).
 */
import { build } from "../build.ts";
import type { Container } from "../container.ts";
import type { Devices } from "../devices.ts";
import type { Endpoint, Message, Words } from "../endpoint.ts";
import type { Process } from "../process.ts";
import { Program } from "../program.ts";
import type { Size } from "../sizes.ts";
import { ignoreEnd, isOver } from "./errors.ts";
import { SHARE } from "./shares.ts";

export interface ServiceOptions {
  readonly name: string;
  /** Its main file. */
  readonly source: string;
  readonly memory: Size;
  readonly devices?: Devices;
  /** The service has been started again, and knows nothing. */
  onRestart?(): Promise<void>;
}

/** Where services receive. */
const REQUESTS = 1;

/** A service that fails sooner than this is started again only after a pause. Milliseconds. */
const SOON = 100;

/** Eras go from 1 to this, and begin again. */
const LAST_ERA = 0xffff;

/** How often something is tried that fails with the service. */
const TRIES = 5;

export class Service {
  readonly endpoint: Endpoint;
  /** How often it was started again. */
  restarts = 0;
  private readonly options: ServiceOptions;
  private readonly root: Container;
  private starting: Promise<void> | undefined;
  private container: Container | undefined;
  private closed = false;

  private constructor(root: Container, endpoint: Endpoint, options: ServiceOptions) {
    this.root = root;
    this.endpoint = endpoint;
    this.options = options;
  }

  /** A service that does not run yet. */
  static async create(root: Container, options: ServiceOptions): Promise<Service> {
    return new Service(root, await root.createEndpoint(), options);
  }

  /** Resolves when it runs, and knows what it is to know. */
  start(): Promise<void> {
    this.starting ??= this.untilFailure(this.launch());
    return this.starting;
  }

  /** Whoever starts it next tries again what has failed. */
  private untilFailure(starting: Promise<void>): Promise<void> {
    starting.catch(() => {
      if (this.starting === starting) this.starting = undefined;
    });
    return starting;
  }

  private async launch(): Promise<void> {
    const { name, memory } = this.options;
    this.container ??= await this.root.createContainer({ name, memory, time: SHARE });
    try {
      await this.spawnIn(this.container);
    } catch (error) {
      if (this.restarts === 0) await this.discard();
      throw error;
    }
    if (this.restarts > 0) await this.options.onRestart?.();
  }

  private async spawnIn(container: Container): Promise<void> {
    const { name, source, devices } = this.options;
    const program = await programOf(source);
    const began = performance.now();
    const process: Process = await container.spawn(program, {
      name,
      handles: { [REQUESTS]: this.endpoint.with({ rights: ["receive"] }) },
      ...(devices && { devices }),
    });
    void process.ended.then(() => this.hasEnded(process, began));
  }

  /** It has not run yet, and keeps nothing. */
  private async discard(): Promise<void> {
    const { container } = this;
    this.container = undefined;
    await container?.destroy();
  }

  private hasEnded(process: Process, began: number): void {
    if (!this.closed) this.starting = this.untilFailure(this.restart(process, began));
  }

  private async restart(process: Process, began: number): Promise<void> {
    if (performance.now() - began < SOON) await pause(SOON);
    await process.destroy().catch(ignoreEnd);
    this.restarts += 1;
    await this.launch();
  }

  /** Tells the process that runs from those before (services/numbers.ts): 1, or more. */
  get era(): number {
    return 1 + (this.restarts % LAST_ERA);
  }

  /** Asks the service as the embedder. */
  call(words: Words): Promise<Message> {
    return this.endpoint.call(words, { patient: true });
  }

  /** Does what needs the service to be the same from beginning to end: again, if that has failed meanwhile. */
  async use(work: (isAgain: boolean) => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await this.start();
      const { restarts } = this;
      try {
        await work(tries > 1);
        if (this.restarts === restarts) return;
      } catch (error) {
        if (!isOver(error) && this.restarts === restarts) throw error;
        if (tries === TRIES) throw error;
      }
    }
  }

  close(): void {
    this.closed = true;
  }
}

/** Nothing waits for this alone. (node:timers/promises has such a thing too, and takes long to load.) */
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());

const programs = new Map<string, Promise<Program>>();

/** The program of a source file, which all machines of this process share. */
function programOf(source: string): Promise<Program> {
  const known = programs.get(source) ?? build(source).then((binary) => Program.load(binary));
  programs.set(source, known);
  return known;
}

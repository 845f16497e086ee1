/**
 * Machines: a kernel that has booted, and what an embedder does with it.
 *
 * Owns        boot and shutdown.
 */
import { Container, type ContainerStatistics } from "./container.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Listener } from "./events.ts";
import { ROOT } from "./kernel.ts";
import type { Notification } from "./notification.ts";
import type { PaceName } from "./pace.ts";
import { Port } from "./port.ts";
import { framesOf, type Size } from "./sizes.ts";

export interface BootOptions {
  /** What all processes and kernel objects together may use: "64M". */
  readonly memory: Size;
  /**
   * "real", unless given: shares of time are shares of a processor. "virtual": they are shares of the instructions that
   * are executed, and nobody waits for a period to end, so that equal runs go equally.
   */
  readonly pace?: PaceName;
  /**
   * How many processors' time containers may have together: 1, unless given. With more, a share is still what a container may
   * use at most, but no more a promise.
   */
  readonly processors?: number;
}

export class Machine {
  /** All memory and time that there is. */
  readonly root: Container;
  /** @internal */
  readonly port: Port;

  private constructor(port: Port) {
    this.port = port;
    this.root = new Container(port, ROOT, { name: "root", frame: port.rootFrame });
  }

  /** Boots a kernel. */
  static async boot({ memory, pace = "real", processors = 1 }: BootOptions): Promise<Machine> {
    return new Machine(await Port.boot({ frames: framesOf(memory), pace, processors }));
  }

  /** Makes an endpoint, for which the root container pays. */
  async createEndpoint(): Promise<Endpoint> {
    return await this.root.createEndpoint();
  }

  /** Makes a notification, for which the root container pays. */
  async createNotification(): Promise<Notification> {
    return await this.root.createNotification();
  }

  /** What each container has, and what has been used, at this moment. */
  statistics(): ContainerStatistics {
    return this.root.statistics();
  }

  /** Units of fuel that this machine burns in a second, as far as is known. */
  get speed(): number {
    return this.port.pace.fuelPerSecond;
  }

  /** Calls `listener` for each event from now on, until `signal` is aborted. */
  onEvent(listener: Listener, { signal }: { readonly signal?: AbortSignal } = {}): void {
    this.port.events.listen(listener, signal);
  }

  /** Ends all processes at once. Whatever is pending rejects with "shutDown". */
  shutdown(): void {
    this.port.close();
  }
}

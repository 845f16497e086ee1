/**
 * Desks: processes of JavaScript's, each with slots for the handles of some runs.
 *
 * Owns        which desk has room. A process has 128 slots, so that one could not run thousands of programs at a time; the first
 *             desk is the process that boot has made, others are made when they are needed, and kept.
 * Not here    the threads of such a process (javascript.ts).
 */
import { Container } from "../container.ts";
import { Endpoint } from "../endpoint.ts";
import type { Handle } from "../handle.ts";
import type { Port } from "../port.ts";

/** Slots of a desk that runs can have: the rest is for what all of them use. */
const ROOM = 100;

/** What each desk has a handle of. */
export interface Shared {
  readonly parent: Endpoint;
  readonly keepers: Endpoint;
  readonly streams: Endpoint;
  readonly files: Endpoint;
  readonly clock: Endpoint;
  readonly entropy: Endpoint;
}

export interface Desk {
  /** Where the containers of runs are made. */
  readonly root: Container;
  readonly handles: Shared;
}

interface Entry extends Desk {
  room: number;
}

export class Desks {
  private readonly port: Port;
  private readonly first: Desk;
  private readonly entries: Entry[];
  private opening: Promise<void> | undefined;

  constructor(port: Port, first: Desk) {
    this.port = port;
    this.first = first;
    this.entries = [{ ...first, room: ROOM }];
  }

  /** A desk with room for so many handles. */
  async take(handles: number): Promise<Desk> {
    for (;;) {
      const entry = this.entries.find(({ room }) => room >= handles);
      if (entry) {
        entry.room -= handles;
        return entry;
      }
      // All who find no room at once wait for the same one.
      this.opening ??= this.add().finally(() => (this.opening = undefined));
      await this.opening;
    }
  }

  giveBack(desk: Desk, handles: number): void {
    (desk as Entry).room += handles;
  }

  private async add(): Promise<void> {
    this.entries.push({ ...(await this.open()), room: ROOM });
  }

  private async open(): Promise<Desk> {
    const { root, handles } = this.first;
    const names = Object.keys(handles) as (keyof Shared)[];
    const given: readonly Handle[] = [root, ...names.map((name) => handles[name])];
    const { port, slots } = await this.port.openProcess(given);
    const [rootSlot, ...others] = slots;
    return {
      root: new Container(port, rootSlot!, { name: root.name, frame: root.frame }),
      handles: Object.fromEntries(
        names.map((name, index) => [name, new Endpoint(port, others[index]!)]),
      ) as unknown as Shared,
    };
  }
}

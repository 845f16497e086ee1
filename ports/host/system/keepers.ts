/**
 * Keepers: processes of JavaScript's that hold notifications of programs, so that these can be woken when a service has failed which
 * was to signal them.
 *
 * Owns        who keeps whose. A process has 128 slots: others are made when they are needed, and stay.
 * Not here    what programs wait for (wasi/polling.ts): one that is woken looks again.
 */
import { Endpoint, type Received } from "../endpoint.ts";
import type { Notification } from "../notification.ts";
import type { Port } from "../port.ts";
import { ignoreEnd } from "./errors.ts";

/** Notifications that one has room for. */
const ROOM = 120;

/** The bit that wakes: one is as good as another. */
const SOMETHING = 1;

interface Keeper {
  /** Where it gets notifications, from whichever process. */
  readonly endpoint: Endpoint;
  room: number;
}

interface Kept {
  readonly notification: Notification;
  readonly keeper: Keeper;
}

export class Keepers {
  private readonly port: Port;
  private readonly endpoint: Endpoint;
  /** By the numbers of their programs. */
  private readonly kept = new Map<number, Kept>();
  /** What all keepers have room for, but for what is on its way to them. */
  private room = 0;
  private opening: Promise<void> | undefined;

  /** `endpoint`: where keepers get notifications. */
  constructor(port: Port, endpoint: Endpoint) {
    this.port = port;
    this.endpoint = endpoint;
  }

  /** Has the notification of a program be kept, until it is dropped. `endpoint`: the handle of who has the notification. */
  async keep(program: number, notification: Notification, endpoint: Endpoint): Promise<void> {
    while (this.room === 0) {
      this.opening ??= this.open().finally(() => (this.opening = undefined));
      await this.opening;
    }
    this.room -= 1;
    try {
      await endpoint.call([program], {
        patient: true,
        offer: notification.with({ rights: ["send", "manage"] }),
      });
    } finally {
      if (!this.kept.has(program)) this.room += 1;
    }
  }

  /** The program is no more, and its notification neither: its container, which has paid for it, may live on. */
  async drop(program: number): Promise<void> {
    const kept = this.kept.get(program);
    if (!kept) return;
    this.kept.delete(program);
    await kept.notification.destroy().catch(ignoreEnd);
    await kept.notification.close().catch(ignoreEnd);
    this.room += 1;
    kept.keeper.room += 1;
    if (kept.keeper.room === 1) void this.serve(kept.keeper);
  }

  /** Wakes all programs that are kept. */
  async wake(): Promise<void> {
    for (const { notification } of this.kept.values()) await notification.signal(SOMETHING).catch(ignoreEnd);
  }

  private async open(): Promise<void> {
    const { port, slots } = await this.port.openProcess([this.endpoint]);
    this.room += ROOM;
    void this.serve({ endpoint: new Endpoint(port, slots[0]!), room: ROOM });
  }

  /** As long as it has room. */
  private async serve(keeper: Keeper): Promise<void> {
    try {
      while (keeper.room > 0) {
        const request = await keeper.endpoint.receive({ patient: true });
        await this.take(request, keeper).catch(ignoreEnd);
        await request.reply([]);
      }
    } catch (error) {
      ignoreEnd(error);
    }
  }

  /** Rejects if the notification is no more. */
  private async take(request: Received, keeper: Keeper): Promise<void> {
    const notification = await request.accept("notification");
    keeper.room -= 1;
    this.kept.set(Number(request.words[0]), { notification, keeper });
  }
}

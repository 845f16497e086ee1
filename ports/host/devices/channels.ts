/**
 * The device `console`: what the stream service reads and writes on the host.
 *
 * Owns        the channels by number: consoles, listeners, connections that the service has taken; the functions that it calls
 *             (services/streams/console.ts, services/streams/sockets.ts).
 * Lifetime    connections that a service has taken are broken off when its successor gets its functions: it knows nothing of them.
 *             Consoles and listeners stay.
 * Not here    what tells the service that there is more.
 */
import type { Devices } from "../devices.ts";
import { Connection } from "./connection.ts";
import { Console, type Streams } from "./console.ts";
import { NOTHING } from "./input.ts";
import { SocketListener, type ListenOptions, NO_LISTENER } from "./listener.ts";
import { CLOSED } from "./output.ts";
import { shutDown } from "../welkin-error.ts";

/** What is written to. */
interface Writable {
  /** Bytes that it takes now; CLOSED if none any more. */
  readonly room: number;
  /** Takes bytes: how many, or CLOSED. */
  take(bytes: Uint8Array): number;
}

export interface Channel {
  /** What can be read; 0 at the end; NOTHING if there is nothing yet. */
  readonly readable: number;
  /** Moves bytes into `target`: how many, as `readable` says it. */
  read(target: Uint8Array): number;
  /** The output of this number; undefined if it has none. */
  outputOf(stream: number): Writable | undefined;
}

export interface ChannelsContext {
  /** Is told which channel has something to read, or room, that had none. */
  onReady(number: number): void;
  /** A number that no channel has had. */
  nextNumber(): number;
}

export class Channels {
  private readonly channels = new Map<number, Channel>();
  private readonly context: ChannelsContext;
  /** Consoles whose output is not written yet, though nobody else knows them any more. */
  private readonly ending = new Set<Console>();
  private closed = false;

  constructor(context: ChannelsContext) {
    this.context = context;
  }

  openConsole(number: number, streams: Streams): Console {
    return this.add(number, (onReady) => new Console(streams, onReady));
  }

  /** The number is free again. Resolves when all output is written, or that is given up. */
  async closeConsole(number: number, console: Console): Promise<void> {
    this.channels.delete(number);
    this.ending.add(console);
    const ended = console.end();
    if (this.closed) console.giveUp();
    await ended;
    this.ending.delete(console);
  }

  /** Rejects with what the host says where it cannot listen. */
  async listen(options: ListenOptions): Promise<SocketListener> {
    if (this.closed) throw shutDown();
    const number = this.context.nextNumber();
    const listener = this.add(number, (onReady) => new SocketListener(number, onReady));
    try {
      await listener.open(options);
      if (this.closed) {
        void listener.close();
        throw shutDown();
      }
      void listener.closed.then(() => this.channels.delete(number));
      return listener;
    } catch (error) {
      this.channels.delete(number);
      throw error;
    }
  }

  has(listener: SocketListener): boolean {
    return this.channels.get(listener.number) === listener;
  }

  /** Connections are broken off, listeners closed, and output that is not written yet is given up. */
  close(): void {
    this.closed = true;
    this.breakOff();
    for (const console of this.ending) console.giveUp();
    for (const channel of this.channels.values()) if (channel instanceof SocketListener) void channel.close();
  }

  private breakOff(): void {
    for (const [number, connection] of this.taken) {
      this.channels.delete(number);
      connection.destroy();
    }
  }

  /** Connections that the service has taken, and not closed. */
  get connections(): number {
    return this.taken.length;
  }

  private get taken(): readonly (readonly [number, Connection])[] {
    return [...this.channels].filter(
      (entry): entry is [number, Connection] => entry[1] instanceof Connection,
    );
  }

  private add<T extends Channel>(number: number, make: (onReady: () => void) => T): T {
    const channel = make(() => {
      if (this.channels.get(number) === channel) this.context.onReady(number);
    });
    this.channels.set(number, channel);
    return channel;
  }

  // --- What the service calls ------------------------------------------------------------------------------

  /** What the stream service imports. A channel that is closed is at its end, and takes nothing. */
  readonly devices: Devices = (bytes) => {
    this.breakOff();
    const at = (number: number): Channel | undefined => this.channels.get(number >>> 0);
    const span = (address: number, length: number): Uint8Array =>
      bytes().subarray(address >>> 0, (address >>> 0) + (length >>> 0));
    const connectionAt = (number: number): Connection | undefined => {
      const channel = at(number);
      return channel instanceof Connection ? channel : undefined;
    };
    return {
      readable: (number: number) => at(number)?.readable ?? 0,
      read: (number: number, address: number, length: number) => at(number)?.read(span(address, length)) ?? 0,
      writable: (number: number, stream: number) => at(number)?.outputOf(stream)?.room ?? CLOSED,
      write: (number: number, stream: number, address: number, length: number) =>
        at(number)?.outputOf(stream)?.take(span(address, length)) ?? CLOSED,
      accept: (listener: number) => this.accept(at(listener)),
      peek: (number: number, skip: number, address: number, length: number) =>
        connectionAt(number)?.peek(skip >>> 0, span(address, length)) ?? 0,
      finish: (number: number) => connectionAt(number)?.finish(),
      close: (number: number) => this.closeConnection(number >>> 0, connectionAt(number)),
    };
  };

  private accept(listener: Channel | undefined): number {
    if (!(listener instanceof SocketListener) || listener.isClosed) return NO_LISTENER;
    const socket = listener.accept();
    if (!socket) return NOTHING;
    const number = this.context.nextNumber();
    this.add(number, (onReady) => new Connection(socket, onReady));
    return number;
  }

  private closeConnection(number: number, connection: Connection | undefined): void {
    if (!connection) return;
    this.channels.delete(number);
    connection.close();
  }
}

/**
 * Listeners: addresses of the host at which programs get connections.
 *
 * Owns        the connections that nobody has taken yet.
 * Bounds      so many connections at a time, those included which nobody has taken and which are closed but not gone: the host closes
 *             at once what comes beyond. Of one that nobody has taken nothing is read.
 * States      opening -> open -> closed: connections that were taken stay.
 */
import type { AddressInfo, Server, Socket } from "node:net";
import { WelkinError } from "../welkin-error.ts";
import type { Channel } from "./channels.ts";
import { NOTHING } from "./input.ts";

export interface ListenOptions {
  /** An address or a name of this host: "127.0.0.1", unless given. */
  readonly host?: string;
  /** 0, unless given: one that is free. */
  readonly port?: number;
  /** Connections at a time: 128, unless given. */
  readonly connections?: number;
}

/** What the device says to who wants a connection, if there is no listener any more. */
export const NO_LISTENER = 0xffff_fffe;

const CONNECTIONS = 128;

/** Bytes that are buffered of each connection, either way. */
const BUFFER = 65_536;

/** Connections that the host keeps for a moment. */
const BACKLOG = 128;

const LAST_PORT = 65_535;

export class SocketListener implements Channel {
  /** @internal */
  readonly number: number;
  /**
   * Resolves when it is closed, and no connection is left.
   * @internal
   */
  readonly closed: Promise<void>;
  private readonly settle: () => void;
  private readonly onReady: () => void;
  private readonly waiting = new Set<Socket>();
  private server: Server | undefined;
  private address: AddressInfo | undefined;

  /** @internal */
  constructor(number: number, onReady: () => void) {
    this.number = number;
    this.onReady = onReady;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.settle = resolve;
  }

  /**
   * Rejects with what the host says.
   * @internal
   */
  async open({ host = "127.0.0.1", port = 0, connections = CONNECTIONS }: ListenOptions): Promise<void> {
    check({ port, connections });
    const { createServer } = process.getBuiltinModule("node:net");
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, highWaterMark: BUFFER });
    server.maxConnections = connections;
    server.on("connection", (socket) => this.add(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, backlog: BACKLOG, exclusive: true }, resolve);
    });
    // One connection that the host cannot give is not the end of all.
    server.on("error", () => undefined);
    server.once("close", this.settle);
    this.address = server.address() as AddressInfo;
    this.server = server;
  }

  get host(): string {
    return this.address?.address ?? "";
  }

  get port(): number {
    return this.address?.port ?? 0;
  }

  private add(socket: Socket): void {
    this.waiting.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => this.waiting.delete(socket));
    this.onReady();
  }

  /** Nothing is taken any more. Resolves when the last of its connections is closed, which others do. */
  async close(): Promise<void> {
    if (this.server?.listening) this.server.close();
    for (const socket of this.waiting) socket.destroy();
    this.onReady();
    await this.closed;
  }

  // --- What the stream service sees ------------------------------------------------------------------------

  /** @internal */
  get isClosed(): boolean {
    return this.server?.listening !== true;
  }

  /**
   * How many connections wait.
   * @internal
   */
  get readable(): number {
    return this.isClosed ? 0 : this.waiting.size || NOTHING;
  }

  /** @internal */
  read(): number {
    return 0;
  }

  /** @internal */
  outputOf(): undefined {
    return undefined;
  }

  /**
   * The connection that has waited longest.
   * @internal
   */
  accept(): Socket | undefined {
    const [socket] = this.waiting;
    if (socket) this.waiting.delete(socket);
    return socket;
  }
}

function check({ port, connections }: { readonly port: number; readonly connections: number }): void {
  if (!(Number.isInteger(port) && port >= 0 && port <= LAST_PORT))
    throw new WelkinError("badArgument", `${port} is no port from 0 to ${LAST_PORT}`);
  if (!(Number.isInteger(connections) && connections > 0))
    throw new WelkinError("badArgument", `${connections} is no number of connections above 0`);
}

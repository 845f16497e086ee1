/**
 * Connections: sockets of the host that a listener has taken.
 *
 * Owns        what of a socket the stream service sees.
 * Bound       BUFFER (listener.ts) of what goes out, and twice that of what comes in: the host reads up to as much at once, where less
 *             is there. No more is read before somebody has taken some, and no more taken before it has gone out. The buffers
 *             of the host itself do the rest.
 * States      open -> finished (nothing more is written) -> closed: what was written goes out still, for LINGER at most; or
 *             broken off, by the other end or by `destroy`.
 */
import type { Socket } from "node:net";
import type { Channel } from "./channels.ts";
import { NOTHING } from "./input.ts";
import { CLOSED } from "./output.ts";

/** What the device says of a connection that the other end has broken off. */
export const RESET = 0xffff_fffe;

const NONE = new Uint8Array(0);

/** How long a connection that is closed may take for what was written. Milliseconds. */
const LINGER = 5000;

export class Connection implements Channel {
  readonly socket: Socket;
  private isReset = false;

  /** `onReady` is called when there may be something to read, or room. */
  constructor(socket: Socket, onReady: () => void) {
    this.socket = socket;
    socket.on("error", () => (this.isReset = true));
    for (const event of ["readable", "end", "drain", "close"]) socket.on(event, onReady);
  }

  get readable(): number {
    const { socket } = this;
    if (this.isReset) return RESET;
    if (socket.readableLength > 0) return socket.readableLength;
    if (socket.readableEnded || socket.destroyed) return 0;
    // Asks for more, or for the end.
    socket.read(0);
    return NOTHING;
  }

  read(target: Uint8Array): number {
    const { readable } = this;
    if (readable === 0 || readable === NOTHING || readable === RESET) return readable;
    const part = this.buffered(Math.min(target.length, readable));
    target.set(part);
    return part.length;
  }

  /** As `read`, of what is behind the first `skip` bytes; all of it can be read again. */
  peek(skip: number, target: Uint8Array): number {
    const { readable } = this;
    if (readable === 0 || readable === NOTHING || readable === RESET) return readable;
    if (skip >= readable) return NOTHING;
    const all = this.buffered(readable);
    this.socket.unshift(all);
    const part = all.subarray(skip, skip + target.length);
    target.set(part);
    return part.length;
  }

  /** By its interface a socket may give nothing. What a device throws would end the service. */
  private buffered(length: number): Uint8Array {
    return (this.socket.read(length) as Uint8Array | null) ?? NONE;
  }

  outputOf(): this {
    return this;
  }

  get room(): number {
    const { socket } = this;
    if (!socket.writable) return CLOSED;
    return Math.max(0, socket.writableHighWaterMark - socket.writableLength);
  }

  take(bytes: Uint8Array): number {
    const { room } = this;
    if (room === CLOSED || room === 0) return room;
    const part = Uint8Array.from(bytes.subarray(0, room));
    this.socket.write(part);
    return part.length;
  }

  /** Nothing more is written: the other end is told so behind what was. */
  finish(): void {
    if (this.socket.writable) this.socket.end();
  }

  /** What was written goes out still. */
  close(): void {
    const { socket } = this;
    if (socket.destroyed) return;
    const timer = setTimeout(() => this.destroy(), LINGER);
    socket.once("close", () => clearTimeout(timer));
    socket.destroySoon();
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/**
 * Connections: sockets of the host that a listener has taken.
 *
 * Owns        what of a socket the stream service sees.
 * Bound       what is buffered either way (BUFFER, listener.ts): the host's own buffers do the rest. No more is read before somebody
 *             has taken that, and no more taken before it has gone out.
 * States      open -> finished (nothing more is written) -> closed: what was written goes out still, for LINGER at most; or
 *             broken off, by the other end or by `destroy`.
 */
import type { Socket } from "node:net";
import type { Channel } from "./channels.ts";
import { NOTHING } from "./input.ts";
import { CLOSED } from "./output.ts";

/** What the device says of a connection that the other end has broken off. */
export const RESET = 0xffff_fffe;

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
    const part = this.socket.read(Math.min(target.length, readable)) as Uint8Array;
    target.set(part);
    return part.length;
  }

  /** As `read`, of what is behind the first `skip` bytes; all of it can be read again. */
  peek(skip: number, target: Uint8Array): number {
    const { readable } = this;
    if (readable === 0 || readable === NOTHING || readable === RESET) return readable;
    if (skip >= readable) return NOTHING;
    const all = this.socket.read(readable) as Uint8Array;
    this.socket.unshift(all);
    const part = all.subarray(skip, skip + target.length);
    target.set(part);
    return part.length;
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

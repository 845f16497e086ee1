/**
 * Outputs: where bytes of a console go.
 *
 * Owns        the bytes that were taken and are not written yet: at most LIMIT. They are written one lot after the other;
 *             what comes meanwhile is joined, so that many small writes are few large ones.
 * States      open -> closed (who took the bytes takes none any more).
 * Not here    what writing is (each sink).
 */

/** Where an output's bytes go at last. */
export interface Sink {
  /** Rejects if it takes no more. The bytes are the sink's own. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void> | void;
  /** There is nothing more to come. */
  end?(): Promise<void> | void;
}

/** Bytes that are taken before who writes has to wait. */
const LIMIT = 1 << 18;

/** Fewer bytes are worth waiting for more. */
const FEW = 4096;

/** What the device says of an output that takes nothing any more. */
export const CLOSED = 0xffff_ffff;

export class Output {
  private readonly sink: Sink;
  private readonly onRoom: () => void;
  private buffer = new Uint8Array(1024);
  private length = 0;
  private flushing: Promise<void> | undefined;
  private closed = false;
  /** Has few bytes be written before the event loop has its turn. */
  private hurry = (): void => undefined;
  /** Nobody waits any more for what is not written yet. */
  giveUp = (): void => undefined;
  /** Somebody was told that there is no room. */
  private wanted = false;
  /** Bytes that it has taken in all. */
  taken = 0;

  /** `onRoom` is called when there is room again, after there was none; or when it is closed. */
  constructor(sink: Sink, onRoom: () => void) {
    this.sink = sink;
    this.onRoom = onRoom;
  }

  /** Bytes that it takes now; CLOSED if none any more. */
  get room(): number {
    if (this.closed) return CLOSED;
    const room = LIMIT - this.length;
    this.wanted ||= room === 0;
    return room;
  }

  /** Takes bytes: how many, or CLOSED. */
  take(bytes: Uint8Array): number {
    const { room } = this;
    if (room === CLOSED || room === 0) return room;
    const part = bytes.length <= room ? bytes : bytes.subarray(0, room);
    this.append(part);
    this.taken += part.length;
    this.flushing ??= this.flush();
    return part.length;
  }

  private append(bytes: Uint8Array): void {
    const end = this.length + bytes.length;
    if (end > this.buffer.length) {
      const larger = new Uint8Array(Math.min(LIMIT, Math.max(end, this.buffer.length * 4)));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.length);
    this.length = end;
  }

  private async flush(): Promise<void> {
    // What is written in the same turn goes in one lot: of the event loop, for few bytes.
    await (this.length < FEW ? this.turn() : undefined);
    try {
      while (this.length > 0) {
        const lot = this.buffer.slice(0, this.length);
        this.length = 0;
        await this.sink.write(lot);
        this.tellRoom();
      }
    } catch {
      this.closed = true;
      this.wanted = true;
      this.tellRoom();
    }
    this.flushing = undefined;
  }

  private turn(): Promise<void> {
    return new Promise((resolve) => {
      this.hurry = resolve;
      setImmediate(resolve);
    });
  }

  private tellRoom(): void {
    if (!this.wanted) return;
    this.wanted = false;
    this.onRoom();
  }

  /** Resolves when all that was taken is written, and the sink has ended; or when that is given up, and goes on unheard. */
  async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.giveUp = resolve;
      void this.finish().then(resolve);
    });
  }

  private async finish(): Promise<void> {
    this.hurry();
    while (this.flushing) await this.flushing;
    if (this.closed) return;
    this.closed = true;
    try {
      await this.sink.end?.();
    } catch {
      // Who took the bytes has gone: there is nobody to tell.
    }
  }
}

/**
 * A cell with the time, in the memory of a service that needs it often: asking each time would cost more than the rest of a
 * short request.
 *
 * Owns        the cell: it has the time when somebody has read it, for some milliseconds, and zeros else. So nothing runs while
 *             nobody asks.
 * Units       nanoseconds since 1970. The host's own file systems stamp by a clock that is as coarse.
 */
const FRESH_MS = 4;

export class Clock {
  readonly #bytes: () => Uint8Array<ArrayBuffer>;

  constructor(bytes: () => Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** The time, which is in the cell at `address` then. */
  read(address: number): bigint {
    const time = BigInt(Date.now()) * 1_000_000n;
    this.#set(address, time);
    setTimeout(() => this.#set(address, 0n), FRESH_MS).unref();
    return time;
  }

  /** A memory that is no more has no bytes. */
  #set(address: number, time: bigint): void {
    const bytes = this.#bytes();
    if (address + 8 > bytes.length) return;
    new DataView(bytes.buffer, address).setBigUint64(0, time, true);
  }
}

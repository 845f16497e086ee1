/**
 * A cursor over untrusted bytes.
 *
 * Owns        reading integers (LEB128), names and byte runs between a position and an end.
 * Invariants  nothing is read at or after `end`; a count is believed only if that many bytes are left, so what
 *             is allocated for it is at most proportional to the module.
 * Source      WebAssembly 2.0, section 5.2 (binary format: values).
 */
import { RewriteError } from "./error.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  position: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  malformed(message: string): RewriteError {
    return new RewriteError("malformed", this.position, message);
  }

  byte(): number {
    if (this.position >= this.end) throw this.malformed("unexpected end");
    return this.bytes[this.position++]!;
  }

  /** An unsigned LEB128 number below 2^32, of at most 5 bytes. */
  u32(): number {
    let byte = this.byte();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    byte = this.byte();
    if (byte > 0x0f) throw this.malformed("number of more than 32 bits");
    return (value | (byte << 28)) >>> 0;
  }

  /** A signed LEB128 number of 33 bits (a block type or a heap type), of at most 5 bytes. */
  s33(): number {
    let value = 0;
    for (let index = 0, scale = 1; index < 5; index += 1, scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return byte & 0x40 ? value - scale * 128 : value;
    }
    throw this.malformed("number of more than 33 bits");
  }

  /** Passes over a LEB128 number of at most `limit` bytes. */
  skipNumber(limit: number): void {
    for (let count = 0; count < limit; count += 1) if (this.byte() < 0x80) return;
    throw this.malformed(`number of more than ${limit} bytes`);
  }

  skip(count: number): void {
    if (count > this.end - this.position) throw this.malformed("unexpected end");
    this.position += count;
  }

  /** The number of entries of a vector, each of which takes at least one byte. */
  count(): number {
    const count = this.u32();
    if (count > this.end - this.position) throw this.malformed(`${count} entries in fewer bytes`);
    return count;
  }

  /** A length in bytes and then that many bytes, as a reader of their own. */
  part(): Reader {
    const size = this.u32();
    const start = this.position;
    this.skip(size);
    return new Reader(this.bytes, start, start + size);
  }

  name(): string {
    const { position, end } = this.part();
    try {
      return UTF8.decode(this.bytes.subarray(position, end));
    } catch {
      throw new RewriteError("malformed", position, "name is not UTF-8");
    }
  }

  /** Refuses bytes that are left over. */
  finish(what: string): void {
    if (this.position !== this.end) throw this.malformed(`${what} is longer than its content`);
  }
}

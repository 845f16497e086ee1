/**
 * Bytes under construction.
 *
 * Owns        a buffer that doubles when it is full, and writing integers (LEB128), names and byte runs into it.
 * Source      WebAssembly 2.0, section 5.2 (binary format: values).
 */

const UTF8 = new TextEncoder();

export class Writer {
  private buffer: Uint8Array<ArrayBuffer>;
  length = 0;

  /** `capacity`: the expected length, in bytes. */
  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity);
  }

  /** What has been written. The view is valid until the next write. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
    larger.set(this.written);
    this.buffer = larger;
  }

  byte(value: number): void {
    if (this.length === this.buffer.length) this.reserve(1);
    this.buffer[this.length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    this.reserve(values.length);
    this.buffer.set(values, this.length);
    this.length += values.length;
  }

  /** Copies `source[start, end)`. */
  copy(source: Uint8Array, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    if (count < 24)
      for (let index = 0; index < count; index += 1)
        this.buffer[this.length + index] = source[start + index]!;
    else this.buffer.set(source.subarray(start, end), this.length);
    this.length += count;
  }

  u32(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  s32(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  name(text: string): void {
    const bytes = UTF8.encode(text);
    this.u32(bytes.length);
    this.bytes(bytes);
  }

  /** The length of `part` in bytes, then its bytes. */
  part(part: Writer): void {
    this.u32(part.length);
    this.bytes(part.written);
  }
}

/** The bytes that `write` writes. */
export function written(write: (to: Writer) => void): Uint8Array<ArrayBuffer> {
  const writer = new Writer(32);
  write(writer);
  return writer.written;
}

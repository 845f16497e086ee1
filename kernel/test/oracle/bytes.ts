/** The bytes of frames, as a port has them: what the pages of processes hold. */

export const FRAME_BYTES = 4096;

export class Bytes {
  readonly #frames = new Map<number, Buffer>();

  /** Those of a frame; zeros at first. */
  of(frame: number): Buffer {
    let bytes = this.#frames.get(frame);
    if (!bytes) this.#frames.set(frame, (bytes = Buffer.alloc(FRAME_BYTES)));
    return bytes;
  }

  zero(frame: number): void {
    this.of(frame).fill(0);
  }

  copy(from: number, fromOffset: number, to: number, toOffset: number, length: number): void {
    this.of(from).copy(this.of(to), toOffset, fromOffset, fromOffset + length);
  }
}

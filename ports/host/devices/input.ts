/**
 * Inputs: where bytes of a console come from.
 *
 * Owns        the bytes that have come and are not read yet. More are asked for only when somebody wants some.
 * Not here    what a source is (each its own).
 */

/** Gives the next bytes; undefined at the end. An error is as the end. */
export interface Source {
  next(): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /** Nothing more is wanted. */
  stop?(): void;
}

/** What the device says of an input that has nothing yet. */
export const NOTHING = 0xffff_ffff;

export class Input {
  private readonly source: Source;
  private readonly onReady: () => void;
  private bytes = new Uint8Array(0);
  private asking = false;
  private ended = false;
  /** Bytes that were read in all. */
  given = 0;

  /** `onReady` is called when there are bytes after there were none, or the end has come. */
  constructor(source: Source, onReady: () => void) {
    this.source = source;
    this.onReady = onReady;
  }

  /** Bytes that can be read; 0 at the end; NOTHING if there are none yet, and then they are asked for. */
  get readable(): number {
    if (this.bytes.length > 0) return this.bytes.length;
    if (this.ended) return 0;
    if (!this.asking) void this.ask();
    return NOTHING;
  }

  /** Moves bytes into `target`: how many, as `readable` says it. */
  read(target: Uint8Array): number {
    const { readable } = this;
    if (readable === 0 || readable === NOTHING) return readable;
    const part = this.bytes.subarray(0, target.length);
    target.set(part);
    this.bytes = this.bytes.subarray(part.length);
    this.given += part.length;
    return part.length;
  }

  private async ask(): Promise<void> {
    this.asking = true;
    try {
      let next = await this.source.next();
      while (next?.byteLength === 0) next = await this.source.next();
      if (next) this.bytes = bytesOf(next);
      else this.ended = true;
    } catch {
      this.ended = true;
    }
    this.asking = false;
    this.onReady();
  }

  /** Nothing is read any more. */
  end(): void {
    this.ended = true;
    this.bytes = new Uint8Array(0);
    this.source.stop?.();
  }
}

/** Throws if that is something else, which streams of the embedder may give: what a device throws would end the service. */
function bytesOf(given: unknown): Uint8Array<ArrayBuffer> {
  if (!ArrayBuffer.isView(given)) throw new TypeError("what was given is no bytes");
  return new Uint8Array(given.buffer as ArrayBuffer, given.byteOffset, given.byteLength);
}

/**
 * What stands at the other end of a console: streams of the web, bytes, files of the host.
 *
 * Owns        how each is read and written.
 * Not here    what waits for them (input.ts, output.ts).
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, write, writeSync } from "node:fs";
import { promisify } from "node:util";
import type { Source } from "./input.ts";
import type { Sink } from "./output.ts";

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;

/** So many bytes a pipe takes as a whole or not at all. */
const FEW = 4096;

/** How long a file of the host that takes nothing now is left alone. Milliseconds. */
const PATIENCE = 5;

// --- Sources -----------------------------------------------------------------------------------------------

export function bytesSource(bytes: Uint8Array): Source {
  let left: Uint8Array | undefined = bytes;
  return {
    next() {
      const next = left;
      left = undefined;
      return next;
    },
  };
}

export function streamSource(stream: ReadableStream<Uint8Array>): Source {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return {
    next: async () => (await (reader ??= stream.getReader()).read()).value,
    stop: () => void reader?.cancel().catch(() => undefined),
  };
}

/** The input of this process, which is opened only when somebody reads. */
export function processSource(): Source {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return {
    async next() {
      chunks ??= process.stdin[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      const { value, done } = await chunks.next();
      return done ? undefined : value;
    },
    stop() {
      if (chunks) process.stdin.destroy();
    },
  };
}

// --- Sinks -------------------------------------------------------------------------------------------------

export const nowhere: Sink = { write: () => undefined };

export function streamSink(stream: WritableStream<Uint8Array>): Sink {
  const writer = stream.getWriter();
  return { write: (bytes) => writer.write(bytes), end: () => writer.close() };
}

/**
 * A file of the host that is open: standard output, for instance. A few bytes are written at once, if it takes them now; else another
 * thread, which takes long to start, writes them and waits.
 */
export function fileSink(descriptor: number): Sink {
  const writeSome = promisify(write);
  const writeInThread = async (bytes: Uint8Array): Promise<void> => {
    let rest = bytes;
    while (rest.length > 0) {
      try {
        const { bytesWritten } = await writeSome(descriptor, rest);
        rest = rest.subarray(bytesWritten);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
        await new Promise((resolve) => setTimeout(resolve, PATIENCE));
      }
    }
  };
  return {
    write(bytes) {
      const written = bytes.length <= FEW ? writeNow(descriptor, bytes) : 0;
      return written < bytes.length ? writeInThread(bytes.subarray(written)) : undefined;
    },
  };
}

/** Writes what the file takes now: so many bytes. What is wrong where it takes none, who writes them then finds out. */
function writeNow(descriptor: number, bytes: Uint8Array): number {
  try {
    // Nobody waits for a file on a disk.
    if (fstatSync(descriptor).isFile()) return writeSync(descriptor, bytes);
    if (isForReading(descriptor)) return 0;
    const prompt = openSync(`/proc/self/fd/${descriptor}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    try {
      return writeSync(prompt, bytes);
    } finally {
      closeSync(prompt);
    }
  } catch {
    return 0;
  }
}

/** Nothing is written by it then, nor by another one of the same file. */
const isForReading = (descriptor: number): boolean =>
  /^flags:\s*\d*0$/m.test(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"));

/** Keeps at most `limit` bytes; who writes more finds it closed. */
export class Collector implements Sink {
  private readonly lots: Uint8Array[] = [];
  private left: number;

  constructor(limit: number) {
    this.left = limit;
  }

  write(bytes: Uint8Array): void {
    this.lots.push(bytes.subarray(0, this.left));
    if (bytes.length > this.left) throw new Error("more output than is kept");
    this.left -= bytes.length;
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.lots);
  }
}

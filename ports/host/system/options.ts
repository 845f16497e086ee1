/**
 * What a program is run with.
 *
 * Owns        the options, and what of them makes sense.
 */
import type { Source } from "../devices/input.ts";
import {
  bytesSource,
  Collector,
  fileSink,
  nowhere,
  processSource,
  streamSink,
  streamSource,
} from "../devices/ends.ts";
import type { SocketListener } from "../devices/listener.ts";
import type { Sink } from "../devices/output.ts";
import type { Share, Size } from "../sizes.ts";
import { WelkinError } from "../welkin-error.ts";
import type { MemoryDirectory } from "./memory-directory.ts";

/** A directory that a program finds when it begins. */
export type DirectoryOption = {
  /** What the program calls it; unless given, as the host does. */
  readonly guest?: string;
  /** "write", unless given: it can be read and written. */
  readonly access?: "read" | "write";
} & ({ readonly host: string } | { readonly memory: MemoryDirectory; readonly guest: string });

/** Where a program's input comes from: bytes, a stream, this process's own; nothing, unless given. */
export type InputOption = Uint8Array | ReadableStream<Uint8Array> | "inherit";

/** Where a program's output goes: "collect" has it in the result. Nowhere, unless given. */
export type OutputOption = WritableStream<Uint8Array> | "inherit" | "collect";

export interface RunOptions {
  /** For people: in statistics. */
  readonly name?: string;
  /** The first is what the program is called. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly directories?: readonly DirectoryOption[];
  /** Files of a directory in memory of its own, which the program finds as "/": their paths, and what is in them. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Where it gets connections from: open sockets behind its directories, in this order. Its processes have none. */
  readonly listeners?: readonly SocketListener[];
  /** What it may use at most: "64M", unless given. All that it needs counts, its processes included. */
  readonly memory?: Size;
  /** The share of a processor that it may use at most: all of one, unless given. */
  readonly cpu?: Share;
  /** Units of fuel that it may use, about one for each instruction: no bound, unless given. */
  readonly fuel?: number;
  /** Milliseconds after which it is ended. Output that its streams have not taken then is waited for 5 s more. */
  readonly timeout?: number;
  /** Processes that it may have at a time besides its own: none, unless given. */
  readonly processes?: number;
  readonly stdin?: InputOption;
  readonly stdout?: OutputOption;
  readonly stderr?: OutputOption;
  /** Bytes of an output that is collected: 16 MiB, unless given. Who writes more is told that it is closed. */
  readonly collected?: number;
  /** Ends it, and waiting for streams that do not take its output. */
  readonly signal?: AbortSignal;
}

const COLLECTED = 1 << 24;

/** More than this many processes have no room among the handles that one run can have. */
const MOST_PROCESSES = 64;

/** Throws "badArgument" if something makes no sense. */
export function checkOptions({ timeout, processes, args = [], env = {}, ...streams }: RunOptions): void {
  for (const stream of [streams.stdin, streams.stdout, streams.stderr])
    if (typeof stream === "object" && "locked" in stream && stream.locked)
      throw new WelkinError("badArgument", "a stream is locked: somebody else has its reader or writer");
  if (timeout !== undefined && !(timeout > 0 && timeout < 2 ** 31))
    throw new WelkinError("badArgument", `${timeout} is no time: it is a number of milliseconds above 0`);
  if (
    processes !== undefined &&
    !(Number.isInteger(processes) && processes >= 0 && processes <= MOST_PROCESSES)
  )
    throw new WelkinError(
      "badArgument",
      `${processes} is no number of processes from 0 to ${MOST_PROCESSES}`,
    );
  for (const text of [...args, ...Object.entries(env).flat()])
    if (text.includes("\0")) throw new WelkinError("badArgument", "an argument has a zero byte in it");
  for (const name of Object.keys(env))
    if (name === "" || name.includes("="))
      throw new WelkinError("badArgument", `${JSON.stringify(name)} is no name of a variable`);
}

export function sourceOf(option: InputOption | undefined): Source {
  if (option === undefined) return bytesSource(new Uint8Array(0));
  if (option === "inherit") return processSource();
  return option instanceof Uint8Array ? bytesSource(option) : streamSource(option);
}

/** Where its output goes, and its errors: one stream can take both. */
export function sinksOf({ stdout, stderr, collected }: RunOptions): readonly [output: Sink, errors: Sink] {
  const output = sinkOf(stdout, 1, collected);
  const isOne = stderr instanceof WritableStream && stderr === stdout;
  return [output, isOne ? output : sinkOf(stderr, 2, collected)];
}

/** `descriptor`: that of this process which it inherits. */
function sinkOf(option: OutputOption | undefined, descriptor: number, collected = COLLECTED): Sink {
  if (option === undefined) return nowhere;
  if (option === "inherit") return fileSink(descriptor);
  return option === "collect" ? new Collector(collected) : streamSink(option);
}

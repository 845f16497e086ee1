/**
 * Children: programs that a program runs.
 *
 * Owns        the children of one program, by the numbers that it knows them by; a number is free again when its child was waited for.
 * Bound       as many as the run may have, those that have ended and were not waited for included.
 * Not here    what a child is given: its parent's directories and environment, and the streams that the parent says.
 */
import type { Received } from "../endpoint.ts";
import { isOver, OutOfMemory } from "./errors.ts";
import { FileClient } from "./file-client.ts";
import type { Guest } from "./guest.ts";
import { Refusal, refuse } from "./parent.ts";
import type { Run } from "./run.ts";
import { type Opening, Session } from "./session.ts";
import { type Descriptor, Startup, streamDescriptor } from "./startup.ts";
import {
  AGAIN,
  BUSY,
  FAULT,
  INVALID,
  NO_CHILD,
  NO_EXECUTABLE,
  NO_MEMORY,
  TOO_BIG,
} from "../../../services/errors.ts";
import type { Program } from "../program.ts";

/** How a child has ended, as WAIT says it. */
const Ended = { Exited: 0, Faulted: 1, Killed: 2 } as const;

/** Bytes of a path and arguments: a request that lends more is refused. */
const LONGEST = 65536;

const NO_STREAM = 0xffff_ffff;

interface Child {
  /** Rejects if it cannot begin; then there is no such child. */
  readonly guest: Promise<Guest>;
  waited: boolean;
}

/** What a program asks for when it runs another. */
interface Order {
  /** Streams of the parent's session, or NO_STREAM: input, output, errors. */
  readonly streams: readonly number[];
  readonly directory: number;
  readonly path: string;
  readonly args: readonly string[];
}

export class Children {
  private readonly run: Run;
  private readonly parent: Guest;
  private readonly children = new Map<number, Child>();
  private parentIsOver = false;

  constructor(run: Run, parent: Guest) {
    this.run = run;
    this.parent = parent;
  }

  async spawn(request: Received): Promise<readonly number[]> {
    const order = await readOrder(request);
    if (this.parentIsOver || !this.run.takePlace()) refuse(AGAIN);
    const number = this.freeNumber();
    const guest = this.begin(order);
    this.children.set(number, { guest, waited: false });
    try {
      await guest;
      return [number];
    } catch (error) {
      this.remove(number);
      if (isOver(error) || error instanceof Refusal) throw error;
      throw error instanceof OutOfMemory || hasCode(error, "noFrames") ? new Refusal(NO_MEMORY) : error;
    }
  }

  private async begin({ streams, directory, path, args }: Order): Promise<Guest> {
    const program = await this.load(directory, path);
    const { parts } = this.run;
    const number = parts.nextNumber();
    const openings: Opening[] = [];
    const descriptors: (Descriptor | undefined)[] = streams.map((file, fd) => {
      if (file === NO_STREAM) return undefined;
      openings.push({ kind: "shared", session: this.parent.number, file, writes: true });
      return streamDescriptor(openings.length - 1, { reads: fd === 0, terminal: false });
    });
    const files = this.run.directories.inherited(number, this.parent.number);
    const startup = new Startup(args, this.run.env, [...descriptors, ...files.descriptors]);
    const sessions = [new Session(number, { service: parts.streams, openings }), ...files.sessions];
    return await this.run.begin({ number, program, startup, sessions });
  }

  /** The program that a path names, as the parent sees it. */
  private async load(directory: number, path: string): Promise<Program> {
    const client = await FileClient.open(this.run.desk.handles.files, this.parent.number);
    let binary: Uint8Array;
    try {
      binary = await client.read(directory, path);
    } finally {
      await client.close();
    }
    try {
      return await this.run.parts.load(binary);
    } catch {
      return refuse(NO_EXECUTABLE);
    }
  }

  async wait(number: number): Promise<readonly number[]> {
    const child = this.children.get(number) ?? refuse(NO_CHILD);
    if (child.waited) refuse(BUSY);
    child.waited = true;
    const end = await (await child.guest).ended;
    this.remove(number);
    if ("code" in end) return [end.code, Ended.Exited];
    return [0, end.kind === "faulted" ? Ended.Faulted : Ended.Killed];
  }

  async kill(number: number): Promise<void> {
    const child = this.children.get(number) ?? refuse(NO_CHILD);
    await (await child.guest).destroy();
  }

  /** Their parent is no more, so they are neither; those that begin included. */
  async end(): Promise<void> {
    this.parentIsOver = true;
    for (const [number, child] of this.children) {
      const guest = await child.guest.catch(() => undefined);
      await guest?.destroy();
      await guest?.ended;
      this.remove(number);
    }
  }

  private remove(number: number): void {
    if (this.children.delete(number)) this.run.freePlace();
  }

  private freeNumber(): number {
    let number = 1;
    while (this.children.has(number)) number += 1;
    return number;
  }
}

async function readOrder(request: Received): Promise<Order> {
  const [, streams = 0n, errorsAndPath = 0n, argumentBytes = 0n, directory = 0n] = request.words;
  const low = (word: bigint): number => Number(word & 0xffff_ffffn);
  const pathLength = Number(errorsAndPath >> 32n);
  const length = pathLength + Number(argumentBytes);
  if (length > LONGEST) refuse(TOO_BIG);
  const bytes = await request
    .read(0, length)
    .catch((error: unknown) => (isOver(error) ? rethrow(error) : refuse(FAULT)));
  const text = new TextDecoder().decode(bytes.subarray(pathLength));
  if (text !== "" && !text.endsWith("\0")) refuse(INVALID);
  return {
    streams: [low(streams), Number(streams >> 32n), low(errorsAndPath)],
    directory: low(directory),
    path: new TextDecoder().decode(bytes.subarray(0, pathLength)),
    args: text.split("\0").slice(0, -1),
  };
}

function rethrow(error: unknown): never {
  throw error;
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

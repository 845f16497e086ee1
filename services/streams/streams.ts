/**
 * Streams: pipes, and the streams of consoles.
 *
 * Owns      the streams: the bytes that are in pipes, how many ends read and write each stream.
 * Not here  who waits (transfers.ts), which ends there are (ends.ts).
 */
import { checked, type FixedArray, modifies, u32, u64, zeroed } from "welkin";
import { Status } from "../../kernel/status.ts";
import { BROKEN_PIPE, FAULT, SUCCESS } from "../errors.ts";
import { CHARACTER_DEVICE, UNKNOWN } from "../kinds.ts";
import { ORIGIN } from "../memory.ts";
import { HANGUP, READABLE, WRITABLE } from "../protocol.ts";
import { giveBuffer, PAGE, PASSAGE, takeBuffer } from "./buffers.ts";
import { deviceRead, deviceReadable, deviceWritable, deviceWrite, NOTHING } from "./console.ts";
import { READS, WRITES } from "./ends.ts";
import { CHAINS, STREAMS } from "./limits.ts";
import { read, write } from "../../programs/calls.ts";
import { Places } from "./places.ts";
import { addPipe, badgeOf, removePipe } from "./sessions.ts";
import { advanced, CAPACITY, emptyRun, emptyStart, filledRun } from "./rings.ts";

/** Not errors that clients are told: nothing can be moved yet; the client waits no more. */
export const WAITS: u64 = 0x1_0000;
export const GONE: u64 = 0x1_0001;

/** As many bytes are written at once or not at all, so that what several writers write is not mixed. */
const WHOLE: u32 = 4096;

/** The stream of a console that is its input. */
const INPUT: u32 = 0;

class Stream {
  /** Where the bytes of a pipe are; 0: it is the stream of a console. */
  buffer: u32 = 0;
  head: u32 = 0;
  length: u32 = 0;
  /** Ends that read and write. */
  readers: u32 = 0;
  writers: u32 = 0;
  /** Of a console: which one, which of its streams. */
  console: u32 = 0;
  which: u32 = 0;
  type: u64 = 0;
  /** The next stream of a console of the same chain. */
  next: u32 = 0;
  /** The session that has made a pipe, and its badge, by which it is known whether that is the same still. */
  maker: u32 = 0;
  badge: u64 = 0;
}

/** What has become of an attempt to move bytes: an error, WAITS or GONE; how many bytes. */
export class Moved {
  error: u64 = 0;
  bytes: u32 = 0;
}

const streams: FixedArray<Stream, typeof STREAMS> = zeroed();
const places: Places<typeof STREAMS> = zeroed();
/** The first stream of the consoles of each chain. */
const chains: FixedArray<u32, typeof CHAINS> = zeroed();

// --- Making and removing -----------------------------------------------------------------------------------

/** A pipe without ends; 0 if there is no place or memory for it. */
export function makePipe(session: u32): u32 {
  modifies(streams, places);
  checked();
  const stream = places.take();
  if (stream === 0) return 0;
  const buffer = takeBuffer();
  if (buffer === 0) {
    places.giveBack(stream);
    return 0;
  }
  streams[stream] = new Stream();
  streams[stream].buffer = buffer;
  streams[stream].type = UNKNOWN;
  streams[stream].maker = session;
  streams[stream].badge = badgeOf(session);
  addPipe(session);
  return stream;
}

/** A stream of a console, without ends; 0 if there is no place for it. */
export function makeConsole(console: u32, which: u32, isTerminal: boolean): u32 {
  modifies(streams, places, chains);
  checked();
  const stream = places.take();
  if (stream === 0) return 0;
  streams[stream] = new Stream();
  streams[stream].console = console;
  streams[stream].which = which;
  streams[stream].type = isTerminal ? CHARACTER_DEVICE : UNKNOWN;
  streams[stream].next = chains[console % CHAINS];
  chains[console % CHAINS] = stream;
  return stream;
}

/** The stream, which has no ends any more, is no more. */
export function removeStream(stream: u32): void {
  modifies(streams, places, chains);
  checked();
  if (streams[stream].buffer === 0) {
    unchain(stream);
  } else {
    giveBuffer(streams[stream].buffer);
    if (badgeOf(streams[stream].maker) === streams[stream].badge) {
      removePipe(streams[stream].maker);
    }
  }
  places.giveBack(stream);
}

function unchain(stream: u32): void {
  modifies(streams, chains);
  checked();
  const chain: u32 = streams[stream].console % CHAINS;
  const next = streams[stream].next;
  if (chains[chain] === stream) {
    chains[chain] = next;
    return;
  }
  let before: u32 = chains[chain];
  while (streams[before].next !== stream) {
    before = streams[before].next;
  }
  streams[before].next = next;
}

/** The first stream of a console behind `stream`, or of all where that is 0; 0 if there is none. */
export function nextOfConsole(console: u32, stream: u32): u32 {
  checked();
  let next: u32 = stream === 0 ? chains[console % CHAINS] : streams[stream].next;
  while (next !== 0 && streams[next].console !== console) {
    next = streams[next].next;
  }
  return next;
}

/** The stream has one end more for `mode`. */
export function attach(stream: u32, mode: u32): void {
  modifies(streams);
  checked();
  if ((mode & READS) !== 0) {
    streams[stream].readers += 1;
  }
  if ((mode & WRITES) !== 0) {
    streams[stream].writers += 1;
  }
}

export function detach(stream: u32, mode: u32): void {
  modifies(streams);
  checked();
  if ((mode & READS) !== 0) {
    streams[stream].readers -= 1;
  }
  if ((mode & WRITES) !== 0) {
    streams[stream].writers -= 1;
  }
}

// --- What is known of it -----------------------------------------------------------------------------------

export function typeOf(stream: u32): u64 {
  checked();
  return streams[stream].type;
}

/** What an end for `mode` of a console's stream can be for. */
export function modeOfConsole(which: u32): u32 {
  checked();
  return which === INPUT ? READS : WRITES;
}

/** Bytes that can be read at once. */
export function readableBytes(stream: u32): u32 {
  checked();
  if (streams[stream].buffer !== 0) return streams[stream].length;
  const bytes = streams[stream].which === INPUT ? deviceReadable(streams[stream].console) : 0;
  return bytes === NOTHING ? 0 : bytes;
}

/** What an end for `mode` need not wait for: events. */
export function readiness(stream: u32, mode: u32): u64 {
  checked();
  const reading = (mode & READS) !== 0 ? readReadiness(stream) : 0;
  const writing = (mode & WRITES) !== 0 ? writeReadiness(stream) : 0;
  return reading | writing;
}

function readReadiness(stream: u32): u64 {
  checked();
  if (streams[stream].buffer !== 0) {
    if (streams[stream].length > 0) return READABLE;
    return streams[stream].writers === 0 ? READABLE | HANGUP : 0;
  }
  const bytes = deviceReadable(streams[stream].console);
  if (bytes === NOTHING) return 0;
  return bytes === 0 ? READABLE | HANGUP : READABLE;
}

function writeReadiness(stream: u32): u64 {
  checked();
  if (streams[stream].buffer !== 0) {
    if (streams[stream].readers === 0) return WRITABLE | HANGUP;
    return CAPACITY - streams[stream].length >= WHOLE ? WRITABLE : 0;
  }
  const bytes = deviceWritable(streams[stream].console, streams[stream].which);
  if (bytes === NOTHING) return WRITABLE | HANGUP;
  return bytes === 0 ? 0 : WRITABLE;
}

// --- Moving bytes ------------------------------------------------------------------------------------------

function least(a: u64, b: u32): u32 {
  checked();
  return a < u64.from(b) ? u32.from(a) : b;
}

function outcome(status: Status, bytes: u32): Moved {
  checked();
  if (status === Status.Done) return { error: SUCCESS, bytes };
  return { error: status === Status.NoSuchClient ? GONE : FAULT, bytes: 0 };
}

/** Moves up to `limit` bytes into the loan of a client, from its byte `at` on. No bytes without an error: the end. */
export function deliver(stream: u32, client: u32, at: u64, limit: u64): Moved {
  modifies(streams);
  checked();
  if (streams[stream].buffer === 0) return deliverInput(stream, client, at, limit);
  const length = least(limit, streams[stream].length);
  if (length === 0) return { error: streams[stream].writers === 0 ? SUCCESS : WAITS, bytes: 0 };
  const head = streams[stream].head;
  const run = least(u64.from(filledRun(head, streams[stream].length)), length);
  const origin: u64 = ORIGIN + u64.from(streams[stream].buffer);
  let status = write(client, at, origin + u64.from(head), run);
  if (status === Status.Done && run < length) {
    status = write(client, at + u64.from(run), origin, length - run);
  }
  if (status === Status.Done) {
    streams[stream].head = advanced(head, length);
    streams[stream].length -= length;
  }
  return outcome(status, length);
}

function deliverInput(stream: u32, client: u32, at: u64, limit: u64): Moved {
  checked();
  const bytes = deviceRead(streams[stream].console, PASSAGE, least(limit, PAGE));
  if (bytes === NOTHING) return { error: WAITS, bytes: 0 };
  if (bytes === 0) return { error: SUCCESS, bytes: 0 };
  return outcome(write(client, at, ORIGIN + u64.from(PASSAGE), bytes), bytes);
}

/** Moves up to `limit` bytes, at least one, out of the loan of a client, from its byte `at` on. */
export function collect(stream: u32, client: u32, at: u64, limit: u64): Moved {
  modifies(streams);
  checked();
  if (streams[stream].buffer === 0) return collectOutput(stream, client, at, limit);
  if (streams[stream].readers === 0) return { error: BROKEN_PIPE, bytes: 0 };
  const filled = streams[stream].length;
  const empty: u32 = CAPACITY - filled;
  if (empty < least(limit, WHOLE)) return { error: WAITS, bytes: 0 };
  const length = least(limit, empty);
  const head = streams[stream].head;
  const run = least(u64.from(emptyRun(head, filled)), length);
  const origin: u64 = ORIGIN + u64.from(streams[stream].buffer);
  let status = read(client, at, origin + u64.from(emptyStart(head, filled)), run);
  if (status === Status.Done && run < length) {
    status = read(client, at + u64.from(run), origin, length - run);
  }
  if (status === Status.Done) {
    streams[stream].length += length;
  }
  return outcome(status, length);
}

function collectOutput(stream: u32, client: u32, at: u64, limit: u64): Moved {
  checked();
  const console = streams[stream].console;
  const which = streams[stream].which;
  const writable = deviceWritable(console, which);
  if (writable === NOTHING) return { error: BROKEN_PIPE, bytes: 0 };
  if (writable === 0) return { error: WAITS, bytes: 0 };
  const length = least(limit, PAGE);
  const moved = outcome(read(client, at, ORIGIN + u64.from(PASSAGE), length), length);
  if (moved.error !== SUCCESS) return moved;
  const taken = deviceWrite(console, which, PASSAGE, length);
  if (taken === NOTHING) return { error: BROKEN_PIPE, bytes: 0 };
  return { error: taken === 0 ? WAITS : SUCCESS, bytes: taken };
}

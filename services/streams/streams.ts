/**
 * Streams: pipes, and what the device has: streams of consoles, connections, listeners.
 *
 * Owns      the streams: the bytes that are in pipes, how many ends read and write each stream.
 * Not here  who waits (transfers.ts), which ends there are (ends.ts).
 */
import { checked, type FixedArray, modifies, u32, u64, zeroed } from "welkin";
import { Status } from "../../kernel/status.ts";
import { BROKEN_PIPE, CONNECTION_RESET, FAULT, SUCCESS } from "../errors.ts";
import { UNKNOWN } from "../kinds.ts";
import { ORIGIN } from "../memory.ts";
import { HANGUP, READABLE, WRITABLE } from "../protocol.ts";
import { giveBuffer, PAGE, PASSAGE, takeBuffer } from "./buffers.ts";
import { deviceRead, deviceReadable, deviceWritable, deviceWrite, NOTHING } from "./console.ts";
import { READS, WRITES } from "./ends.ts";
import { CHAINS, STREAMS } from "./limits.ts";
import { read, write } from "../../programs/calls.ts";
import { Places } from "./places.ts";
import { addPipe, badgeOf, removePipe } from "./sessions.ts";
import { deviceClose, deviceFinish, devicePeek, RESET } from "./sockets.ts";
import { advanced, CAPACITY, emptyRun, emptyStart, filledRun } from "./rings.ts";

/** Not errors that clients are told: nothing can be moved yet; the client waits no more. */
export const WAITS: u64 = 0x1_0000;
export const GONE: u64 = 0x1_0001;

/** As many bytes are written at once or not at all, so that what several writers write is not mixed. */
const WHOLE: u32 = 4096;

/** Which of the device's streams one is: input, output (1) and errors (2) of a console, or else. */
const INPUT: u32 = 0;
export const CONNECTION: u32 = 3;
export const LISTENER: u32 = 4;

class Stream {
  /** Where the bytes of a pipe are; 0: it is a stream of the device. */
  buffer: u32 = 0;
  head: u32 = 0;
  length: u32 = 0;
  /** Ends that read and write. */
  readers: u32 = 0;
  writers: u32 = 0;
  /** Of the device: the number of the console, connection or listener, and which stream of it. */
  number: u32 = 0;
  which: u32 = 0;
  type: u64 = 0;
  /** The next stream of the device with a number of the same chain. */
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
/** By number: the first of the device's streams of each chain. */
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

/** A stream of the device, without ends; 0 if there is no place for it. */
export function makeOfDevice(number: u32, which: u32, type: u64): u32 {
  modifies(streams, places, chains);
  checked();
  const stream = places.take();
  if (stream === 0) return 0;
  streams[stream] = new Stream();
  streams[stream].number = number;
  streams[stream].which = which;
  streams[stream].type = type;
  streams[stream].next = chains[number % CHAINS];
  chains[number % CHAINS] = stream;
  return stream;
}

/** The stream, which has no ends any more, is no more. */
export function removeStream(stream: u32): void {
  modifies(streams, places, chains);
  checked();
  if (streams[stream].buffer === 0) {
    unchain(stream);
    if (streams[stream].which === CONNECTION) {
      deviceClose(streams[stream].number);
    }
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
  const chain: u32 = streams[stream].number % CHAINS;
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

/** The first of the device's streams with this number behind `stream`, or of all where that is 0; 0 if there is none. */
export function nextOfDevice(number: u32, stream: u32): u32 {
  checked();
  let next: u32 = stream === 0 ? chains[number % CHAINS] : streams[stream].next;
  while (next !== 0 && streams[next].number !== number) {
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

/** It has one end less for `mode`. The other end of a connection is told when nothing more is written. */
export function detach(stream: u32, mode: u32): void {
  modifies(streams);
  checked();
  if ((mode & READS) !== 0) {
    streams[stream].readers -= 1;
  }
  if ((mode & WRITES) !== 0) {
    streams[stream].writers -= 1;
    if (isConnection(stream) && streams[stream].writers === 0) {
      deviceFinish(streams[stream].number);
    }
  }
}

// --- What is known of it -----------------------------------------------------------------------------------

export function typeOf(stream: u32): u64 {
  checked();
  return streams[stream].type;
}

export function isConnection(stream: u32): boolean {
  checked();
  return streams[stream].buffer === 0 && streams[stream].which === CONNECTION;
}

export function isListener(stream: u32): boolean {
  checked();
  return streams[stream].buffer === 0 && streams[stream].which === LISTENER;
}

/** The number that a stream of the device has there. */
export function deviceNumberOf(stream: u32): u32 {
  checked();
  return streams[stream].number;
}

/** What an end of a stream of the device is for. */
export function modeOfDevice(which: u32): u32 {
  checked();
  if (which === CONNECTION) return READS | WRITES;
  return which === INPUT || which === LISTENER ? READS : WRITES;
}

/** Bytes that can be read at once. */
export function readableBytes(stream: u32): u32 {
  checked();
  if (streams[stream].buffer !== 0) return streams[stream].length;
  if (streams[stream].which !== INPUT && streams[stream].which !== CONNECTION) return 0;
  const bytes = deviceReadable(streams[stream].number);
  return bytes === NOTHING || bytes === RESET ? 0 : bytes;
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
  const bytes = deviceReadable(streams[stream].number);
  if (bytes === NOTHING) return 0;
  return bytes === 0 || bytes === RESET ? READABLE | HANGUP : READABLE;
}

function writeReadiness(stream: u32): u64 {
  checked();
  if (streams[stream].buffer !== 0) {
    if (streams[stream].readers === 0) return WRITABLE | HANGUP;
    return CAPACITY - streams[stream].length >= WHOLE ? WRITABLE : 0;
  }
  const bytes = deviceWritable(streams[stream].number, streams[stream].which);
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
  return arrived(deviceRead(streams[stream].number, PASSAGE, least(limit, PAGE)), client, at);
}

/** Copies what could be read of a connection, but for the first `skip` bytes, and leaves it there. */
export function show(stream: u32, client: u32, at: u64, limit: u64, skip: u32): Moved {
  checked();
  return arrived(devicePeek(streams[stream].number, skip, PASSAGE, least(limit, PAGE)), client, at);
}

/** So many bytes of the device are where bytes pass through, as it says it. */
function arrived(bytes: u32, client: u32, at: u64): Moved {
  checked();
  if (bytes === NOTHING) return { error: WAITS, bytes: 0 };
  if (bytes === RESET) return { error: CONNECTION_RESET, bytes: 0 };
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
  const number = streams[stream].number;
  const which = streams[stream].which;
  const writable = deviceWritable(number, which);
  if (writable === NOTHING) return { error: BROKEN_PIPE, bytes: 0 };
  if (writable === 0) return { error: WAITS, bytes: 0 };
  const length = least(limit, PAGE);
  const moved = outcome(read(client, at, ORIGIN + u64.from(PASSAGE), length), length);
  if (moved.error !== SUCCESS) return moved;
  const taken = deviceWrite(number, which, PASSAGE, length);
  if (taken === NOTHING) return { error: BROKEN_PIPE, bytes: 0 };
  return { error: taken === 0 ? WAITS : SUCCESS, bytes: taken };
}

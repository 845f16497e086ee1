/**
 * Transfers: reads and writes of clients that are not answered yet, and their waiting for connections, which is reading of a
 * listener.
 *
 * Owns      the transfers, in a queue for each direction of each stream: first come, first served; and in chains by client.
 * Stale     a client that was destroyed while it waited is not known to be so before its transfer's turn comes, and its number
 *           may be another's by then. So whoever calls has no transfer: one that is found is dropped (`dropClient`).
 */
import { checked, type FixedArray, modifies, type u32, u64, zeroed } from "welkin";
import { BROKEN_PIPE, SUCCESS } from "../errors.ts";
import { answer } from "./answers.ts";
import { sessionOfEnd, streamOf } from "./ends.ts";
import { CHAINS, TRANSFERS } from "./limits.ts";
import { openConnection } from "./opening.ts";
import { Places } from "./places.ts";
import { addTransfer, removeTransfer } from "./sessions.ts";
import { collect, deliver, GONE, isListener, show, WAITS } from "./streams.ts";

/** Two for each stream. */
const QUEUES = 32770;

/** Directions, as a client sees them. */
export const IN: u32 = 0;
export const OUT: u32 = 1;

/** No bytes are left out, and what is read is taken. */
export const TAKES: u32 = 0xffff_ffff;

class Transfer {
  end: u32 = 0;
  client: u32 = 0;
  direction: u32 = 0;
  /** Where it begins in the client's loan, its length, and how much of it is done. Bytes. */
  at: u64 = 0;
  length: u64 = 0;
  /** Bytes; of a listener, the number of the connection's file. */
  done: u64 = 0;
  /** TAKES; or it leaves what it reads there, and the first so many bytes out. */
  skip: u32 = 0;
  /** Neighbours in the queue. */
  previous: u32 = 0;
  next: u32 = 0;
  /** The next transfer of a client of the same chain. */
  nextOfClient: u32 = 0;
}

const transfers: FixedArray<Transfer, typeof TRANSFERS> = zeroed();
const places: Places<typeof TRANSFERS> = zeroed();
const firsts: FixedArray<u32, typeof QUEUES> = zeroed();
const lasts: FixedArray<u32, typeof QUEUES> = zeroed();
const chains: FixedArray<u32, typeof CHAINS> = zeroed();

function queueOf(stream: u32, direction: u32): u32 {
  checked();
  return stream * 2 + direction;
}

/** Puts a transfer behind all others of its stream and direction; 0 if there are too many. */
export function beginTransfer(end: u32, client: u32, direction: u32, at: u64, length: u64, skip: u32): u32 {
  modifies(transfers, places, firsts, lasts, chains);
  checked();
  const transfer = places.take();
  if (transfer === 0) return 0;
  const queue = queueOf(streamOf(end), direction);
  const chain: u32 = client % CHAINS;
  const previous = lasts[queue];
  const nextOfClient = chains[chain];
  transfers[transfer] = {
    end,
    client,
    direction,
    at,
    length,
    done: 0,
    skip,
    previous,
    next: 0,
    nextOfClient,
  };
  if (previous === 0) {
    firsts[queue] = transfer;
  } else {
    transfers[previous].next = transfer;
  }
  lasts[queue] = transfer;
  chains[chain] = transfer;
  addTransfer(sessionOfEnd(end));
  return transfer;
}

/** Takes a transfer out of its queue and chain. */
export function removeFromQueue(transfer: u32): void {
  modifies(transfers, places, firsts, lasts, chains);
  checked();
  const end = transfers[transfer].end;
  const queue = queueOf(streamOf(end), transfers[transfer].direction);
  const previous = transfers[transfer].previous;
  const next = transfers[transfer].next;
  if (previous === 0) {
    firsts[queue] = next;
  } else {
    transfers[previous].next = next;
  }
  if (next === 0) {
    lasts[queue] = previous;
  } else {
    transfers[next].previous = previous;
  }
  unchain(transfer);
  removeTransfer(sessionOfEnd(end));
  places.giveBack(transfer);
}

function unchain(transfer: u32): void {
  modifies(transfers, chains);
  checked();
  const chain: u32 = transfers[transfer].client % CHAINS;
  const next = transfers[transfer].nextOfClient;
  if (chains[chain] === transfer) {
    chains[chain] = next;
    return;
  }
  let before: u32 = chains[chain];
  while (transfers[before].nextOfClient !== transfer) {
    before = transfers[before].nextOfClient;
  }
  transfers[before].nextOfClient = next;
}

/** The client calls, so it waits for nothing. */
export function dropClient(client: u32): void {
  modifies(transfers, places, firsts, lasts, chains);
  checked();
  let transfer = chains[client % CHAINS];
  while (transfer !== 0 && transfers[transfer].client !== client) {
    transfer = transfers[transfer].nextOfClient;
  }
  if (transfer !== 0) {
    removeFromQueue(transfer);
  }
}

/** Answers a client what has become of its transfer, which is no more. */
export function finish(transfer: u32, error: u64): void {
  modifies(transfers, places, firsts, lasts, chains);
  checked();
  const client = transfers[transfer].client;
  const done = transfers[transfer].done;
  removeFromQueue(transfer);
  answer(client, error, done);
}

/** Does the transfer of the client still wait? */
export function isWaiting(transfer: u32, client: u32): boolean {
  checked();
  let one = chains[client % CHAINS];
  while (one !== 0 && one !== transfer) {
    one = transfers[one].nextOfClient;
  }
  return one !== 0;
}

/** Bytes that are done. */
export function doneOf(transfer: u32): u64 {
  checked();
  return transfers[transfer].done;
}

/** All transfers of an end are no more. */
export function cancelTransfers(end: u32, direction: u32, error: u64): void {
  modifies(transfers, places, firsts, lasts, chains);
  checked();
  let transfer = firsts[queueOf(streamOf(end), direction)];
  while (transfer !== 0) {
    const next = transfers[transfer].next;
    if (transfers[transfer].end === end) {
      finish(transfer, error);
    }
    transfer = next;
  }
}

// --- Going on ----------------------------------------------------------------------------------------------

/**
 * Has all transfers of a stream go on as far as they can. Ends, since each round ends a transfer or fills or empties a pipe:
 * a read ends with the first bytes that it gets.
 */
export function goOn(stream: u32): void {
  modifies(transfers, places, firsts, lasts, chains);
  checked();
  let progress = true;
  while (progress) {
    const written = serveQueue(stream, OUT);
    const wasRead = serveQueue(stream, IN);
    progress = written || wasRead;
  }
}

/** Has the transfers of one direction go on. Says whether anything was moved or ended. */
function serveQueue(stream: u32, direction: u32): boolean {
  modifies(transfers, places, firsts, lasts, chains);
  checked();
  let progress = false;
  let transfer = firsts[queueOf(stream, direction)];
  while (transfer !== 0) {
    const before = transfers[transfer].done;
    const error = direction === IN ? tryRead(transfer) : tryWrite(transfer);
    if (error === WAITS) return progress || transfers[transfer].done > before;
    if (error === GONE) {
      removeFromQueue(transfer);
    } else {
      finish(transfer, error);
    }
    progress = true;
    transfer = firsts[queueOf(stream, direction)];
  }
  return progress;
}

function tryRead(transfer: u32): u64 {
  modifies(transfers);
  checked();
  const stream = streamOf(transfers[transfer].end);
  if (isListener(stream)) return tryAccept(transfer);
  const client = transfers[transfer].client;
  const at = transfers[transfer].at;
  const length = transfers[transfer].length;
  const skip = transfers[transfer].skip;
  if (length === 0) return SUCCESS;
  const moved = skip === TAKES ? deliver(stream, client, at, length) : show(stream, client, at, length, skip);
  transfers[transfer].done = u64.from(moved.bytes);
  return moved.error;
}

function tryAccept(transfer: u32): u64 {
  modifies(transfers);
  checked();
  const opened = openConnection(transfers[transfer].end);
  transfers[transfer].done = opened.file;
  return opened.error;
}

function tryWrite(transfer: u32): u64 {
  modifies(transfers);
  checked();
  const stream = streamOf(transfers[transfer].end);
  const client = transfers[transfer].client;
  const at = transfers[transfer].at;
  const length = transfers[transfer].length;
  let done = transfers[transfer].done;
  let error = SUCCESS;
  while (error === SUCCESS && done < length) {
    const moved = collect(stream, client, at + done, length - done);
    error = moved.error;
    done += u64.from(moved.bytes);
  }
  transfers[transfer].done = done;
  return error === BROKEN_PIPE && done > 0 ? SUCCESS : error;
}

/**
 * Requests of sessions: what becomes of each message.
 *
 * Owns      nothing. What a message says is looked up in the session of its badge, never believed.
 */
import { checked, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import {
  AGAIN,
  BAD_FILE,
  BROKEN_PIPE,
  CANNOT_SEEK,
  INVALID,
  NO_MEMORY,
  NO_SPACE,
  NOT_CONNECTED,
  NOT_DIRECTORY,
  NOT_SUPPORTED,
  SUCCESS,
  TOO_MANY_FILES,
} from "../errors.ts";
import {
  ACCEPT,
  ALLOCATE,
  CLOSE,
  HANGUP,
  LINK,
  NONBLOCK,
  OPEN,
  PEEK,
  PIPE,
  READ,
  READABLE,
  READ_DIRECTORY,
  READ_LINK,
  SET_SIZE,
  SET_TIMES,
  SHUT_DOWN,
  STAT,
  STAT_PATH,
  SYNC,
  WATCH,
  WRITABLE,
  WRITE,
} from "../protocol.ts";
import { LATER, results } from "./answers.ts";
import { modeOf, READS, setWatched, streamOf, watchedOf, WRITES } from "./ends.ts";
import { closeEnd, shutDown } from "./files.ts";
import { SESSION_PIPES, SESSION_TRANSFERS } from "./limits.ts";
import { openEnd } from "./opening.ts";
import { endOf, pipesOf, transfersOf } from "./sessions.ts";
import {
  isConnection,
  isListener,
  makePipe,
  readableBytes,
  readiness,
  removeStream,
  typeOf,
} from "./streams.ts";
import { beginTransfer, doneOf, finish, goOn, IN, isWaiting, OUT, TAKES } from "./transfers.ts";
import { keepNotification, tellWatchers } from "./watches.ts";

/** The number of the file system that streams are in. */
const FILE_SYSTEM: u64 = 255;

/** Bytes of one request at most, so that none takes long. */
const LONGEST: u64 = 1_048_576;

/** Greatest place in a loan: that of a memory. */
const FARTHEST: u64 = 0x1_0000_0000;

/** What a session that has sent the latest message is answered, unless LATER. */
export function serveSession(session: u32, client: u32): u64 {
  checked();
  const request = word(0);
  const operation: u64 = request & 0xffff;
  if (operation === PIPE) return pipe(session);
  const end = endOf(session, word(1));
  if (end === 0) return refusal(operation, BAD_FILE);
  if (operation === READ) return transfer(session, client, end, IN);
  if (operation === WRITE) return transfer(session, client, end, OUT);
  if (operation === ACCEPT) return accept(session, client, end);
  if (operation === WATCH) return watch(session, client, end);
  if (operation === STAT) return stat(end);
  if (operation === CLOSE) {
    closeEnd(end);
    return SUCCESS;
  }
  if (operation === SHUT_DOWN) return shut(end);
  return refusal(operation, INVALID);
}

/** Why a stream cannot do what files can. */
function refusal(operation: u64, otherwise: u64): u64 {
  checked();
  if (operation === ALLOCATE) return CANNOT_SEEK;
  if (operation === SYNC || operation === SET_SIZE || operation === SET_TIMES) return otherwise;
  if (operation === OPEN || operation === STAT_PATH) return NOT_DIRECTORY;
  if (operation >= READ_DIRECTORY && operation <= READ_LINK) return NOT_DIRECTORY;
  return operation > LINK ? NOT_SUPPORTED : otherwise;
}

function transfer(session: u32, client: u32, end: u32, direction: u32): u64 {
  checked();
  const stream = streamOf(end);
  const peeks = ((word(0) >> 32) & PEEK) !== 0;
  const length = word(3);
  const at = word(4);
  if (isListener(stream)) return NOT_CONNECTED;
  if ((modeOf(end) & (direction === IN ? READS : WRITES)) === 0) return afterwards(stream, direction);
  if (length > FARTHEST || at > FARTHEST) return INVALID;
  if (peeks && (word(2) >= u64.from(TAKES) || !isConnection(stream))) return INVALID;
  const skip = peeks ? u32.from(word(2)) : TAKES;
  return begin(session, client, end, direction, at, length < LONGEST ? length : LONGEST, skip);
}

/** What reading and writing comes to where it is not possible: a connection that was shut down is at its end. */
function afterwards(stream: u32, direction: u32): u64 {
  checked();
  if (!isConnection(stream)) return BAD_FILE;
  return direction === IN ? SUCCESS : BROKEN_PIPE;
}

function accept(session: u32, client: u32, end: u32): u64 {
  checked();
  return isListener(streamOf(end)) ? begin(session, client, end, IN, 0, 0, TAKES) : INVALID;
}

/** Has a transfer go on as far as it can, and wait if it may. */
function begin(session: u32, client: u32, end: u32, direction: u32, at: u64, length: u64, skip: u32): u64 {
  checked();
  const mayNotWait = ((word(0) >> 32) & NONBLOCK) !== 0;
  if (transfersOf(session) >= SESSION_TRANSFERS) return AGAIN;
  const begun = beginTransfer(end, client, direction, at, length, skip);
  if (begun === 0) return NO_MEMORY;
  goOn(streamOf(end));
  if (mayNotWait && isWaiting(begun, client)) {
    finish(begun, doneOf(begun) > 0 ? SUCCESS : AGAIN);
  }
  tellWatchers(streamOf(end));
  return LATER;
}

/** The bits of events are those of modes: an end need not wait for what it is not for. */
function watch(session: u32, client: u32, end: u32): u64 {
  checked();
  const events: u64 = word(2) & (READABLE | WRITABLE);
  const stream = streamOf(end);
  const mode: u32 = modeOf(end) & u32.from(events);
  const ready: u64 = mode === 0 ? events | HANGUP : readiness(stream, mode);
  if ((ready & events) === 0 && keepNotification(session, client)) {
    setWatched(end, watchedOf(end) | events);
  }
  results(ready, u64.from(readableBytes(stream)));
  return SUCCESS;
}

function stat(end: u32): u64 {
  checked();
  const stream = streamOf(end);
  results(u64.from(stream), 0);
  return (typeOf(stream) << 16) | (FILE_SYSTEM << 24) | (1 << 32);
}

function shut(end: u32): u64 {
  checked();
  const how: u64 = word(2);
  if (how === 0 || how > 3) return INVALID;
  shutDown(end, u32.from(how));
  return SUCCESS;
}

function pipe(session: u32): u64 {
  checked();
  if (pipesOf(session) >= SESSION_PIPES) return NO_SPACE;
  const stream = makePipe(session);
  if (stream === 0) return NO_MEMORY;
  const reading = openEnd(session, stream, READS);
  if (reading.error !== SUCCESS) {
    removeStream(stream);
    return reading.error;
  }
  const writing = openEnd(session, stream, WRITES);
  if (writing.error !== SUCCESS) {
    closeEnd(endOf(session, reading.file));
    return TOO_MANY_FILES;
  }
  results(reading.file, writing.file);
  return SUCCESS;
}

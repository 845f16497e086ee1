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
  CANNOT_SEEK,
  INVALID,
  NO_MEMORY,
  NO_SPACE,
  NOT_DIRECTORY,
  NOT_SUPPORTED,
  SUCCESS,
  TOO_MANY_FILES,
} from "../errors.ts";
import {
  ALLOCATE,
  CLOSE,
  HANGUP,
  LINK,
  NONBLOCK,
  OPEN,
  PIPE,
  READ,
  READ_DIRECTORY,
  READ_LINK,
  SET_SIZE,
  SET_TIMES,
  SHUT_DOWN,
  STAT,
  STAT_PATH,
  SYNC,
  WATCH,
  WRITE,
} from "../protocol.ts";
import { LATER, results } from "./answers.ts";
import { modeOf, READS, setWatched, streamOf, WRITES } from "./ends.ts";
import { closeEnd, openEnd, shutDown } from "./files.ts";
import { SESSION_PIPES, SESSION_TRANSFERS } from "./limits.ts";
import { endOf, pipesOf, transfersOf } from "./sessions.ts";
import { makePipe, readableBytes, readiness, removeStream, typeOf } from "./streams.ts";
import { beginTransfer, doneOf, finish, goOn, IN, isWaiting, OUT } from "./transfers.ts";
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
  const mayNotWait = ((word(0) >> 32) & NONBLOCK) !== 0;
  const length = word(3);
  const at = word(4);
  if ((modeOf(end) & (direction === IN ? READS : WRITES)) === 0) return BAD_FILE;
  if (length > FARTHEST || at > FARTHEST) return INVALID;
  if (transfersOf(session) >= SESSION_TRANSFERS) return AGAIN;
  const begun = beginTransfer(end, client, direction, at, length < LONGEST ? length : LONGEST);
  if (begun === 0) return NO_MEMORY;
  goOn(streamOf(end));
  if (mayNotWait && isWaiting(begun, client)) {
    finish(begun, doneOf(begun) > 0 ? SUCCESS : AGAIN);
  }
  tellWatchers(streamOf(end));
  return LATER;
}

function watch(session: u32, client: u32, end: u32): u64 {
  checked();
  const events: u64 = word(2);
  const stream = streamOf(end);
  const ready: u64 = readiness(stream, modeOf(end)) & (events | HANGUP);
  if ((ready & events) === 0 && keepNotification(session, client)) {
    setWatched(end, events);
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

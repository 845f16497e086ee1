/**
 * Files of sessions: each is an end of a stream.
 *
 * Owns      nothing: it has sessions, ends, streams and what waits for them agree.
 */
import { checked, type u32, u64 } from "welkin";
import { BROKEN_PIPE, CANCELED, SUCCESS, TOO_MANY_FILES } from "../errors.ts";
import {
  fileOfEnd,
  firstEnd,
  makeEnd,
  modeOf,
  READS,
  removeEnd,
  sessionOfEnd,
  setMode,
  streamOf,
  WRITES,
} from "./ends.ts";
import { FILES } from "./limits.ts";
import { closeSession, endOf, freeFile, NO_FILE, setFile } from "./sessions.ts";
import { attach, detach, removeStream } from "./streams.ts";
import { cancelTransfers, goOn, IN, OUT } from "./transfers.ts";
import { forgetNotification, tellWatchers } from "./watches.ts";

/** What has become of opening: an error, the number of the file. */
export class Opened {
  error: u64 = 0;
  file: u64 = 0;
}

/** Gives a session a file that is an end of the stream. */
export function openEnd(session: u32, stream: u32, mode: u32): Opened {
  checked();
  const file = freeFile(session);
  const end = file === NO_FILE ? 0 : makeEnd(session, file, stream, mode);
  if (end === 0) return { error: TOO_MANY_FILES, file: 0 };
  setFile(session, file, end);
  attach(stream, mode);
  return { error: SUCCESS, file: u64.from(file) };
}

/** The end is no more, nor is its stream if it was the last. Its transfers are told Canceled. */
export function closeEnd(end: u32): void {
  checked();
  const stream = streamOf(end);
  shutEnd(end, READS | WRITES, CANCELED);
  setFile(sessionOfEnd(end), fileOfEnd(end), 0);
  removeEnd(end);
  if (firstEnd(stream) === 0) {
    removeStream(stream);
  }
}

/** The end is for what is in `mode` no more. */
export function shutDown(end: u32, mode: u32): void {
  checked();
  shutEnd(end, mode, BROKEN_PIPE);
}

function shutEnd(end: u32, mode: u32, error: u64): void {
  checked();
  const stream = streamOf(end);
  const lost: u32 = modeOf(end) & mode;
  setMode(end, modeOf(end) & ~mode);
  if ((lost & READS) !== 0) {
    cancelTransfers(end, IN, error);
  }
  if ((lost & WRITES) !== 0) {
    cancelTransfers(end, OUT, error);
  }
  detach(stream, lost);
  goOn(stream);
  tellWatchers(stream);
}

/** The session is no more, nor are its files. */
export function closeAll(session: u32): void {
  checked();
  forgetNotification(session);
  for (let file: u32 = 0; file < FILES; file += 1) {
    const end = endOf(session, u64.from(file));
    if (end !== 0) {
      closeEnd(end);
    }
  }
  closeSession(session);
}

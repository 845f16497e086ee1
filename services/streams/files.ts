/**
 * Files of sessions: each is an end of a stream. How they end.
 *
 * Owns      nothing: it has sessions, ends, streams and what waits for them agree.
 * Not here  how they begin (opening.ts).
 */
import { checked, type u32, u64 } from "welkin";
import { BROKEN_PIPE, CANCELED } from "../errors.ts";
import { indexOf } from "../numbers.ts";
import {
  fileOfEnd,
  firstEnd,
  modeOf,
  READS,
  removeEnd,
  sessionOfEnd,
  setMode,
  streamOf,
  WRITES,
} from "./ends.ts";
import { FILES } from "./limits.ts";
import { closeSession, endAt, setFile } from "./sessions.ts";
import { detach, removeStream } from "./streams.ts";
import { cancelTransfers, goOn, IN, OUT } from "./transfers.ts";
import { forgetNotification, tellWatchers } from "./watches.ts";

/** The end is no more, nor is its stream if it was the last. Its transfers are told Canceled. */
export function closeEnd(end: u32): void {
  checked();
  const stream = streamOf(end);
  shutEnd(end, READS | WRITES, CANCELED);
  setFile(sessionOfEnd(end), indexOf(u64.from(fileOfEnd(end))), 0);
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
  for (let index: u32 = 0; index < FILES; index += 1) {
    const end = endAt(session, index);
    if (end !== 0) {
      closeEnd(end);
    }
  }
  closeSession(session);
}

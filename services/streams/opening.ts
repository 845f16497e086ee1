/**
 * Opening: ends of streams that become files of sessions.
 *
 * Owns      nothing: it has sessions, ends and streams agree.
 */
import { checked, u32, type u64 } from "welkin";
import { INVALID, NO_MEMORY, SUCCESS, TOO_MANY_FILES } from "../errors.ts";
import { SOCKET_STREAM } from "../kinds.ts";
import { numberOf } from "../numbers.ts";
import { NOTHING } from "./console.ts";
import { makeEnd, READS, sessionOfEnd, streamOf, WRITES } from "./ends.ts";
import { eraOf, freeFile, NO_FILE, setFile } from "./sessions.ts";
import { deviceAccept, deviceClose, RESET } from "./sockets.ts";
import { attach, CONNECTION, deviceNumberOf, makeOfDevice, removeStream, WAITS } from "./streams.ts";

/** What has become of opening: an error, the number of the file. */
export class Opened {
  error: u64 = 0;
  file: u64 = 0;
}

/** Gives a session a file that is an end of the stream, and that it has opened itself. */
export function openEnd(session: u32, stream: u32, mode: u32): Opened {
  checked();
  return openInEra(session, stream, mode, eraOf(session));
}

/** Gives a session a file that it begins with. */
export function giveEnd(session: u32, stream: u32, mode: u32): Opened {
  checked();
  return openInEra(session, stream, mode, 0);
}

function openInEra(session: u32, stream: u32, mode: u32, era: u32): Opened {
  checked();
  const index = freeFile(session);
  if (index === NO_FILE) return { error: TOO_MANY_FILES, file: 0 };
  const file = numberOf(index, era);
  const end = makeEnd(session, u32.from(file), stream, mode);
  if (end === 0) return { error: TOO_MANY_FILES, file: 0 };
  setFile(session, index, end);
  attach(stream, mode);
  return { error: SUCCESS, file };
}

/** Gives the session of a listener's end the next connection; WAITS if there is none yet. One that has no place stays where it is. */
export function openConnection(end: u32): Opened {
  checked();
  const session = sessionOfEnd(end);
  if (freeFile(session) === NO_FILE) return { error: TOO_MANY_FILES, file: 0 };
  const connection = deviceAccept(deviceNumberOf(streamOf(end)));
  if (connection === NOTHING) return { error: WAITS, file: 0 };
  if (connection === RESET) return { error: INVALID, file: 0 };
  const stream = makeOfDevice(connection, CONNECTION, SOCKET_STREAM);
  if (stream === 0) {
    deviceClose(connection);
    return { error: NO_MEMORY, file: 0 };
  }
  const opened = openEnd(session, stream, READS | WRITES);
  if (opened.error !== SUCCESS) {
    removeStream(stream);
  }
  return opened;
}

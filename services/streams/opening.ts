/**
 * Opening: ends of streams that become files of sessions.
 *
 * Owns      nothing: it has sessions, ends and streams agree.
 */
import { checked, type u32, u64 } from "welkin";
import { INVALID, NO_MEMORY, SUCCESS, TOO_MANY_FILES } from "../errors.ts";
import { SOCKET_STREAM } from "../kinds.ts";
import { NOTHING } from "./console.ts";
import { makeEnd, READS, sessionOfEnd, streamOf, WRITES } from "./ends.ts";
import { freeFile, NO_FILE, setFile } from "./sessions.ts";
import { deviceAccept, deviceClose, RESET } from "./sockets.ts";
import { attach, CONNECTION, makeOfDevice, numberOf, removeStream, WAITS } from "./streams.ts";

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

/** Gives the session of a listener's end the next connection; WAITS if there is none yet. One that has no place stays where it is. */
export function openConnection(end: u32): Opened {
  checked();
  const session = sessionOfEnd(end);
  if (freeFile(session) === NO_FILE) return { error: TOO_MANY_FILES, file: 0 };
  const connection = deviceAccept(numberOf(streamOf(end)));
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

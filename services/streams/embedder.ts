/**
 * Requests of the embedder: sessions and what is in them, and what its device has.
 *
 * Owns      nothing.
 */
import { checked, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import {
  BAD_FILE,
  EXISTS,
  INVALID,
  NO_MEMORY,
  NOT_CONNECTED,
  NOT_SUPPORTED,
  SUCCESS,
  TOO_MANY_FILES,
} from "../errors.ts";
import { SOCKET_STREAM, CHARACTER_DEVICE, UNKNOWN } from "../kinds.ts";
import {
  CLOSE_SESSION,
  DEVICE_READY,
  OPEN_CONSOLE,
  OPEN_LISTENER,
  OPEN_SESSION,
  SHARE,
} from "../protocol.ts";
import { results } from "./answers.ts";
import { modeOf, streamOf } from "./ends.ts";
import { closeAll } from "./files.ts";
import { giveEnd } from "./opening.ts";
import { endOf, openSession, sessionOf } from "./sessions.ts";
import { LISTENER, makeOfDevice, modeOfDevice, nextOfDevice, removeStream } from "./streams.ts";
import { goOn } from "./transfers.ts";
import { tellWatchers } from "./watches.ts";

/** What the embedder, who has sent the latest message, is answered. */
export function serveEmbedder(): u64 {
  checked();
  const operation: u64 = word(0) & 0xffff;
  if (operation === DEVICE_READY) return deviceReady(u32.wrap(word(1)));
  if (operation === OPEN_SESSION) return open(word(1));
  const session = sessionOf(word(1));
  if (session === 0) return NOT_CONNECTED;
  if (operation === CLOSE_SESSION) {
    closeAll(session);
    return SUCCESS;
  }
  if (operation === OPEN_CONSOLE) return openConsole(session);
  if (operation === OPEN_LISTENER) return openOfDevice(session, u32.wrap(word(2)), LISTENER, SOCKET_STREAM);
  if (operation === SHARE) return share(session);
  return NOT_SUPPORTED;
}

function open(badge: u64): u64 {
  checked();
  if (badge === 0) return INVALID;
  if (sessionOf(badge) !== 0) return EXISTS;
  return openSession(badge, u32.from(word(3) & 0xffff)) === 0 ? TOO_MANY_FILES : SUCCESS;
}

function openConsole(session: u32): u64 {
  checked();
  const which: u64 = word(2);
  if (which > 2) return INVALID;
  const type = word(4) === 0 ? UNKNOWN : CHARACTER_DEVICE;
  return openOfDevice(session, u32.wrap(word(3)), u32.from(which), type);
}

function openOfDevice(session: u32, number: u32, which: u32, type: u64): u64 {
  checked();
  const stream = makeOfDevice(number, which, type);
  if (stream === 0) return NO_MEMORY;
  const opened = giveEnd(session, stream, modeOfDevice(which));
  if (opened.error !== SUCCESS) {
    removeStream(stream);
  }
  results(opened.file, 0);
  return opened.error;
}

function share(session: u32): u64 {
  checked();
  const end = endOf(session, word(2));
  if (end === 0) return BAD_FILE;
  const other = sessionOf(word(3));
  if (other === 0) return NOT_CONNECTED;
  const opened = giveEnd(other, streamOf(end), modeOf(end));
  results(opened.file, 0);
  return opened.error;
}

/** What waits for a console, a connection or a listener goes on. */
function deviceReady(number: u32): u64 {
  checked();
  let stream = nextOfDevice(number, 0);
  while (stream !== 0) {
    goOn(stream);
    tellWatchers(stream);
    stream = nextOfDevice(number, stream);
  }
  return SUCCESS;
}

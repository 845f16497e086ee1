/**
 * What the embedder asks: sessions, and what is in them. Its badge is 0.
 *
 * Operations  OpenSession, CloseSession, MountHost, MountMemory, Share.
 */
import { checked, modifies, u32, u64 } from "welkin";
import { word } from "../../programs/calls.ts";
import {
  BAD_FILE,
  BUSY,
  EXISTS,
  INVALID,
  NO_ENTRY,
  NO_MEMORY,
  NO_SPACE,
  SUCCESS,
  TOO_MANY_FILES,
} from "../errors.ts";
import { DIRECTORY } from "../kinds.ts";
import { CHUNKS, CHUNK_BYTES } from "./chunks.ts";
import {
  CHANGEABLE,
  GIVEN,
  OPEN_TO_WRITE,
  closeDescriptors,
  descriptorOf,
  fileSystemOf,
  flagsOf,
  hasRoom,
  kindOfDescriptor,
  openDescriptor,
  placeOf,
} from "./descriptors.ts";
import { errorOf, mountHost, shareHandle } from "./host.ts";
import { releaseAll } from "./heap.ts";
import { handleOf, isOnHost, placeOfHandle } from "./places.ts";
import { answer, answerMore } from "./requests.ts";
import { NO_SESSION, createSession, endSession, quotaOf, sessionOf } from "./sessions.ts";
import { now } from "./times.ts";
import { createRoot } from "./tree.ts";
import { NO_VOLUME, createVolume } from "./volumes.ts";

/** The number of the mount of the host that was made last. */
let mounts: u32 = 0;

export function openSession(): u64 {
  checked();
  const badge = word(1);
  if (badge === 0) return INVALID;
  if (sessionOf(badge) !== NO_SESSION) return EXISTS;
  const most: u64 = u64.from(CHUNK_BYTES) * CHUNKS;
  const bytes = word(2) < most ? word(2) : most;
  const quota = (bytes + u64.from(CHUNK_BYTES) - 1) / u64.from(CHUNK_BYTES);
  return createSession(badge, u32.from(quota), u32.from(word(3) & 0xffff)) === NO_SESSION ? BUSY : SUCCESS;
}

export function closeSession(): u64 {
  checked();
  const session = sessionOf(word(1));
  if (session === NO_SESSION) return NO_ENTRY;
  closeDescriptors(session);
  endSession(session);
  return SUCCESS;
}

export function mountHostDirectory(): u64 {
  modifies(mounts);
  checked();
  const session = sessionOf(word(1));
  if (session === NO_SESSION) return NO_ENTRY;
  if (word(2) > 0xffff_ffff) return BAD_FILE;
  if (!hasRoom(session)) return TOO_MANY_FILES;
  const handle = mountHost(u32.from(word(2)));
  const error = errorOf(handle);
  if (error !== SUCCESS) return error;
  mounts = u32.wrappingAdd(mounts, 1);
  answerOpen(
    openDescriptor(session, mountFlags(word(3)), placeOfHandle(handle), mounts, DIRECTORY),
    DIRECTORY,
  );
  return SUCCESS;
}

export function mountMemory(): u64 {
  checked();
  const session = sessionOf(word(1));
  if (session === NO_SESSION) return NO_ENTRY;
  if (!hasRoom(session)) return TOO_MANY_FILES;
  const volume = createVolume(quotaOf(session));
  if (volume === NO_VOLUME) return NO_MEMORY;
  const root = createRoot(volume, now());
  if (root === 0) {
    releaseAll(volume);
    return NO_SPACE;
  }
  answerOpen(openDescriptor(session, mountFlags(word(2)), root, volume, DIRECTORY), DIRECTORY);
  return SUCCESS;
}

/** The other session's descriptor is of the same file, and may do what this one may, or only read. */
export function share(): u64 {
  checked();
  const from = sessionOf(word(1));
  const to = sessionOf(word(3));
  if (from === NO_SESSION || to === NO_SESSION) return NO_ENTRY;
  const file = descriptorOf(from, word(2));
  if (file === 0) return BAD_FILE;
  if (!hasRoom(to)) return TOO_MANY_FILES;
  // Room may have moved the table, if both are one session.
  const shared = descriptorOf(from, word(2));
  const place = placeOf(shared);
  if (isOnHost(place)) {
    const error = errorOf(shareHandle(handleOf(place)));
    if (error !== SUCCESS) return error;
  }
  const kind = kindOfDescriptor(shared);
  const taken: u32 = (word(4) & 1) === 1 ? CHANGEABLE | OPEN_TO_WRITE : 0;
  answerOpen(openDescriptor(to, (flagsOf(shared) & ~taken) | GIVEN, place, fileSystemOf(shared), kind), kind);
  return SUCCESS;
}

function mountFlags(writable: u64): u32 {
  return (writable & 1) === 1 ? GIVEN | CHANGEABLE : GIVEN;
}

function answerOpen(number: u64, kind: u64): void {
  checked();
  answerMore(kind);
  answer(number, 0, 0, 0, 0);
}

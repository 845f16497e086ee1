/**
 * The file service: files, directories and links, in memory and on the host, for the sessions that the embedder opens.
 *
 * Handles     1: the endpoint where it receives.
 * Isolation   a request is answered from its session's descriptors alone. Nothing that a client sends traps: each argument is
 *             checked before it is used.
 * Bound       a request does a bounded amount of work.
 * Lifetime    a service that is started anew knows no sessions.
 */
import { checked, type u32, type u64 } from "welkin";
import { Status } from "../../kernel/status.ts";
import { badge, client, receive, replyReceive } from "../../programs/calls.ts";
import { BAD_FILE, NO_SYSTEM_CALL } from "../errors.ts";
import { grow, size } from "../memory.ts";
import {
  ALLOCATE,
  CLOSE,
  CLOSE_SESSION,
  CREATE_DIRECTORY,
  FIRST_PATH,
  LINK,
  MOUNT_HOST,
  MOUNT_MEMORY,
  OPEN,
  OPEN_SESSION,
  READ,
  READ_DIRECTORY,
  READ_LINK,
  REMOVE_DIRECTORY,
  RENAME,
  SET_SIZE,
  SET_TIMES,
  SET_TIMES_PATH,
  SHARE,
  STAT,
  STAT_PATH,
  SYMLINK,
  SYNC,
  UNLINK,
  WATCH,
  WRITE,
} from "../protocol.ts";
import { allocate, setSize, setTimes, setTimesPath, sync } from "./changing.ts";
import { RESERVED, chunksTaken } from "./chunks.ts";
import { closeSession, mountHostDirectory, mountMemory, openSession, share } from "./embedder.ts";
import { random } from "./host.ts";
import { readDirectory } from "./listing.ts";
import { keepSecret } from "./names.ts";
import {
  createDirectory,
  firstPath,
  link,
  readLink,
  removeDirectory,
  rename,
  symlink,
  unlink,
} from "./naming.ts";
import { close, open } from "./opening.ts";
import { beginRequest, operation, replyWord } from "./requests.ts";
import { NO_SESSION, sessionOf } from "./sessions.ts";
import { stat, statPath, watch } from "./status.ts";
import { read, write } from "./transfers.ts";
import { finish } from "./walks.ts";

const REQUESTS: u32 = 1;
const NO_CLIENT: u32 = 0xffff_ffff;
const EMBEDDER: u64 = 0;

/** Serves until there is nobody left to receive from. */
export function main(): void {
  checked();
  if (size() < RESERVED) grow(RESERVED - size());
  keepSecret(random());
  let status = receive(REQUESTS);
  while (status === Status.Done) {
    const from = client();
    status = from === NO_CLIENT ? receive(REQUESTS) : answerNext(from);
    // The client is gone; nobody is answered.
    if (status === Status.NoSuchClient) status = receive(REQUESTS);
  }
}

/** How many chunks of 64 KiB are in use: what sessions had is given back when they are closed. */
export function chunks(): u32 {
  checked();
  return chunksTaken();
}

/**
 * Does what a message asks, answers it, and takes the next one. Exported, so that the compiler does not put it into main:
 * engines optimise what is called often, and main is called once.
 */
export function answerNext(from: u32): Status {
  checked();
  const session: u32 = badge() === EMBEDDER ? NO_SESSION : sessionOf(badge());
  beginRequest(from, session);
  const error = badge() === EMBEDDER ? serveEmbedder() : session === NO_SESSION ? BAD_FILE : serve();
  finish();
  return replyReceive(
    from,
    REQUESTS,
    replyWord(0, error),
    replyWord(1, error),
    replyWord(2, error),
    replyWord(3, error),
    replyWord(4, error),
    replyWord(5, error),
  );
}

function serveEmbedder(): u64 {
  checked();
  switch (operation()) {
    case OPEN_SESSION:
      return openSession();
    case CLOSE_SESSION:
      return closeSession();
    case MOUNT_HOST:
      return mountHostDirectory();
    case MOUNT_MEMORY:
      return mountMemory();
    case SHARE:
      return share();
    default:
      return NO_SYSTEM_CALL;
  }
}

function serve(): u64 {
  checked();
  switch (operation()) {
    case OPEN:
      return open();
    case CLOSE:
      return close();
    case READ:
      return read();
    case WRITE:
      return write();
    case STAT:
      return stat();
    case STAT_PATH:
      return statPath();
    case SET_SIZE:
      return setSize();
    case SET_TIMES:
      return setTimes();
    case SET_TIMES_PATH:
      return setTimesPath();
    case ALLOCATE:
      return allocate();
    case SYNC:
      return sync();
    case READ_DIRECTORY:
      return readDirectory();
    case CREATE_DIRECTORY:
      return createDirectory();
    case REMOVE_DIRECTORY:
      return removeDirectory();
    case UNLINK:
      return unlink();
    case FIRST_PATH:
      return firstPath();
    case RENAME:
      return rename();
    case LINK:
      return link();
    case SYMLINK:
      return symlink();
    case READ_LINK:
      return readLink();
    case WATCH:
      return watch();
    default:
      return NO_SYSTEM_CALL;
  }
}

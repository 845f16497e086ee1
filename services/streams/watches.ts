/**
 * Watches: sessions that are told when a stream is ready.
 *
 * Owns      the slots of the notifications that were offered, one for each session that watches.
 * Bound     a process has few slots: where more sessions watch at a time, the one that has had its slot longest is signalled before
 *           its time. It looks again then, as after any signal.
 */
import { checked, type FixedArray, modifies, type u32, type u64, zeroed } from "welkin";
import { accept, close, signal } from "../../programs/calls.ts";
import { Status } from "../../kernel/status.ts";
import { firstEnd, modeOf, nextEnd, sessionOfEnd, setWatched, watchedOf } from "./ends.ts";
import { FIRST_SLOT, LAST_SLOT } from "./limits.ts";

import { notificationOf, setNotification } from "./sessions.ts";
import { readiness } from "./streams.ts";

const SLOTS = 128;

/** The bit that is set in a notification. */
const READY: u64 = 1;

/** By slot: the session whose notification is there; 0 if none is. */
const holders: FixedArray<u32, typeof SLOTS> = zeroed();

/** The slot that was taken last. */
let latest: u32 = LAST_SLOT;

/** Keeps the notification that the client has offered, if it has, until something that the session watches is ready. */
export function keepNotification(session: u32, client: u32): boolean {
  modifies(holders, latest);
  checked();
  if (notificationOf(session) !== 0) return true;
  latest = latest === LAST_SLOT ? FIRST_SLOT : latest + 1;
  if (holders[latest] !== 0) {
    notify(holders[latest]);
  }
  if (accept(client, latest) !== Status.Done) return false;
  holders[latest] = session;
  setNotification(session, latest);
  return true;
}

/** Signals the notification of a session, if it waits for that. */
function notify(session: u32): void {
  modifies(holders);
  checked();
  const slot = notificationOf(session);
  if (slot === 0) return;
  signal(slot, READY);
  forgetNotification(session);
}

/** The session watches nothing any more. */
export function forgetNotification(session: u32): void {
  modifies(holders);
  checked();
  const slot = notificationOf(session);
  if (slot === 0) return;
  close(slot);
  holders[slot] = 0;
  setNotification(session, 0);
}

/** Something about the stream has changed: tells who watches for that. */
export function tellWatchers(stream: u32): void {
  modifies(holders);
  checked();
  let end = firstEnd(stream);
  while (end !== 0) {
    const watched = watchedOf(end);
    if (watched !== 0 && (readiness(stream, modeOf(end)) & watched) !== 0) {
      setWatched(end, 0);
      notify(sessionOfEnd(end));
    }
    end = nextEnd(end);
  }
}

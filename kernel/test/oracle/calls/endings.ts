/** What destroy does: it ends the first part of the whole that owns nothing, or a bounded piece of that part. */
import { RIGHTS, STATUS, type StatusName } from "../../../interface/call.ts";
import { type Model, unset } from "../model.ts";
import { Kind, NONE, RUN, STOPPED, type Table } from "../state.ts";
import { unmapPage } from "./memory.ts";

/** How many threads a call wakes at most. */
const WAKES = 8;
/** How many pages and tables a call frees at most. */
export const FREES = 16;

const OWNABLE: readonly number[] = [
  Kind.Container,
  Kind.Process,
  Kind.Thread,
  Kind.Endpoint,
  Kind.Notification,
  Kind.Interrupt,
  Kind.Device,
];

function destroying(m: Model, slot: number): StatusName {
  const handle = m.handle(m.caller, slot);
  if (!handle) return "NoSuchHandle";
  if (!m.isLive(handle)) return "Destroyed";
  if (!OWNABLE.includes(handle.kind)) return "WrongKind";
  if ((handle.rights & RIGHTS.Manage.bit) === 0) return "NotAllowed";
  return handle.object === m.state.root ? "BadArgument" : "Done";
}

/** Wakes some of who wait in queue `q`. Says whether nobody is left there. */
function wakeSome(m: Model, q: number): boolean {
  for (const t of (m.state.lists.get(q) ?? []).slice(0, WAKES)) m.resume(t, STATUS.Destroyed);
  return !m.state.lists.has(q);
}

/** An object has gone: its frame is free, nobody owns it, and all names of it are dead. */
function remove(m: Model, object: number): void {
  m.free(object);
  m.disown(object);
  m.retire(object);
}

function endThread(m: Model, t: number): void {
  m.move(t, STOPPED);
  m.state.threads.delete(t);
  m.state.messages.delete(t);
  m.state.loans.delete(t);
  remove(m, t);
  m.ask("thread_ended", t);
}

function endQueue(m: Model, q: number): boolean {
  if (!wakeSome(m, q)) return false;
  m.state.queues.delete(q);
  m.state.timers[q] = unset();
  remove(m, q);
  return true;
}

/** Frees the first page of a space, or the first table without entries on the way to it: the number of the page, or of the table. */
function shrink(m: Model, space: number): { readonly page: number } | { readonly table: number } {
  let place: Table = { space, level: 4, prefix: 0 };
  for (;;) {
    const [first] = m.below(space, place);
    if (first === undefined) break;
    const below = { space, level: place.level - 1, prefix: first };
    if (m.tableAt(space, below.level, first) === undefined) {
      const page = place.level === 1 ? first : first * RUN;
      unmapPage(m, space, page);
      return { page };
    }
    place = below;
  }
  const frame = m.tableAt(space, place.level, place.prefix)!;
  m.state.tables.delete(frame);
  if (frame === space) m.state.spaces.delete(space);
  m.free(frame);
  return { table: frame };
}

/** Frees some pages and tables of a space: the page that is likely, if it is mapped. Says whether the space has gone. */
function freeSome(m: Model, space: number): boolean {
  for (let i = 0; i < FREES; i += 1) {
    const isMapped = m.pages(space).has(m.likely);
    if (isMapped) unmapPage(m, space, m.likely);
    const found = isMapped ? { page: m.likely } : shrink(m, space);
    if ("page" in found) m.likely = found.page + 1;
    else if (found.table === space) return true;
  }
  return false;
}

function endProcess(m: Model, p: number): boolean {
  const { replies, space } = m.process(p);
  if (!wakeSome(m, replies) || !freeSome(m, space)) return false;
  m.state.queues.delete(replies);
  m.free(replies);
  m.retire(replies);
  m.state.processes.delete(p);
  remove(m, p);
  return true;
}

function endContainer(m: Model, c: number): boolean {
  const { parent, frames, time } = m.container(c);
  if (frames.used > 0) return false;
  m.setSpent(parent, m.spent(parent) + m.spent(c));
  m.state.accounts[c] = { period: 0n, spent: 0n };
  m.container(parent).frames.given -= frames.total;
  m.container(parent).time.given -= time.total;
  remove(m, c);
  m.state.tree.delete(c);
  return true;
}

function endInterrupt(m: Model, i: number): void {
  m.state.openLines.delete(m.state.interrupts.get(i)!.line);
  m.state.interrupts.delete(i);
  remove(m, i);
}

/** The device reaches nothing any more, though there may be another object for it. */
function endDevice(m: Model, d: number): void {
  const { devices, reached } = m.state;
  for (const [frame, { device }] of reached) if (device === devices.get(d)!.number) reached.delete(frame);
  devices.delete(d);
  remove(m, d);
}

/** Ends what owns nothing, or a piece of it. Says whether it has gone. */
function endPart(m: Model, part: number): boolean {
  switch (m.state.uses.get(part)!.kind) {
    case Kind.Thread:
      endThread(m, part);
      return true;
    case Kind.Process:
      return endProcess(m, part);
    case Kind.Container:
      return endContainer(m, part);
    case Kind.Interrupt:
      endInterrupt(m, part);
      return true;
    case Kind.Device:
      endDevice(m, part);
      return true;
    default:
      return endQueue(m, part);
  }
}

export const ENDING_CALLS = {
  destroy(m: Model, slot: number): StatusName {
    const status = destroying(m, slot);
    if (status !== "Done") return status;
    const whole = m.objectIn(slot);
    const container = m.state.tree.get(whole);
    if (container) container.dying = true;
    let part = whole;
    for (let owned = m.state.owned.get(part); owned; owned = m.state.owned.get(part)) part = owned[0]!;
    const gone = endPart(m, part);
    if (m.state.running === NONE) return "Wait";
    return gone && part === whole ? "Done" : "More";
  },
};

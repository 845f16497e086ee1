/**
 * dmaMap: let a device reach a page of the caller's.
 *
 * Arguments  device: a handle with Manage.
 *            page: the number of the page.
 * Results    Done: the device reads the page, and writes to it if the caller may; word 0 is the address of the page for the
 *            device. It is so until dmaUnmap, or until anything about the page changes: it is unmapped, protected, moved.
 * Errors     those of the handle; NoSuchPage; NotMapped; NotAllowed: the page is in a large one, or memory of a device.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, u64, unchanged } from "welkin";
import { caller, callerSpace, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, kindSays, pagesAgree } from "../consistency.ts";
import { devices, numberAt } from "../devices.ts";
import { Access, type Page } from "../entries.ts";
import { carrying, exchange, message } from "../exchanges.ts";
import { NONE, uses, usesAreFrames } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { FRAMES, FRAME_BYTES, type Reached, reached } from "../machine.ts";
import { spaceOf } from "../processes.ts";
import { pageStatus } from "../ranges.ts";
import { expose, exposures, homesArePages, spaces, translate } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { currentThread, messages, running, runningIsThread, setMessage } from "../threads.ts";
import { PAGES } from "../trees.ts";
import { Kind } from "../uses.ts";

/** A page of the caller's. */
const pageAt = spec((page: u64): Page => spaces().get(callerSpace()).get(page));

/** What becomes of the call. */
const outcome = spec((device: u32, page: u64): Status =>
  andThen(use(device, Kind.Device, MANAGE), pageStatus(spaces().get(callerSpace()), page, false)),
);

/** What devices reach when one of them reaches a page too. */
const withReach = spec((before: Reached, page: Page, number: u32): Reached =>
  before.set(page.frame, { device: number, writable: page.access === Access.Write }),
);

/** The address of a page for devices: that of its frame. */
const addressOf = spec((page: Page): u64 => u64.from(page.frame * FRAME_BYTES));

export function dmaMap(device: u32, page: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(reached, exposures, messages);
  ensures((status: Status) => status === outcome(device, page));
  ensures((status: Status) =>
    status === Status.Done
      ? reached() === withReach(old(reached()), pageAt(page), devices().get(named(device)).number) &&
        exchange() ===
          carrying(old(exchange()), running(), message(addressOf(pageAt(page)), 0, 0, 0, 0, 0, 0, NONE))
      : unchanged(reached, exchange),
  );
  const p = caller();
  const d = objectFor(p, device, Kind.Device, MANAGE);
  if (d === NONE) return refusal(p, device, Kind.Device, MANAGE);
  if (page >= PAGES) return Status.NoSuchPage;
  const space = spaceOf(p);
  const place = translate(space, page);
  if (place.kind === "unmapped") return Status.NotMapped;
  if (place.large || place.frame >= FRAMES) return Status.NotAllowed;
  kindSays(devices(), uses(), Kind.Device, d);
  homesArePages();
  reveal(pagesAgree);
  usesAreFrames(place.frame);
  expose(space, page, place.frame, place.access, numberAt(d));
  runningIsThread();
  setMessage(currentThread(), u64.from(place.frame) * 4096, 0, 0, 0, 0, 0, 0, NONE);
  return Status.Done;
}

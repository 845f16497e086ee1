/**
 * duplicate: put a copy of a handle, with fewer rights or the same, into another slot.
 *
 * Arguments  handle: any whose object is there.
 *            slot: an empty one, for the copy.
 *            rights: those that the copy may have; it has those of them that the handle has.
 *            badge: that of the copy, if the handle has none (0).
 * Errors     NoSuchHandle; Destroyed; BadArgument: there are no such rights; SlotTaken.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import {
  caller,
  callerProcess,
  canPut,
  checkCopy,
  copied,
  copyStatus,
  isVacant,
  putCopy,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { processes } from "../processes.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";

/** What becomes of the call. */
const outcome = spec((handle: u32, slot: u32, rights: u32): Status =>
  andThen(
    copyStatus(callerProcess(), handle, rights),
    isVacant(callerProcess(), slot) ? Status.Done : Status.SlotTaken,
  ),
);

export function duplicate(handle: u32, slot: u32, rights: u32, badge: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes);
  ensures((status: Status) => consistent() && status === old(outcome(handle, slot, rights)));
  ensures((status: Status) =>
    status === Status.Done
      ? processes() ===
        old(copied(processes(), callerProcess(), handle, callerProcess(), slot, rights, badge))
      : unchanged(processes),
  );
  const p = caller();
  const status = checkCopy(p, handle, rights);
  if (status !== Status.Done) return status;
  if (!canPut(p, slot)) return Status.SlotTaken;
  putCopy(p, handle, p, slot, rights, badge);
  return Status.Done;
}

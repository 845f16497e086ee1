/**
 * give: put a copy of a handle, with fewer rights or the same, into a slot of another process: how a parent gives its
 * child its first handles.
 *
 * Arguments  process: a handle with Manage, of the process that is given the copy.
 *            there: an empty slot of it.
 *            handle: the caller's, any whose object is there.
 *            rights: those that the copy may have; it has those of them that the handle has.
 *            badge: that of the copy, if the handle has none (0).
 * Errors     those of the process's handle; NoSuchHandle, Destroyed: of the handle to copy; BadArgument: there are no
 *            such rights; SlotTaken.
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
  named,
  objectFor,
  putCopy,
  refusal,
  use,
} from "../callers.ts";
import { consistent, kindSays } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { processes } from "../processes.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((process: u32, there: u32, handle: u32, rights: u32): Status =>
  andThen(
    use(process, Kind.Process, MANAGE),
    andThen(
      copyStatus(callerProcess(), handle, rights),
      isVacant(named(process), there) ? Status.Done : Status.SlotTaken,
    ),
  ),
);

export function give(process: u32, there: u32, handle: u32, rights: u32, badge: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes);
  ensures((status: Status) => consistent() && status === old(outcome(process, there, handle, rights)));
  ensures((status: Status) =>
    status === Status.Done
      ? processes() ===
        old(copied(processes(), callerProcess(), handle, named(process), there, rights, badge))
      : unchanged(processes),
  );
  const p = caller();
  const child = objectFor(p, process, Kind.Process, MANAGE);
  if (child === NONE) return refusal(p, process, Kind.Process, MANAGE);
  kindSays(processes(), uses(), Kind.Process, child);
  const status = checkCopy(p, handle, rights);
  if (status !== Status.Done) return status;
  if (!canPut(child, there)) return Status.SlotTaken;
  putCopy(p, handle, child, there, rights, badge);
  return Status.Done;
}

/**
 * offer: say of which handle whoever the caller calls may have a copy while the call lasts, and where it may put one. It holds
 * for all calls of the thread until it says otherwise.
 *
 * Arguments  handle: the caller's; whether it is one, and has Grant, is checked when a copy is taken. NONE for none.
 *            rights: those that the copy may have; it has those of them that the handle has.
 *            badge: that of the copy, if the handle has none (0).
 *            slot: where a handle can be put; whether it is empty is checked when one is. NONE for none.
 * Errors     BadArgument: there are no such rights.
 */
import { ensures, modifies, old, requires, u32, type u64, unchanged } from "welkin";
import { consistent } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { ALL } from "../handles.ts";
import { Status } from "../status.ts";
import { currentThread, loans, running, runningIsThread, setOffer } from "../threads.ts";

export function offer(handle: u32, rights: u32, badge: u64, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(loans);
  ensures((status: Status) => status === (rights > ALL ? Status.BadArgument : Status.Done));
  ensures((status: Status) =>
    status === Status.Done
      ? loans() ===
        old(loans()).set(running(), { ...old(loans()).get(running()), handle, rights, badge, slot })
      : unchanged(loans),
  );
  if (rights > u32.from(ALL)) return Status.BadArgument;
  runningIsThread();
  setOffer(currentThread(), handle, rights, badge, slot);
  return Status.Done;
}

/**
 * grant: put a copy of a handle of the caller's into the slot that a client has said.
 *
 * Arguments  client: the number of the thread, as the caller was told it with the message.
 *            handle: the caller's, with Grant.
 *            rights: those that the copy may have; it has those of them that the handle has.
 *            badge: that of the copy, if the handle has none (0).
 * Errors     NoSuchClient: there is no such thread, or it does not wait for this process; of the handle: NoSuchHandle,
 *            Destroyed, BadArgument: there are no such rights, NotAllowed: it lacks Grant; SlotTaken: the client has said
 *            none, or it is not empty.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import {
  caller,
  callerProcess,
  canPut,
  checkGrant,
  copied,
  grantStatus,
  isVacant,
  putCopy,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { processOfThread, processFrom } from "../loans.ts";
import { processes } from "../processes.ts";
import { isClient, isClientOf } from "../rendezvous.ts";
import { Status, andThen } from "../status.ts";
import { loanAt, loans, running } from "../threads.ts";

/** What becomes of the call. */
const outcome = spec((client: u32, handle: u32, rights: u32): Status =>
  !isClientOf(callerProcess(), client)
    ? Status.NoSuchClient
    : andThen(
        grantStatus(callerProcess(), handle, rights),
        isVacant(processOfThread(client), loans().get(client).slot) ? Status.Done : Status.SlotTaken,
      ),
);

export function grant(client: u32, handle: u32, rights: u32, badge: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes);
  ensures((status: Status) => consistent() && status === old(outcome(client, handle, rights)));
  ensures((status: Status) =>
    status === Status.Done
      ? processes() ===
        copied(
          old(processes()),
          callerProcess(),
          handle,
          processOfThread(client),
          loans().get(client).slot,
          rights,
          badge,
        )
      : unchanged(processes),
  );
  const p = caller();
  if (!isClient(p, client)) return Status.NoSuchClient;
  const status = checkGrant(p, handle, rights);
  if (status !== Status.Done) return status;
  const to = processFrom(client);
  const slot = loanAt(client).slot;
  if (!canPut(to, slot)) return Status.SlotTaken;
  putCopy(p, handle, to, slot, rights, badge);
  return Status.Done;
}

/**
 * accept: put a copy of the handle that a client offers into a slot of the caller's process.
 *
 * Arguments  client: the number of the thread, as the caller was told it with the message.
 *            slot: an empty one, for the copy.
 * Errors     NoSuchClient: there is no such thread, or it does not wait for this process; of the handle that it offers:
 *            NoSuchHandle, Destroyed, NotAllowed: it lacks Grant; SlotTaken.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
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
import { type Processes, processes } from "../processes.ts";
import { isClient, isClientOf } from "../rendezvous.ts";
import { Status, andThen } from "../status.ts";
import { Loan, loanAt, loans, running } from "../threads.ts";

/** What becomes of the call. */
const outcome = spec((client: u32, slot: u32): Status =>
  !isClientOf(callerProcess(), client)
    ? Status.NoSuchClient
    : andThen(
        grantStatus(processOfThread(client), loans().get(client).handle, loans().get(client).rights),
        isVacant(callerProcess(), slot) ? Status.Done : Status.SlotTaken,
      ),
);

/** The processes when `to` has, in a slot, a copy of what a client offers. */
const accepted = spec((held: Processes, client: u32, loan: Loan, to: u32, slot: u32): Processes =>
  copied(held, processOfThread(client), loan.handle, to, slot, loan.rights, loan.badge),
);

export function accept(client: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes);
  ensures((status: Status) => consistent() && status === old(outcome(client, slot)));
  ensures((status: Status) => status !== Status.BadArgument);
  ensures((status: Status) =>
    status === Status.Done
      ? processes() === accepted(old(processes()), client, loans().get(client), callerProcess(), slot)
      : unchanged(processes),
  );
  const p = caller();
  if (!isClient(p, client)) return Status.NoSuchClient;
  const from = processFrom(client);
  const loan = loanAt(client);
  const status = checkGrant(from, loan.handle, loan.rights);
  if (status !== Status.Done) return status;
  if (!canPut(p, slot)) return Status.SlotTaken;
  putCopy(from, loan.handle, p, slot, loan.rights, loan.badge);
  return Status.Done;
}

/**
 * lend: say which bytes of the caller's address space whoever it calls may use while the call lasts. It holds for all calls of
 * the thread until it says otherwise.
 *
 * Arguments  address: of the first byte. Nothing needs to be there: that is checked when the bytes are used.
 *            length: how many; 0 for none.
 *            access: 1 to read them, 2 to write them, 3 for both.
 * Errors     BadArgument: there is no such access, or the bytes do not end within an address space.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { consistent } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { LEND_BOTH } from "../loans.ts";
import { SPACE_BYTES } from "../machine.ts";
import { Status } from "../status.ts";
import { currentThread, loans, running, runningIsThread, setLoan } from "../threads.ts";

/** What becomes of the call. */
const outcome = spec((address: u64, length: u64, access: u32): Status =>
  access > LEND_BOTH || address + length > SPACE_BYTES ? Status.BadArgument : Status.Done,
);

export function lend(address: u64, length: u64, access: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(loans);
  ensures((status: Status) => status === outcome(address, length, access));
  ensures((status: Status) =>
    status === Status.Done
      ? loans() === old(loans()).set(running(), { ...old(loans()).get(running()), address, length, access })
      : unchanged(loans),
  );
  if (access > LEND_BOTH || address > SPACE_BYTES) return Status.BadArgument;
  if (length > SPACE_BYTES - address) return Status.BadArgument;
  runningIsThread();
  setLoan(currentThread(), address, length, access);
  return Status.Done;
}

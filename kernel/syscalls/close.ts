/**
 * close: empty a slot. The object of the handle stays as it is.
 *
 * Arguments  handle: any, also one whose object is destroyed.
 * Errors     NoSuchHandle.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged, zeroed } from "welkin";
import { caller, callerProcess, handleIn } from "../callers.ts";
import { handleChanges } from "../changes.ts";
import { consistent } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { type Handle } from "../handles.ts";
import { HANDLES, clearHandle, kindAt, processes, withHandle } from "../processes.ts";
import { Status } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((handle: u32): Status =>
  handle < HANDLES && handleIn(callerProcess(), handle).kind !== Kind.Free
    ? Status.Done
    : Status.NoSuchHandle,
);

export function close(handle: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes);
  ensures((status: Status) => consistent() && status === old(outcome(handle)));
  ensures((status: Status) =>
    status === Status.Done
      ? processes() === old(withHandle(processes(), callerProcess(), handle, zeroed()))
      : unchanged(processes),
  );
  const p = caller();
  if (handle >= HANDLES || kindAt(p, handle) === Kind.Free) return Status.NoSuchHandle;
  clearHandle(p, handle);
  handleChanges(old(processes()), p, handle, zeroed<Handle>());
  return Status.Done;
}

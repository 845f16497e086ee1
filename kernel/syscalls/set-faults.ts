/**
 * setFaults: say where the faults of a process are reported: how a parent watches over its child.
 *
 * Arguments  process: a handle with Manage, of the process.
 *            endpoint: a handle with Send, which the kernel keeps; its badge goes with each report.
 * Errors     those of the process's handle, then those of the endpoint's.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import { caller, callerProcess, handleIn, named, objectFor, refusal, use } from "../callers.ts";
import { faultsChange } from "../changes.ts";
import { consistent, kindSays } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { MANAGE, SEND } from "../handles.ts";
import { generations } from "../names.ts";
import { handleAt, handleIsName, processes, setFaults as setFaultsOf, withFaults } from "../processes.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((process: u32, endpoint: u32): Status =>
  andThen(use(process, Kind.Process, MANAGE), use(endpoint, Kind.Endpoint, SEND)),
);

export function setFaults(process: u32, endpoint: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes);
  ensures((status: Status) => consistent() && status === old(outcome(process, endpoint)));
  ensures((status: Status) =>
    status === Status.Done
      ? processes() === old(withFaults(processes(), named(process), handleIn(callerProcess(), endpoint)))
      : unchanged(processes),
  );
  const p = caller();
  const child = objectFor(p, process, Kind.Process, MANAGE);
  if (child === NONE) return refusal(p, process, Kind.Process, MANAGE);
  kindSays(processes(), uses(), Kind.Process, child);
  if (objectFor(p, endpoint, Kind.Endpoint, SEND) === NONE) return refusal(p, endpoint, Kind.Endpoint, SEND);
  handleIsName(processes(), generations(), uses(), p, endpoint);
  const faults = handleAt(p, endpoint);
  setFaultsOf(child, faults);
  faultsChange(old(processes()), child, faults);
  return Status.Done;
}

/**
 * fault: the running thread has done what it must not. It waits for whoever watches over its process, as if it had called
 * the endpoint of its faults; where there is none it is stopped.
 *
 * Arguments  code, detail: what it did, as the port numbers it; words 0 and 1 of the report.
 * Results    Wait: the thread goes on when somebody replies.
 * Caller     the port.
 */
import { ensures, modifies, old, requires, reveal, spec, type u64 } from "welkin";
import { caller, callerProcess } from "../callers.ts";
import { threadsChange } from "../changes.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { exchange, message, stopped } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { Handle, SEND, canUse, isUsable } from "../handles.ts";
import { generations } from "../names.ts";
import { faultsOf, handlesAreNames, processes } from "../processes.ts";
import { lists } from "../queues.ts";
import { Status } from "../status.ts";
import { STOPPED, currentThread, messages, move, running, runningIsThread, threads } from "../threads.ts";
import { Kind } from "../uses.ts";
import { called, callQueue } from "./call.ts";

/** Where the faults of the caller's process are sent. */
const callerFaults = spec((): Handle => processes().get(callerProcess()).faults);

export function fault(code: u64, detail: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures((status: Status) => consistent() && status === Status.Wait);
  ensures(
    isUsable(old(callerFaults()), Kind.Endpoint, SEND, generations())
      ? exchange() ===
          called(
            old(exchange()),
            processes(),
            old(callerFaults()).object,
            message(code, detail, 0, 0, 0, 0, old(callerFaults()).badge, old(running())),
          )
      : exchange() === old(stopped(exchange(), running())),
  );
  const p = caller();
  reveal(handlesAreNames);
  const faults = faultsOf(p);
  if (canUse(faults, Kind.Endpoint, SEND)) {
    queueKindSays(faults.object);
    callQueue(faults.object, code, detail, 0, 0, 0, 0, faults.badge);
    return Status.Wait;
  }
  runningIsThread();
  move(currentThread(), STOPPED);
  threadsChange(old(threads()));
  return Status.Wait;
}

/**
 * fault: the running thread has done what it must not. It waits for whoever watches over its process, as if it had called
 * the endpoint of its faults; where there is none it is stopped.
 *
 * Arguments  code, detail: what it did, as the port numbers it; words 0 and 1 of the report.
 * Results    Wait: the thread goes on when somebody replies.
 * Caller     the port.
 */
import { ensures, modifies, old, requires, type u64, unchanged } from "welkin";
import { caller, callerProcess } from "../callers.ts";
import { threadsChange } from "../changes.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { exchange, message } from "../exchanges.ts";
import { NONE, uses } from "../frames.ts";
import { SEND, canUse, isUsable } from "../handles.ts";
import { generations } from "../names.ts";
import { faultsAreName, faultsOf, processes } from "../processes.ts";
import { lists } from "../queues.ts";
import { Status } from "../status.ts";
import { STOPPED, currentThread, messages, move, running, runningIsThread, threads } from "../threads.ts";
import { Kind } from "../uses.ts";
import { called, callQueue } from "./call.ts";

export function fault(code: u64, detail: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures(consistent());
  ensures((status: Status) => status === Status.Wait);
  ensures(
    isUsable(processes().get(old(callerProcess())).faults, Kind.Endpoint, SEND, generations())
      ? exchange() ===
          called(
            old(exchange()),
            processes(),
            processes().get(old(callerProcess())).faults.object,
            message(
              code,
              detail,
              0,
              0,
              0,
              0,
              processes().get(old(callerProcess())).faults.badge,
              old(running()),
            ),
          )
      : unchanged(messages) &&
          threads() ===
            old(threads()).set(old(running()), { ...old(threads()).get(old(running())), queue: STOPPED }) &&
          running() === NONE,
  );
  const p = caller();
  faultsAreName(processes(), generations(), uses(), p);
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

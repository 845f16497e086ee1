/**
 * reply: answer a thread that waits for a reply of the caller's process.
 *
 * Arguments  client: the number of the thread, as the caller was told it with the message.
 *            a to f: the words of the reply.
 * Errors     NoSuchClient: there is no such thread, or it does not wait for this process.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { caller, callerProcess } from "../callers.ts";
import { consistent } from "../consistency.ts";
import { delivered, exchange, message } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { lists } from "../queues.ts";
import { isClient, isClientOf, post } from "../rendezvous.ts";
import { Status } from "../status.ts";
import { messages, running, threads } from "../threads.ts";

/** What becomes of the call. */
const outcome = spec((client: u32): Status =>
  isClientOf(callerProcess(), client) ? Status.Done : Status.NoSuchClient,
);

export function reply(client: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures((status: Status) => consistent() && status === old(outcome(client)));
  ensures((status: Status) =>
    status === Status.Done
      ? exchange() === old(delivered(exchange(), client, message(a, b, c, d, e, f, 0, NONE)))
      : unchanged(exchange),
  );
  if (!isClient(caller(), client)) return Status.NoSuchClient;
  post(client, a, b, c, d, e, f, 0, NONE);
  return Status.Done;
}

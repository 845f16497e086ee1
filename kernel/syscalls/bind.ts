/**
 * bind: have bits of a notification be set whenever there is an interrupt.
 *
 * Arguments  interrupt: a handle with Manage.
 *            notification: a handle with Send.
 *            bits: those to set; none: nothing is signalled.
 * Effect     what it was bound to before is forgotten. When the notification ends it is bound to nothing. The line stays as
 *            it is: masked, unless acknowledge has opened it.
 * Errors     those of the interrupt's handle, then those of the notification's.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, type u64, unchanged } from "welkin";
import { caller, named, objectFor, refusal, use } from "../callers.ts";
import { areUsed, consistent, kindSays } from "../consistency.ts";
import { NONE, uses, usesAreFrames } from "../frames.ts";
import { MANAGE, SEND } from "../handles.ts";
import { type Interrupt, bindTo, interrupts } from "../interrupts.ts";
import { generationOf, generations } from "../names.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((interrupt: u32, notification: u32): Status =>
  andThen(use(interrupt, Kind.Interrupt, MANAGE), use(notification, Kind.Notification, SEND)),
);

/** The interrupt of this line, bound to what is in frame `notification`. */
const bound = spec((line: u32, notification: u32, bits: u64): Interrupt => ({
  line,
  notification,
  generation: generations()[notification],
  bits,
}));

export function bind(interrupt: u32, notification: u32, bits: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(interrupts);
  ensures((status: Status) => consistent() && status === old(outcome(interrupt, notification)));
  ensures((status: Status) =>
    status === Status.Done
      ? interrupts() ===
        old(interrupts()).set(
          named(interrupt),
          bound(old(interrupts()).get(named(interrupt)).line, named(notification), bits),
        )
      : unchanged(interrupts),
  );
  const p = caller();
  const i = objectFor(p, interrupt, Kind.Interrupt, MANAGE);
  if (i === NONE) return refusal(p, interrupt, Kind.Interrupt, MANAGE);
  const q = objectFor(p, notification, Kind.Notification, SEND);
  if (q === NONE) return refusal(p, notification, Kind.Notification, SEND);
  kindSays(interrupts(), uses(), Kind.Interrupt, i);
  usesAreFrames(q);
  bindTo(i, q, generationOf(q), bits);
  reveal(areUsed<Interrupt>);
  return Status.Done;
}

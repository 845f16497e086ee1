/**
 * acknowledge: an interrupt has been dealt with, and the next one is to be told.
 *
 * Arguments  interrupt: a handle with Manage.
 * Effect     its line is open, until there is an interrupt.
 * Errors     those of the handle.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import { caller, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, kindSays } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { interrupts, open } from "../interrupts.ts";
import { openLines } from "../machine.ts";
import { Status } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((interrupt: u32): Status => use(interrupt, Kind.Interrupt, MANAGE));

export function acknowledge(interrupt: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(openLines);
  ensures((status: Status) => status === old(outcome(interrupt)));
  ensures((status: Status) =>
    status === Status.Done
      ? openLines() === old(openLines()).add(interrupts().get(named(interrupt)).line)
      : unchanged(openLines),
  );
  const p = caller();
  const i = objectFor(p, interrupt, Kind.Interrupt, MANAGE);
  if (i === NONE) return refusal(p, interrupt, Kind.Interrupt, MANAGE);
  kindSays(interrupts(), uses(), Kind.Interrupt, i);
  open(i);
  return Status.Done;
}

/**
 * Interrupts: objects that stand for interrupt lines, and what is signalled when there is one.
 *
 * Owns       the interrupt objects, and which of them each line has. All operations take constant time.
 * View       interrupts(): what each is bound to. interruptOf(): the one that a line has.
 * States     a line has no interrupt -> one, masked <-> one, open -> none. A line is masked by what happens on it, and
 *            opened by who acknowledges that.
 * Invariants a line has one interrupt at most; only lines that have one are open.
 * Not here   who may have one (syscalls/create-interrupt.ts), telling the notification (events.ts).
 */
import {
  type FixedArray,
  Map,
  type Pool,
  copy,
  ensures,
  forall,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  pool,
  requires,
  spec,
  trigger,
  u32,
  type u64,
  zeroed,
} from "welkin";
import { left } from "./budgets.ts";
import { isCharged, isRefunded } from "./charges.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { NONE, areObjects, uses } from "./frames.ts";
import { FRAMES, maskLine, openLines, unmaskLine } from "./machine.ts";
import { Kind } from "./uses.ts";

/** How many lines there are. */
export const LINES = 256;

export class Interrupt {
  line: u32 = 0;
  /** The notification that is signalled, by the name that it had when it was bound, if bits are set at all. */
  notification: u32 = 0;
  generation: u64 = 0;
  bits: u64 = 0;
}

export type Interrupts = Map<u32, Interrupt>;

const objects: Pool<Interrupt> = pool();
/** The interrupt of each line, plus one; 0 if it has none. */
const table: FixedArray<u32, typeof LINES> = zeroed();
let all: Interrupts = Map.empty();

/** What each interrupt is bound to. */
export const interrupts = spec((): Interrupts => all);

/** The interrupt that a line has; NONE if it has none, or there is no such line. */
export const interruptOf = spec((line: u32): u32 =>
  line < LINES && table[line] > 0 ? u32.from(table[line] - 1) : NONE,
);

/** An interrupt as it is made: bound to nothing. */
export const newInterrupt = spec((line: u32): Interrupt => ({
  line,
  notification: 0,
  generation: 0,
  bits: 0,
}));

// --- Invariants ----------------------------------------------------------------------------------------------

/** The table says of each line which interrupt it has. */
const tableIsView = spec(
  (): boolean =>
    forall((i: u32) =>
      implies(trigger(all.has(i)), all.get(i).line < LINES && table[all.get(i).line] === i + 1),
    ) &&
    forall((line: u32) =>
      implies(
        line < LINES && trigger(table[line]) > 0,
        table[line] <= FRAMES &&
          all.has(u32.from(table[line] - 1)) &&
          all.get(u32.from(table[line] - 1)).line === line,
      ),
    ),
);

/** Only lines that have an interrupt are open. */
const openAreHeld = spec((): boolean =>
  forall((line: u32) => implies(trigger(openLines().has(line)), line < LINES && table[line] > 0)),
);

invariant(areObjects(all, objects));
invariant(tableIsView());
invariant(openAreHeld());

/** A line has the interrupt that is for it, and a line that is open has one. */
export const linesHaveInterrupts = lemma((i: u32, line: u32): void => {
  ensures(implies(interrupts().has(i), interruptOf(interrupts().get(i).line) === i && i < FRAMES));
  ensures(
    implies(
      interruptOf(line) !== NONE,
      interrupts().has(interruptOf(line)) && interrupts().get(interruptOf(line)).line === line,
    ),
  );
  ensures(implies(openLines().has(line), interruptOf(line) !== NONE));
});

// --- Operations ----------------------------------------------------------------------------------------------

/** Makes an interrupt for a line that has none. */
export function createInterrupt(container: u32, line: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  requires(line < LINES && interruptOf(line) === NONE);
  modifies(interrupts, interruptOf, uses, tree, objects);
  ensures((i: u32) => !old(interrupts()).has(i));
  ensures((i: u32) => interrupts() === old(interrupts()).set(i, newInterrupt(line)));
  ensures((i: u32) => isCharged(old(uses()), old(tree()), i, Kind.Interrupt, container));
  const i = chargeObject(container, objects, Kind.Interrupt);
  objects.at(i).line = line;
  table[line] = i + 1;
  all = all.set(i, objects.at(i));
  return i;
}

/** Ends an interrupt: its line is masked. */
export function destroyInterrupt(i: u32): void {
  requires(interrupts().has(i) && uses().has(i) && uses().get(i).kind === Kind.Interrupt);
  modifies(interrupts, interruptOf, openLines, uses, tree, objects);
  ensures(interrupts() === old(interrupts()).delete(i));
  ensures(!openLines().has(old(interrupts()).get(i).line));
  ensures(isRefunded(old(uses()), old(tree()), i));
  const line = objects.at(i).line;
  maskLine(line);
  table[line] = 0;
  refundObject(objects, i);
  all = all.delete(i);
}

/** An interrupt sets these bits of a notification from now on. */
export function bindTo(i: u32, notification: u32, generation: u64, bits: u64): void {
  requires(interrupts().has(i));
  modifies(interrupts, objects);
  ensures(
    interrupts() ===
      old(interrupts()).set(i, { line: old(interrupts()).get(i).line, notification, generation, bits }),
  );
  const interrupt = objects.at(i);
  interrupt.notification = notification;
  interrupt.generation = generation;
  interrupt.bits = bits;
  all = all.set(i, interrupt);
}

/** The machine tells of what happens on the line of an interrupt. */
export function open(i: u32): void {
  requires(interrupts().has(i));
  modifies(openLines);
  ensures(openLines() === old(openLines()).add(interrupts().get(i).line));
  unmaskLine(objects.at(i).line);
}

/** The machine is silent about a line. */
export function mask(line: u32): void {
  requires(line < LINES);
  modifies(openLines);
  ensures(openLines() === old(openLines()).delete(line));
  maskLine(line);
}

/** The interrupt of a line; NONE if it has none, or there is no such line. */
export function interruptAt(line: u32): u32 {
  ensures((i: u32) => i === interruptOf(line));
  return line < LINES && table[line] > 0 ? table[line] - 1 : NONE;
}

/** What an interrupt is bound to. */
export function bindingOf(i: u32): Interrupt {
  requires(interrupts().has(i));
  ensures((interrupt: Interrupt) => interrupt === interrupts().get(i));
  return copy(objects.at(i));
}

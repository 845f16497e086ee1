/**
 * The driver's side of a virtio device's life (Virtual I/O Device 1.2, section 3.1).
 *
 * State     the phase that the device is in; ghost: every phase that it went through, all that was written to its
 *           registers, and its last answer.
 * Proved    each function can be called in its phase only, writes the status bytes that the standard asks for
 *           (`statusOf`), and the history is a path of the standard's diagram (`legal`): no driver that uses this
 *           module can skip a step, use queues before DRIVER_OK, or go on after FAILED without a reset.
 * Trusted   the machine functions: that they write what they are told, in this order, and read what the device
 *           answers. That the device keeps what is written to its registers is not assumed.
 */
import {
  Seq,
  ensures,
  forall,
  ghost,
  implies,
  int,
  invariant,
  lemma,
  machine,
  modifies,
  old,
  requires,
  spec,
  u32,
  unreachable,
} from "welkin";

export enum Phase {
  Reset,
  Acknowledged,
  Driver,
  FeaturesOk,
  Live,
  Failed,
}

/** Bits of the device status (2.1). */
const ACKNOWLEDGE: u32 = 1;
const DRIVER: u32 = 2;
const DRIVER_OK: u32 = 4;
const FEATURES_OK: u32 = 8;
const FAILED: u32 = 128;

let written: Seq<u32> = Seq.of(0);
let answer: u32 = ghost(0);
let notified: Seq<u32> = Seq.empty();

/** All that was written to the status register since the machine began with a reset. */
export const statuses = spec((): Seq<u32> => written);
/** What the device answered when its status was last read. */
export const lastAnswer = spec((): u32 => answer);
/** The queues that the device was notified of. */
export const notifications = spec((): Seq<u32> => notified);

const writeStatus = machine("virtio_write_status", (status: u32): void => {
  requires(status <= 255);
  modifies(written);
  ensures(written === old(written).push(status));
});
const readStatus = machine("virtio_read_status", (): u32 => {
  modifies(answer);
  ensures((result: u32) => result <= 255 && result === answer);
  unreachable();
});
/** Tells the device that a queue has new buffers. */
const writeNotify = machine("virtio_write_notify", (queue: u32): void => {
  requires(queue < 65536);
  modifies(notified);
  ensures(notified === old(notified).push(queue));
});

let current: Phase = Phase.Reset;
let path: Seq<Phase> = Seq.of(Phase.Reset);

/** The phase now. */
export const phase = spec((): Phase => current);
/** All phases since boot, the present one last. */
export const history = spec((): Seq<Phase> => path);

/** The standard's diagram: what may follow what. */
export const legal = spec((from: Phase, to: Phase): boolean => {
  if (to === Phase.Reset || to === Phase.Failed) return true;
  if (to === Phase.Acknowledged) return from === Phase.Reset;
  if (to === Phase.Driver) return from === Phase.Acknowledged;
  if (to === Phase.FeaturesOk) return from === Phase.Driver;
  return from === Phase.FeaturesOk;
});

/** The status byte that the driver has written in a phase. */
export const statusOf = spec((of: Phase): u32 => {
  if (of === Phase.Reset) return 0;
  if (of === Phase.Acknowledged) return ACKNOWLEDGE;
  if (of === Phase.Driver) return ACKNOWLEDGE | DRIVER;
  if (of === Phase.FeaturesOk) return ACKNOWLEDGE | DRIVER | FEATURES_OK;
  if (of === Phase.Live) return ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;
  return ACKNOWLEDGE | DRIVER | FAILED;
});

invariant(path.length > 0 && path.last() === current);
invariant(written.length > 0 && written.last() === statusOf(current));
invariant(
  forall(
    (i: int) => implies(0 < i && i < path.length, legal(path[i - 1], path[i])),
    (i: int) => [path[i]],
  ),
);

/** Every history is a path of the diagram. */
export const historyIsLegal = lemma((i: int): void => {
  requires(0 < i && i < history().length);
  ensures(legal(history()[i - 1], history()[i]));
});

/** Goes on to phase `to`, which the diagram must allow. */
function enter(to: Phase): void {
  requires(legal(current, to));
  modifies(current, path);
  ensures(current === to && path === old(path).push(to));
  current = to;
  path = path.push(to);
}

/** Resets the device, from any phase. */
export function reset(): void {
  modifies(phase, history, statuses);
  ensures(phase() === Phase.Reset && history() === old(history()).push(Phase.Reset));
  ensures(statuses() === old(statuses()).push(statusOf(Phase.Reset)));
  writeStatus(0);
  enter(Phase.Reset);
}

/** The guest has noticed the device. */
export function acknowledge(): void {
  requires(phase() === Phase.Reset);
  modifies(phase, history, statuses);
  ensures(phase() === Phase.Acknowledged && history() === old(history()).push(Phase.Acknowledged));
  ensures(statuses() === old(statuses()).push(statusOf(Phase.Acknowledged)));
  writeStatus(ACKNOWLEDGE);
  enter(Phase.Acknowledged);
}

/** The guest has a driver for it. */
export function attach(): void {
  requires(phase() === Phase.Acknowledged);
  modifies(phase, history, statuses);
  ensures(phase() === Phase.Driver && history() === old(history()).push(Phase.Driver));
  ensures(statuses() === old(statuses()).push(statusOf(Phase.Driver)));
  writeStatus(ACKNOWLEDGE | DRIVER);
  enter(Phase.Driver);
}

/** Proposes the features; the device may refuse them, which is a failure. */
export function negotiate(): boolean {
  requires(phase() === Phase.Driver);
  modifies(phase, history, statuses, lastAnswer);
  ensures((result: boolean) => phase() === (result ? Phase.FeaturesOk : Phase.Failed));
  ensures((result: boolean) => history() === old(history()).push(result ? Phase.FeaturesOk : Phase.Failed));
  ensures(
    (result: boolean) =>
      statuses() ===
      (result
        ? old(statuses()).push(statusOf(Phase.FeaturesOk))
        : old(statuses()).push(statusOf(Phase.FeaturesOk)).push(statusOf(Phase.Failed))),
  );
  ensures((result: boolean) => result === ((lastAnswer() & FEATURES_OK) !== 0));
  writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK);
  const status: u32 = readStatus();
  if ((status & FEATURES_OK) !== 0) {
    enter(Phase.FeaturesOk);
    return true;
  }
  writeStatus(ACKNOWLEDGE | DRIVER | FAILED);
  enter(Phase.Failed);
  return false;
}

/** The device is live from here on. */
export function start(): void {
  requires(phase() === Phase.FeaturesOk);
  modifies(phase, history, statuses);
  ensures(phase() === Phase.Live && history() === old(history()).push(Phase.Live));
  ensures(statuses() === old(statuses()).push(statusOf(Phase.Live)));
  writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
  enter(Phase.Live);
}

/** Notifies a queue, which only a live device has. */
export function notify(queue: u32): void {
  requires(phase() === Phase.Live && queue < 65536);
  modifies(notifications);
  ensures(notifications() === old(notifications()).push(queue));
  writeNotify(queue);
}

/** The whole way from any phase to a live device, if it agrees. */
export function bring(): boolean {
  modifies(phase, history, statuses, lastAnswer);
  ensures((result: boolean) => phase() === (result ? Phase.Live : Phase.Failed));
  reset();
  acknowledge();
  attach();
  if (!negotiate()) return false;
  start();
  return true;
}

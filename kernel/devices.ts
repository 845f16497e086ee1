/**
 * Devices: objects that stand for what reads and writes memory by itself (DMA), and has memory that is not the kernel's.
 *
 * Owns      the device objects. All operations take constant time.
 * View      devices(): which device each stands for.
 * Window    of a device: `count` frames of its memory, from `first` on; all of them from FRAMES on.
 * Not here  which pages a device reaches, and where its memory is mapped (spaces.ts), who may have one
 *           (syscalls/create-device.ts).
 */
import {
  Map,
  type Pool,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  pool,
  requires,
  spec,
  trigger,
  u32,
} from "welkin";
import { left } from "./budgets.ts";
import { isCharged, isRefunded } from "./charges.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { NONE, areObjects, uses } from "./frames.ts";
import { FRAMES } from "./machine.ts";
import { Kind } from "./uses.ts";

export class Device {
  /** By which the hardware knows it: on a PC that of its bus, slot and function. */
  number: u32 = 0;
  first: u32 = 0;
  count: u32 = 0;
}

/** So many frames from this one on are memory of devices. */
export const isWindow = spec(
  (first: u32, count: int): boolean => count === 0 || (FRAMES <= first && first + count <= NONE),
);

const objects: Pool<Device> = pool();
let all: Map<u32, Device> = Map.empty();

/** Which device each object stands for. */
export const devices = spec((): Map<u32, Device> => all);

invariant(areObjects(all, objects));
invariant(forall((d: u32) => implies(trigger(all.has(d)), isWindow(all.get(d).first, all.get(d).count))));

/** Makes an object for a device with this window. */
export function createDevice(container: u32, number: u32, first: u32, count: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0 && isWindow(first, count));
  modifies(devices, uses, tree, objects);
  ensures(
    (d: u32) => !old(devices()).has(d) && devices() === old(devices()).set(d, { number, first, count }),
  );
  ensures((d: u32) => isCharged(old(uses()), old(tree()), d, Kind.Device, container));
  const d = chargeObject(container, objects, Kind.Device);
  objects.at(d).number = number;
  objects.at(d).first = first;
  objects.at(d).count = count;
  all = all.set(d, objects.at(d));
  return d;
}

/** Ends the object of a device. */
export function destroyDevice(d: u32): void {
  requires(devices().has(d) && uses().has(d) && uses().get(d).kind === Kind.Device);
  modifies(devices, uses, tree, objects);
  ensures(devices() === old(devices()).delete(d));
  ensures(isRefunded(old(uses()), old(tree()), d));
  refundObject(objects, d);
  all = all.delete(d);
}

/** The number of a device. */
export function numberAt(d: u32): u32 {
  requires(devices().has(d));
  ensures((number: u32) => number === devices().get(d).number);
  return objects.at(d).number;
}

/** The window of a device is beyond the kernel's memory. */
export const windowIsBeyond = lemma((d: u32): void => {
  requires(devices().has(d));
  ensures(isWindow(devices().get(d).first, devices().get(d).count));
});

/** The frame with this index in the window of a device; NONE if it has not so many. */
export const frameIn = spec((device: Device, index: u32): u32 =>
  index < device.count ? u32.from(device.first + index) : NONE,
);

export function frameAt(d: u32, index: u32): u32 {
  requires(devices().has(d));
  ensures((frame: u32) => frame === frameIn(devices().get(d), index) && FRAMES <= frame);
  return index < objects.at(d).count ? objects.at(d).first + index : NONE;
}

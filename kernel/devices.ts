/**
 * Devices: objects that stand for what reads and writes memory by itself (DMA).
 *
 * Owns      the device objects. All operations take constant time.
 * View      devices(): which device each stands for.
 * Not here  which pages a device reaches (spaces.ts), who may have one (syscalls/create-device.ts).
 */
import { Map, type Pool, ensures, invariant, modifies, old, pool, requires, spec, type u32 } from "welkin";
import { left } from "./budgets.ts";
import { isCharged, isRefunded } from "./charges.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { areObjects, uses } from "./frames.ts";
import { Kind } from "./uses.ts";

export class Device {
  /** By which the hardware knows it: on a PC that of its bus, slot and function. */
  number: u32 = 0;
}

const objects: Pool<Device> = pool();
let all: Map<u32, Device> = Map.empty();

/** Which device each object stands for. */
export const devices = spec((): Map<u32, Device> => all);

invariant(areObjects(all, objects));

/** Makes an object for a device. */
export function createDevice(container: u32, number: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(devices, uses, tree, objects);
  ensures((d: u32) => !old(devices()).has(d) && devices() === old(devices()).set(d, { number }));
  ensures((d: u32) => isCharged(old(uses()), old(tree()), d, Kind.Device, container));
  const d = chargeObject(container, objects, Kind.Device);
  objects.at(d).number = number;
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

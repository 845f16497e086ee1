/**
 * createDevice: make an object for a device that reads and writes memory by itself.
 *
 * Arguments  platform: a handle with Manage, of the platform.
 *            container: a handle with Manage, of the container that pays for the frame of the object.
 *            number: that by which the hardware knows the device.
 *            slot: an empty one, for the handle of the object, which has all rights.
 * Effect     the device reaches nothing more than before. There can be more than one object for it; when one ends, the device
 *            reaches nothing.
 * Errors     those of the platform's handle, then those of the container's; Destroyed: the container is being destroyed;
 *            SlotTaken; NoFrames.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import {
  caller,
  callerProcess,
  checkCreation,
  creationStatus,
  handleStatus,
  objectFor,
  objectIn,
  putNew,
  refusal,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { devices } from "../devices.ts";
import { NONE } from "../frames.ts";
import { ALL, MANAGE, newHandle } from "../handles.ts";
import { type Inventory, holding, inventory, withDevice } from "../inventories.ts";
import { generations } from "../names.ts";
import { makeDevice, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { Status } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((p: u32, platform: u32, container: u32, slot: u32): Status =>
  handleStatus(p, platform, Kind.Platform, MANAGE) === Status.Done
    ? creationStatus(p, container, 1, slot)
    : handleStatus(p, platform, Kind.Platform, MANAGE),
);

/** The caller has, in `slot`, a handle with all rights of a new object for a device, that `payer` pays for. */
const isCreated = spec(
  (before: Inventory, payer: u32, number: u32, slot: u32, d: u32): boolean =>
    !before.uses.has(d) &&
    inventory() ===
      holding(
        withDevice(before, d, number, payer),
        callerProcess(),
        slot,
        newHandle(Kind.Device, ALL, d, 0, generations()),
      ),
);

export function createDevice(platform: u32, container: u32, number: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, devices, records);
  ensures(consistent());
  ensures((status: Status) => status === old(outcome(callerProcess(), platform, container, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? isCreated(
          old(inventory()),
          old(objectIn(callerProcess(), container)),
          number,
          slot,
          objectIn(callerProcess(), slot),
        )
      : unchanged(inventory),
  );
  const p = caller();
  if (objectFor(p, platform, Kind.Platform, MANAGE) === NONE)
    return refusal(p, platform, Kind.Platform, MANAGE);
  const status = checkCreation(p, container, 1, slot);
  if (status !== Status.Done) return status;
  // equivalent: 8 -> 0 because checkCreation has found the right
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  const d = makeDevice(payer, number);
  putNew(p, slot, Kind.Device, ALL, d);
  return Status.Done;
}

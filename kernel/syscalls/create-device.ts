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
  isCreated,
  named,
  objectFor,
  putNew,
  refusal,
  use,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { devices } from "../devices.ts";
import { NONE, uses } from "../frames.ts";
import { ALL, MANAGE } from "../handles.ts";
import { inventory, withDevice } from "../inventories.ts";
import { makeDevice, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((platform: u32, container: u32, slot: u32): Status =>
  andThen(use(platform, Kind.Platform, MANAGE), creationStatus(callerProcess(), container, 1, slot)),
);

export function createDevice(platform: u32, container: u32, number: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, devices, records);
  ensures((status: Status) => consistent() && status === old(outcome(platform, container, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? !old(uses()).has(named(slot)) &&
        isCreated(withDevice(old(inventory()), named(slot), number, old(named(container))), slot)
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

/**
 * createDevice: make an object for a device, which reads and writes memory by itself, and may have memory of its own.
 *
 * Arguments  platform: a handle with Manage, of the platform.
 *            container: a handle with Manage, of the container that pays for the frame of the object.
 *            number: that by which the hardware knows the device.
 *            first: the number of the first frame of the device's memory, which is not the kernel's: FRAMES at least.
 *            count: how many frames it has, the last of them below NONE; 0 if it has no memory, whatever first is.
 *            slot: an empty one, for the handle of the object, which has all rights.
 * Effect     the device reaches nothing more than before. There can be more than one object for it; when one ends, the device
 *            reaches nothing.
 * Trust      nobody but who has the platform says which frames are memory of which device; they are not compared with others'.
 * Errors     those of the platform's handle; BadArgument: the device cannot have such memory; those of the container's handle;
 *            Destroyed: the container is being destroyed; SlotTaken; NoFrames.
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
import { devices, isWindow } from "../devices.ts";
import { NONE, uses } from "../frames.ts";
import { ALL, MANAGE } from "../handles.ts";
import { inventory, withDevice } from "../inventories.ts";
import { FRAMES } from "../machine.ts";
import { makeDevice, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((platform: u32, container: u32, first: u32, count: u32, slot: u32): Status =>
  andThen(
    use(platform, Kind.Platform, MANAGE),
    isWindow(first, count) ? creationStatus(callerProcess(), container, 1, slot) : Status.BadArgument,
  ),
);

export function createDevice(
  platform: u32,
  container: u32,
  number: u32,
  first: u32,
  count: u32,
  slot: u32,
): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, devices, records);
  ensures(
    (status: Status) => consistent() && status === old(outcome(platform, container, first, count, slot)),
  );
  ensures((status: Status) =>
    status === Status.Done
      ? !old(uses()).has(named(slot)) &&
        isCreated(
          withDevice(old(inventory()), named(slot), { number, first, count }, old(named(container))),
          slot,
        )
      : unchanged(inventory),
  );
  const p = caller();
  if (objectFor(p, platform, Kind.Platform, MANAGE) === NONE)
    return refusal(p, platform, Kind.Platform, MANAGE);
  if (count > 0 && (first < FRAMES || count > NONE - first)) return Status.BadArgument;
  const status = checkCreation(p, container, 1, slot);
  if (status !== Status.Done) return status;
  // equivalent: 8 -> 0 because checkCreation has found the right
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  const d = makeDevice(payer, number, first, count);
  putNew(p, slot, Kind.Device, ALL, d);
  return Status.Done;
}

/**
 * mapDevice: have a page of a process be a frame of a device's memory.
 *
 * Arguments  device: a handle with Manage.
 *            process: a handle with Manage, of the process; OWN (0xffffffff) for the caller's own. Its container pays for page
 *            tables that lack, and nobody for the frame.
 *            page: the number of the page.
 *            index: which frame of the device's memory, from 0 on.
 *            access: 0 to read, 1 to write too.
 * Effect     the page is so until it is unmapped, or its process ends; the end of the device's object changes nothing. A frame
 *            may be mapped more than once, also in several processes: to share it takes a handle of the device.
 * Errors     those of the device's handle, then those of the process's; BadArgument: there is no such access to a device, or
 *            its memory has no such frame; Destroyed: the container that pays is being destroyed; NoSuchPage; AlreadyMapped;
 *            NoFrames.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, type u64, unchanged } from "welkin";
import { caller, callerProcess, named, objectFor, refusal, use } from "../callers.ts";
import { memoryChanges, partsStay } from "../changes.ts";
import { consistent, kindSays, pagesAgree, tablesAgree } from "../consistency.ts";
import { doomed, payerIsContainer, tree } from "../containers.ts";
import { nestedAfterChange } from "../descent.ts";
import { devices, frameAt, frameIn } from "../devices.ts";
import { NONE, useOf, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { Outcome, withPage } from "../homes.ts";
import { reached } from "../machine.ts";
import {
  accessFor,
  accessOf,
  mappingStatus,
  memoryStatus,
  spaceFor,
  spaceNamed,
  statusFor,
} from "../memory.ts";
import { ownerOf } from "../ownership.ts";
import { mapDeviceFrame } from "../pages.ts";
import { homes, spaces, spacesAreOwners, translations } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { owners } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** Memory of devices is read, and perhaps written, but not executed. */
const DEVICE_ACCESSES = 2;

/** The frame that is meant; NONE if there is none. */
const frameNamed = spec((device: u32, index: u32): u32 => frameIn(devices().get(named(device)), index));

/** What becomes of the call. */
const outcome = spec((device: u32, process: u32, page: u64, index: u32, access: u32): Status =>
  andThen(
    use(device, Kind.Device, MANAGE),
    andThen(
      memoryStatus(callerProcess(), process),
      access >= DEVICE_ACCESSES || frameNamed(device, index) === NONE
        ? Status.BadArgument
        : mappingStatus(spaceNamed(process), page, false, 0),
    ),
  ),
);

export function mapDevice(device: u32, process: u32, page: u64, index: u32, access: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(translations, tree, uses);
  ensures(consistent() && unchanged(homes, reached));
  ensures((status: Status) => status === old(outcome(device, process, page, index, access)));
  ensures((status: Status) =>
    status === Status.Done
      ? spaces() ===
        withPage(old(spaces()), old(spaceNamed(process)), page, {
          frame: old(frameNamed(device, index)),
          access: accessOf(access),
          large: false,
        })
      : unchanged(spaces, tree, uses, owners),
  );
  const p = caller();
  const d = objectFor(p, device, Kind.Device, MANAGE);
  if (d === NONE) return refusal(p, device, Kind.Device, MANAGE);
  const space = spaceFor(p, process);
  if (space === NONE) return refusal(p, process, Kind.Process, MANAGE);
  kindSays(devices(), uses(), Kind.Device, d);
  const frame = frameAt(d, index);
  if (access >= DEVICE_ACCESSES || frame === NONE) return Status.BadArgument;
  reveal(tablesAgree, pagesAgree);
  spacesAreOwners();
  payerIsContainer(space);
  if (doomed(useOf(space).container)) return Status.Destroyed;
  const result = mapDeviceFrame(space, page, frame, accessFor(access));
  if (result === Outcome.Done) {
    memoryChanges(old(uses()));
    nestedAfterChange(ownerOf(), old(tree()), tree());
    partsStay(old(uses()), old(spaces()));
  }
  return statusFor(result);
}

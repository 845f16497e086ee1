/**
 * Calls of processes that would take a frame away from what the engine keeps for them: unmap, mapDevice.
 *
 * Owns        what becomes of a page that stands for bytes of a memory. It cannot be unmapped, or a memory would be there that
 *             nobody pays for; but it can be memory of a device. Then the frame that is paid for it is that of another page, far
 *             behind all memories (SPARE), and when the device's memory is unmapped it stands for the bytes again, which are
 *             zeros.
 * Not here    what the engine keeps (charges.ts, image.ts).
 */
import { STATUS } from "../../kernel/interface/call.ts";
import type { DeviceMemory } from "./device-memory.ts";
import type { Frames } from "./frames.ts";
import { type Kernel, OWN, READ_AND_WRITE } from "./kernel.ts";

/** From a page of a memory to the one that is paid for in its place. No memory reaches so far, and there are 2^35 pages. */
const SPARE = 1n << 32n;

interface Parts {
  readonly kernel: Kernel;
  readonly frames: Frames;
  readonly memory: DeviceMemory;
  /** The process of the running thread. */
  readonly current: () => number;
}

/** The calls, as processes make them. */
export function memoryCalls({ kernel, frames, memory, current }: Parts) {
  const spaceOf = (process: number) => kernel.spaceOf(process === OWN ? current() : kernel.objectOf(process));
  const isMemory = (space: number, page: bigint) => frames.bytesAt(space, Number(page)) !== undefined;
  const isDevice = (space: number, page: bigint) => memory.isAt(space, Number(page));

  /** Is a page paid for in the place of one that is memory of a device? */
  const isSpare = (space: number, page: bigint) =>
    page >= SPARE && isDevice(space, page - SPARE) && isMemory(space, page - SPARE);

  return {
    unmap(process: number, page: bigint): number {
      const space = spaceOf(process);
      const isReplaced = isDevice(space, page) && isMemory(space, page);
      const isNeeded = frames.isNeeded(space, Number(page)) && !isReplaced;
      if (isNeeded || isSpare(space, page)) return STATUS.NotAllowed;
      const status = kernel.unmap(process, page);
      if (isReplaced && status === STATUS.Done) {
        kernel.unmap(process, page + SPARE);
        kernel.map(process, page, READ_AND_WRITE);
      }
      return status;
    },

    mapDevice(device: number, process: number, page: bigint, index: number, access: number): number {
      const status = kernel.mapDevice(device, process, page, index, access);
      const space = spaceOf(process);
      if (status !== STATUS.AlreadyMapped || !isMemory(space, page) || isDevice(space, page)) return status;
      const spare = kernel.map(process, page + SPARE, READ_AND_WRITE);
      if (spare !== STATUS.Done) return spare;
      kernel.unmap(process, page);
      return kernel.mapDevice(device, process, page, index, access);
    },
  };
}

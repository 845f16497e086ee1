/**
 * The calls for hardware, as data: interrupts, and devices that read and write memory by themselves.
 *
 * Owns      their parameters, errors and meaning, as calls.ts does for the others.
 */
import { type Call, NO_SLOT, PAGE, SLOT, handle, handleErrors } from "./call.ts";

const PLATFORM = handle("platform", "the platform, with Manage");
const CONTAINER = handle("container", "a container, with Manage; it pays");
const INTERRUPT = handle("interrupt", "an interrupt, with Manage");
const PLATFORM_ERRORS = {
  ...handleErrors("platform", "platform", "Manage"),
  NoSuchHandle: "`platform` or `container` is no handle",
  Destroyed: "the container is destroyed, or being so",
  WrongKind: "one of the handles is of another kind",
  NotAllowed: "one of the handles lacks the right",
} as const;
const NO_FRAMES = { NoFrames: "the container has too few frames left" } as const;
const PAGE_ERRORS = {
  NoSuchPage: "there is no page of this number",
  NotMapped: "there is nothing at this page",
} as const;

export const HARDWARE: readonly Call[] = [
  {
    name: "createInterrupt",
    group: "Hardware",
    summary: "makes an object for an interrupt line that has none",
    effect:
      "The interrupt is bound to nothing, and its line is masked. The container pays a frame. The new handle has all rights.",
    parameters: [
      PLATFORM,
      CONTAINER,
      { name: "line", type: "u32", meaning: "the number of the line, below 256" },
      SLOT,
    ],
    errors: {
      ...PLATFORM_ERRORS,
      BadArgument: "there is no such line",
      WrongState: "the line has an interrupt",
      ...NO_SLOT,
      ...NO_FRAMES,
    },
    notes: "The first process has a handle of the platform in slot 127.",
  },
  {
    name: "createDevice",
    group: "Hardware",
    summary: "makes an object for a device that reads and writes memory by itself",
    effect:
      "The device reaches nothing more than before; and nothing at all when the object ends. The container pays a frame. The new handle has all rights.",
    parameters: [
      PLATFORM,
      CONTAINER,
      { name: "number", type: "u32", meaning: "that by which the hardware knows the device" },
      SLOT,
    ],
    errors: {
      ...PLATFORM_ERRORS,
      ...NO_SLOT,
      ...NO_FRAMES,
    },
  },
  {
    name: "dmaMap",
    group: "Hardware",
    summary: "lets a device reach a page of the caller's",
    effect:
      "The device reads the page, and writes to it if the caller may, until `dmaUnmap`, or until anything about the page changes: it is unmapped, protected, moved. Word 0 is the address of the page for the device. No other device reaches the page any more.",
    parameters: [handle("device", "a device, with Manage"), PAGE],
    errors: {
      ...handleErrors("device", "device", "Manage"),
      ...PAGE_ERRORS,
      NotAllowed: "the handle lacks the right Manage, or the page is in a large one",
    },
  },
  {
    name: "dmaUnmap",
    group: "Hardware",
    summary: "lets no device reach a page of the caller's",
    effect: "Nothing changes if none reached it.",
    parameters: [PAGE],
    errors: { ...PAGE_ERRORS, NotAllowed: "the page is in a large one" },
  },
  {
    name: "bind",
    group: "Hardware",
    summary: "has a notification be signalled whenever there is an interrupt",
    effect:
      "What the interrupt was bound to before is forgotten. Its line stays as it is: masked, unless `acknowledge` has opened it.",
    parameters: [
      INTERRUPT,
      handle("notification", "a notification, with Send"),
      { name: "bits", type: "u64", meaning: "those to set" },
    ],
    errors: {
      ...handleErrors("interrupt", "interrupt", "Manage"),
      NoSuchHandle: "`interrupt` or `notification` is no handle",
      Destroyed: "the interrupt or the notification is destroyed",
      WrongKind: "one of the handles is of another kind",
      NotAllowed: "one of the handles lacks the right",
    },
  },
  {
    name: "acknowledge",
    group: "Hardware",
    summary: "has the next interrupt be told",
    effect: "The line is open until there is an interrupt, which masks it.",
    parameters: [INTERRUPT],
    errors: handleErrors("interrupt", "interrupt", "Manage"),
  },
];

/**
 * The calls for hardware, as data: interrupts, devices that read and write memory by themselves, and memory of devices.
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
    summary:
      "makes an object for a device, which reads and writes memory by itself, and may have memory of its own",
    effect:
      "The device reaches nothing more than before; and nothing at all when the object ends. Its own memory is that of `count` frames from `first` on, which `mapDevice` maps. The container pays a frame. The new handle has all rights.",
    parameters: [
      PLATFORM,
      CONTAINER,
      { name: "number", type: "u32", meaning: "that by which the hardware knows the device" },
      {
        name: "first",
        type: "u32",
        meaning: "the first frame of the device's own memory, from 524288 on: those below are the kernel's",
      },
      { name: "count", type: "u32", meaning: "how many frames that memory has; 0 for none" },
      SLOT,
    ],
    errors: {
      ...PLATFORM_ERRORS,
      BadArgument: "the device cannot have this memory: some of it is the kernel's, or frame 0xffffffff",
      ...NO_SLOT,
      ...NO_FRAMES,
    },
    notes:
      "Who has the platform is believed: the kernel knows no devices, and does not compare what is said of one with what is said of others.",
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
      NotAllowed: "the handle lacks the right Manage, or the page is in a large one, or memory of a device",
    },
  },
  {
    name: "dmaUnmap",
    group: "Hardware",
    summary: "lets no device reach a page of the caller's",
    effect: "Nothing changes if none reached it.",
    parameters: [PAGE],
    errors: { ...PAGE_ERRORS, NotAllowed: "the page is in a large one, or memory of a device" },
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

/** Maps memory of a device. Its number is the last, so it does not stand with the others. */
export const MAP_DEVICE: Call = {
  name: "mapDevice",
  group: "Hardware",
  summary: "has a page of a process be a frame of a device's memory",
  effect:
    "The process reads the frame, and perhaps writes it, past all caches, until the page is unmapped. The container of the process pays for page tables that lack, and nobody for the frame.",
  parameters: [
    handle("device", "a device, with Manage"),
    handle("process", "a process, with Manage; 0xffffffff for the caller's own"),
    PAGE,
    { name: "index", type: "u32", meaning: "which frame of the device's memory, from 0 on" },
    { name: "access", type: "u32", meaning: "0 to read, 1 to write too" },
  ],
  errors: {
    ...handleErrors("device", "device", "Manage"),
    NoSuchHandle: "`device` or `process` is no handle",
    Destroyed: "the device or the process is destroyed, or the container of the process is being so",
    WrongKind: "one of the handles is of another kind",
    NotAllowed: "one of the handles lacks the right Manage",
    BadArgument: "there is no such access to devices, or the device's memory has no such frame",
    NoSuchPage: "there is no page of this number",
    AlreadyMapped: "there is something at this page already",
    ...NO_FRAMES,
  },
  notes:
    "A frame can be mapped more than once, also in several processes, which share it then. The page stays when the device's object ends. Its bytes are not lent, copied, moved or shown to devices: such calls answer NotAllowed.",
};

/**
 * The kernel's calls, for programs in Kernel TypeScript. docs/syscalls.md says what they do.
 *
 * Made from kernel/interface/ by `npm run docs`.
 */
import { machine, type u32, type u64, unreachable } from "welkin";
import { Status } from "../kernel/status.ts";

/** The right to send to an endpoint, to signal a notification. */
export const SEND: u32 = 1;

/** The right to receive from an endpoint, to wait for a notification. */
export const RECEIVE: u32 = 2;

/** The right to give copies of the handle with a call or a reply. */
export const GRANT: u32 = 4;

/** The right to create in a container, to configure, to destroy. */
export const MANAGE: u32 = 8;

/** The address of a program's first memory, in the address space of its process. */
export const MEMORY: u64 = 1048576;

/** Does nothing. */
export const nothing = machine("welkin.nothing", (): Status => {
  unreachable();
});

/** Lets others run first. */
export const yieldNow = machine("welkin.yieldNow", (): Status => {
  unreachable();
});

/** Ends the caller. */
export const exit = machine("welkin.exit", (): Status => {
  unreachable();
});

/** Makes a stopped thread of a process. */
export const createThread = machine(
  "welkin.createThread",
  (process: u32, priority: u32, slot: u32): Status => {
    unreachable();
  },
);

/** Makes a stopped thread ready. */
export const start = machine("welkin.start", (thread: u32, entry: u64, argument: u64): Status => {
  unreachable();
});

/** Makes a process. */
export const createProcess = machine("welkin.createProcess", (container: u32, slot: u32): Status => {
  unreachable();
});

/** Copies a handle, with fewer rights or the same. */
export const duplicate = machine(
  "welkin.duplicate",
  (handle: u32, slot: u32, rights: u32, badge: u64): Status => {
    unreachable();
  },
);

/** Copies a handle into a slot of another process. */
export const give = machine(
  "welkin.give",
  (process: u32, there: u32, handle: u32, rights: u32, badge: u64): Status => {
    unreachable();
  },
);

/** Empties a slot. */
export const close = machine("welkin.close", (handle: u32): Status => {
  unreachable();
});

/** Makes an endpoint. */
export const createEndpoint = machine("welkin.createEndpoint", (container: u32, slot: u32): Status => {
  unreachable();
});

/** Gives a message to a receiver, for whom it waits. */
export const send = machine(
  "welkin.send",
  (endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status => {
    unreachable();
  },
);

/** Gives a message to a receiver, if one waits. */
export const trySend = machine(
  "welkin.trySend",
  (endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status => {
    unreachable();
  },
);

/** Takes a message, for which it waits. */
export const receive = machine("welkin.receive", (endpoint: u32): Status => {
  unreachable();
});

/** Takes a message, if one waits. */
export const tryReceive = machine("welkin.tryReceive", (endpoint: u32): Status => {
  unreachable();
});

/** Gives a message to a receiver, and waits for the reply of its process. */
export const call = machine(
  "welkin.call",
  (endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status => {
    unreachable();
  },
);

/** Answers a caller. */
export const reply = machine(
  "welkin.reply",
  (client: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status => {
    unreachable();
  },
);

/** Answers a caller and takes the next message. */
export const replyReceive = machine(
  "welkin.replyReceive",
  (client: u32, endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status => {
    unreachable();
  },
);

/** Makes a notification. */
export const createNotification = machine(
  "welkin.createNotification",
  (container: u32, slot: u32): Status => {
    unreachable();
  },
);

/** Makes a container. */
export const createContainer = machine(
  "welkin.createContainer",
  (parent: u32, frames: u32, time: u32, slot: u32): Status => {
    unreachable();
  },
);

/** Says where the faults of a process are reported. */
export const setFaults = machine("welkin.setFaults", (process: u32, endpoint: u32): Status => {
  unreachable();
});

/** Ends an object and all that it owns. */
export const destroy = machine("welkin.destroy", (handle: u32): Status => {
  unreachable();
});

/** Sets bits of a notification. */
export const signal = machine("welkin.signal", (notification: u32, bits: u64): Status => {
  unreachable();
});

/** Takes the bits of a notification, for which it waits. */
export const wait = machine("welkin.wait", (notification: u32): Status => {
  unreachable();
});

/** Takes the bits of a notification, if some are set. */
export const poll = machine("welkin.poll", (notification: u32): Status => {
  unreachable();
});

/** Stops a thread. */
export const stop = machine("welkin.stop", (thread: u32): Status => {
  unreachable();
});

/** Has a page of a process be a new frame. */
export const map = machine("welkin.map", (process: u32, page: u64, access: u32): Status => {
  unreachable();
});

/** Has a page of a process be nothing. */
export const unmap = machine("welkin.unmap", (process: u32, page: u64): Status => {
  unreachable();
});

/** Changes what is allowed for a page of a process. */
export const protect = machine("welkin.protect", (process: u32, page: u64, access: u32): Status => {
  unreachable();
});

/** Has a notification be signalled at a moment that is to come. */
export const setTimer = machine("welkin.setTimer", (notification: u32, deadline: u64, bits: u64): Status => {
  unreachable();
});

/** Says which bytes whoever the caller calls may use. */
export const lend = machine("welkin.lend", (address: u64, length: u64, access: u32): Status => {
  unreachable();
});

/** Copies bytes that a client lends to the caller's memory. */
export const read = machine("welkin.read", (client: u32, offset: u64, address: u64, length: u32): Status => {
  unreachable();
});

/** Copies bytes of the caller's memory into what a client lends. */
export const write = machine(
  "welkin.write",
  (client: u32, offset: u64, address: u64, length: u32): Status => {
    unreachable();
  },
);

/** Says which handle whoever the caller calls may copy, and where it may put one. */
export const offer = machine("welkin.offer", (handle: u32, rights: u32, badge: u64, slot: u32): Status => {
  unreachable();
});

/** Takes a copy of the handle that a client offers. */
export const accept = machine("welkin.accept", (client: u32, slot: u32): Status => {
  unreachable();
});

/** Gives a client a copy of a handle. */
export const grant = machine("welkin.grant", (client: u32, handle: u32, rights: u32, badge: u64): Status => {
  unreachable();
});

/** Moves whole pages that a client lends to the caller. */
export const takePages = machine(
  "welkin.takePages",
  (client: u32, offset: u64, page: u64, count: u32): Status => {
    unreachable();
  },
);

/** Moves whole pages of the caller to where a client lends some. */
export const putPages = machine(
  "welkin.putPages",
  (client: u32, offset: u64, page: u64, count: u32): Status => {
    unreachable();
  },
);

/** Makes an object for an interrupt line that has none. */
export const createInterrupt = machine(
  "welkin.createInterrupt",
  (platform: u32, container: u32, line: u32, slot: u32): Status => {
    unreachable();
  },
);

/** Makes an object for a device, which reads and writes memory by itself, and may have memory of its own. */
export const createDevice = machine(
  "welkin.createDevice",
  (platform: u32, container: u32, number: u32, first: u32, count: u32, slot: u32): Status => {
    unreachable();
  },
);

/** Lets a device reach a page of the caller's. */
export const dmaMap = machine("welkin.dmaMap", (device: u32, page: u64): Status => {
  unreachable();
});

/** Lets no device reach a page of the caller's. */
export const dmaUnmap = machine("welkin.dmaUnmap", (page: u64): Status => {
  unreachable();
});

/** Has a notification be signalled whenever there is an interrupt. */
export const bind = machine("welkin.bind", (interrupt: u32, notification: u32, bits: u64): Status => {
  unreachable();
});

/** Has the next interrupt be told. */
export const acknowledge = machine("welkin.acknowledge", (interrupt: u32): Status => {
  unreachable();
});

/** Has a large page of a process, which is 512 pages, be 512 new frames. */
export const mapLarge = machine("welkin.mapLarge", (process: u32, page: u64, access: u32): Status => {
  unreachable();
});

/** Has a page of a process be a frame of a device's memory. */
export const mapDevice = machine(
  "welkin.mapDevice",
  (device: u32, process: u32, page: u64, index: u32, access: u32): Status => {
    unreachable();
  },
);

/** Is a word of the message that the caller got last; 0 if there is no such word. */
export const word = machine("welkin.word", (index: u32): u64 => {
  unreachable();
});

/** Is the badge of the handle by which that message was sent. */
export const badge = machine("welkin.badge", (): u64 => {
  unreachable();
});

/** Is the thread that waits for a reply to that message; 0xffffffff if none does. */
export const client = machine("welkin.client", (): u32 => {
  unreachable();
});

/** Is the time in nanoseconds since a moment before boot; never less than before. */
export const now = machine("welkin.now", (): u64 => {
  unreachable();
});

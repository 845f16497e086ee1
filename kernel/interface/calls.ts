/**
 * The kernel's calls, as data: what processes can ask of it. From this table the manual, the stubs of processes, the
 * constants and the dispatch by number are made.
 *
 * Owns        every call: its name, parameters, errors and meaning. Its number is its place: new calls go to the end.
 * Invariants  kernel.wasm exports exactly these calls, the READS and the ENTRIES of the port, with these parameters
 *             (interface/test).
 * Not here    what the kernel does in them (syscalls/).
 */
import {
  CLIENT,
  COPY,
  COPY_ERRORS,
  type Call,
  NO_CLIENT,
  NO_SLOT,
  PAGE,
  type Parameter,
  SLOT,
  WORDS,
  handle,
  handleErrors,
} from "./call.ts";
import { HARDWARE, MAP_DEVICE } from "./hardware.ts";
import { TRANSFERS } from "./transfers.ts";

const CONTAINER = handle("container", "a container, with Manage; it pays");
const ENDPOINT_TO_SEND = handle(
  "endpoint",
  "an endpoint, with Send; the handle's badge goes with the message",
);
const ENDPOINT_TO_RECEIVE = handle("endpoint", "an endpoint, with Receive");
const PROCESS = handle("process", "a process, with Manage; 0xffffffff for the caller's own");
const MAPPED_PAGE: Parameter = {
  name: "page",
  type: "u64",
  meaning: "the number under which it is mapped: of a large page, that of its first",
};
const ACCESS: Parameter = {
  name: "access",
  type: "u32",
  meaning: "0 to read, 1 to write too, 2 to execute too",
};
const NO_ACCESS = { BadArgument: "there is no such access" } as const;
const NO_PAGE = { NoSuchPage: "there is no page of this number" } as const;
const NOT_MAPPED = { NotMapped: "nothing is mapped under this number" } as const;
const NO_FRAMES = { NoFrames: "the container has too few frames left" } as const;

export const CALLS: readonly Call[] = [
  {
    name: "nothing",
    group: "Threads",
    summary: "does nothing",
    effect: "Nothing changes. It shows what a call costs.",
    parameters: [],
    errors: {},
  },
  {
    name: "yieldNow",
    group: "Threads",
    summary: "lets others run first",
    effect: "The caller is ready, behind all that are ready with its priority.",
    parameters: [],
    results: { Wait: "always" },
    errors: {},
  },
  {
    name: "exit",
    group: "Threads",
    summary: "ends the caller",
    effect: "The calling thread is stopped. It can be started again by who has a handle of it.",
    parameters: [],
    results: { Wait: "always" },
    errors: {},
  },
  {
    name: "createThread",
    group: "Threads",
    summary: "makes a stopped thread of a process",
    effect: "The container of the process pays a frame. The new handle has all rights.",
    parameters: [
      handle("process", "a process, with Manage"),
      { name: "priority", type: "u32", meaning: "0 to 3; 0 runs first" },
      SLOT,
    ],
    errors: {
      ...handleErrors("process", "process", "Manage"),
      BadArgument: "there is no such priority",
      ...NO_SLOT,
      ...NO_FRAMES,
    },
  },
  {
    name: "start",
    group: "Threads",
    summary: "makes a stopped thread ready",
    effect: "The thread begins at its entry, with its argument, when its turn comes.",
    parameters: [
      handle("thread", "a thread, with Manage"),
      { name: "entry", type: "u64", meaning: "where the port begins it" },
      { name: "argument", type: "u64", meaning: "what the port gives it" },
    ],
    errors: { ...handleErrors("thread", "thread", "Manage"), WrongState: "the thread is not stopped" },
    notes: "The kernel passes entry and argument to the port as words 0 and 1 of the thread's message.",
  },
  {
    name: "createProcess",
    group: "Processes and handles",
    summary: "makes a process",
    effect:
      "The process has no threads, handles and pages. The container pays three frames. The new handle has all rights.",
    parameters: [CONTAINER, SLOT],
    errors: { ...handleErrors("container", "container", "Manage"), ...NO_SLOT, ...NO_FRAMES },
  },
  {
    name: "duplicate",
    group: "Processes and handles",
    summary: "copies a handle, with fewer rights or the same",
    effect: "The copy is in `slot`.",
    parameters: [handle("handle", "any"), SLOT, ...COPY],
    errors: { ...COPY_ERRORS, ...NO_SLOT },
    notes: "A badge is given once: a receiver can trust that messages with it come by copies of this copy.",
  },
  {
    name: "give",
    group: "Processes and handles",
    summary: "copies a handle into a slot of another process",
    effect: "The process has the copy: so a parent gives its child its first handles.",
    parameters: [
      handle("process", "a process, with Manage"),
      { name: "there", type: "slot", meaning: "an empty slot of the process" },
      handle("handle", "any of the caller's"),
      ...COPY,
    ],
    errors: {
      ...handleErrors("process", "process", "Manage"),
      ...COPY_ERRORS,
      NoSuchHandle: "`process` or `handle` is no handle",
      Destroyed: "the process, or the object of `handle`, is destroyed",
      SlotTaken: "`there` is not empty, or there is no such slot",
    },
  },
  {
    name: "close",
    group: "Processes and handles",
    summary: "empties a slot",
    effect: "The handle is no more. Its object stays as it is.",
    parameters: [handle("handle", "any, also one whose object is destroyed")],
    errors: { NoSuchHandle: "`handle` is no handle" },
  },
  {
    name: "createEndpoint",
    group: "Messages",
    summary: "makes an endpoint",
    effect: "Threads can send and receive there. The container pays a frame. The new handle has all rights.",
    parameters: [CONTAINER, SLOT],
    errors: { ...handleErrors("container", "container", "Manage"), ...NO_SLOT, ...NO_FRAMES },
  },
  {
    name: "send",
    group: "Messages",
    summary: "gives a message to a receiver, for whom it waits",
    effect: "The thread that has waited longest to receive at the endpoint has the message, and is ready.",
    parameters: [ENDPOINT_TO_SEND, ...WORDS],
    results: { Wait: "nobody receives yet" },
    errors: handleErrors("endpoint", "endpoint", "Send"),
  },
  {
    name: "trySend",
    group: "Messages",
    summary: "gives a message to a receiver, if one waits",
    effect: "As `send`.",
    parameters: [ENDPOINT_TO_SEND, ...WORDS],
    errors: { ...handleErrors("endpoint", "endpoint", "Send"), WouldWait: "nobody receives" },
  },
  {
    name: "receive",
    group: "Messages",
    summary: "takes a message, for which it waits",
    effect:
      "The message of the thread that has waited longest to send there is the caller's: its words (`word`), the badge of the handle by which it came (`badge`), and the thread that waits for a reply, if one does (`client`).",
    parameters: [ENDPOINT_TO_RECEIVE],
    results: { Wait: "nobody sends yet" },
    errors: handleErrors("endpoint", "endpoint", "Receive"),
  },
  {
    name: "tryReceive",
    group: "Messages",
    summary: "takes a message, if one waits",
    effect: "As `receive`.",
    parameters: [ENDPOINT_TO_RECEIVE],
    errors: { ...handleErrors("endpoint", "endpoint", "Receive"), WouldWait: "nobody sends" },
  },
  {
    name: "call",
    group: "Messages",
    summary: "gives a message to a receiver, and waits for the reply of its process",
    effect: "The receiver is told the caller's thread, to which any thread of its process can reply.",
    parameters: [ENDPOINT_TO_SEND, ...WORDS],
    results: { Wait: "always; then the caller has the words of the reply" },
    errors: handleErrors("endpoint", "endpoint", "Send"),
  },
  {
    name: "reply",
    group: "Messages",
    summary: "answers a caller",
    effect: "The client has the words, and is ready.",
    parameters: [CLIENT, ...WORDS],
    errors: NO_CLIENT,
  },
  {
    name: "replyReceive",
    group: "Messages",
    summary: "answers a caller and takes the next message",
    effect: "As `reply`, then as `receive`: so a server goes from one client to the next.",
    parameters: [CLIENT, ENDPOINT_TO_RECEIVE, ...WORDS],
    results: { Wait: "nobody sends yet" },
    errors: { ...handleErrors("endpoint", "endpoint", "Receive"), ...NO_CLIENT },
    notes: "If there is an error nothing is answered.",
  },
  {
    name: "createNotification",
    group: "Notifications",
    summary: "makes a notification",
    effect:
      "Threads can signal it and wait for it. The container pays a frame. The new handle has all rights.",
    parameters: [CONTAINER, SLOT],
    errors: { ...handleErrors("container", "container", "Manage"), ...NO_SLOT, ...NO_FRAMES },
  },
  {
    name: "createContainer",
    group: "Containers",
    summary: "makes a container",
    effect:
      "It has a part of the frames and of the time that its parent has left, which also pays a frame. The new handle has all rights.",
    parameters: [
      handle("parent", "a container, with Manage"),
      { name: "frames", type: "u32", meaning: "how many it has" },
      {
        name: "time",
        type: "u32",
        meaning: "how much of every period its threads may run, in parts of a million",
      },
      SLOT,
    ],
    errors: {
      ...handleErrors("parent", "container", "Manage"),
      ...NO_SLOT,
      ...NO_FRAMES,
      NoTime: "the parent has too little time left",
      TooDeep: "containers are nested 32 deep at most",
    },
  },
  {
    name: "setFaults",
    group: "Processes and handles",
    summary: "says where the faults of a process are reported",
    effect:
      "A thread of the process that does what it must not waits, as if it had called the endpoint with a message that says what it did. A reply has it go on.",
    parameters: [handle("process", "a process, with Manage"), handle("endpoint", "an endpoint, with Send")],
    errors: {
      ...handleErrors("process", "process", "Manage"),
      NoSuchHandle: "`process` or `endpoint` is no handle",
      Destroyed: "the process or the endpoint is destroyed",
      WrongKind: "one of the handles is of another kind",
      NotAllowed: "one of the handles lacks the right",
    },
  },
  {
    name: "destroy",
    group: "Processes and handles",
    summary: "ends an object and all that it owns",
    effect:
      "Of a container all that is in it goes, of a process its threads, pages and tables. All handles of what has gone are dead, and threads that waited there are told Destroyed. Nothing in a container that is being destroyed runs any more, and nothing new is made there.",
    parameters: [handle("handle", "a container, process, thread, endpoint or notification, with Manage")],
    results: {
      Done: "the object has gone",
      More: "a part of the work is done: call again",
      Wait: "the caller itself has gone",
    },
    errors: {
      NoSuchHandle: "`handle` is no handle",
      Destroyed: "the object is destroyed",
      WrongKind: "the object cannot be destroyed",
      NotAllowed: "the handle lacks the right Manage",
      BadArgument: "it is the root container",
    },
  },
  {
    name: "signal",
    group: "Notifications",
    summary: "sets bits of a notification",
    effect:
      "If a thread waits for it, the one that has waited longest has all bits that are set, and is ready; none are set then. Else they stay set.",
    parameters: [
      handle("notification", "a notification, with Send"),
      { name: "bits", type: "u64", meaning: "those to set" },
    ],
    errors: handleErrors("notification", "notification", "Send"),
  },
  {
    name: "wait",
    group: "Notifications",
    summary: "takes the bits of a notification, for which it waits",
    effect: "The caller has the bits, as word 0, and none are set any more.",
    parameters: [handle("notification", "a notification, with Receive")],
    results: { Wait: "no bits are set yet" },
    errors: handleErrors("notification", "notification", "Receive"),
  },
  {
    name: "poll",
    group: "Notifications",
    summary: "takes the bits of a notification, if some are set",
    effect: "As `wait`.",
    parameters: [handle("notification", "a notification, with Receive")],
    errors: { ...handleErrors("notification", "notification", "Receive"), WouldWait: "no bits are set" },
  },
  {
    name: "stop",
    group: "Threads",
    summary: "stops a thread",
    effect: "The thread does what it did no more, whatever that was. It can be started again.",
    parameters: [handle("thread", "a thread, with Manage")],
    results: { Wait: "it is the caller" },
    errors: handleErrors("thread", "thread", "Manage"),
  },
  {
    name: "map",
    group: "Memory",
    summary: "has a page of a process be a new frame",
    effect:
      "The frame is full of zeros. The container of the process pays for it, and for page tables that lack.",
    parameters: [PROCESS, PAGE, ACCESS],
    errors: {
      ...handleErrors("process", "process", "Manage"),
      ...NO_ACCESS,
      ...NO_PAGE,
      AlreadyMapped: "there is something at this page already",
      ...NO_FRAMES,
    },
  },
  {
    name: "unmap",
    group: "Memory",
    summary: "has a page of a process be nothing",
    effect:
      "Its frame is free again, or all frames of a large page; memory of a device is what it was. Page tables stay.",
    parameters: [PROCESS, MAPPED_PAGE],
    errors: { ...handleErrors("process", "process", "Manage"), ...NO_PAGE, ...NOT_MAPPED },
  },
  {
    name: "protect",
    group: "Memory",
    summary: "changes what is allowed for a page of a process",
    effect:
      "What is in the page stays as it is, and a large page is whole. Nothing can be both written and executed.",
    parameters: [PROCESS, MAPPED_PAGE, ACCESS],
    errors: {
      ...handleErrors("process", "process", "Manage"),
      BadArgument: "there is no such access, or memory of a device would be executed",
      ...NO_PAGE,
      ...NOT_MAPPED,
    },
  },
  {
    name: "setTimer",
    group: "Notifications",
    summary: "has a notification be signalled at a moment that is to come",
    effect:
      "When `now` tells that moment the bits are set, as by `signal`. A notification has one timer: what was set before is forgotten.",
    parameters: [
      handle("notification", "a notification, with Receive: who waits there says for how long"),
      {
        name: "deadline",
        type: "u64",
        meaning: "the moment; one that is past comes at once, the greatest number never",
      },
      { name: "bits", type: "u64", meaning: "those to set" },
    ],
    errors: handleErrors("notification", "notification", "Receive"),
  },
  ...TRANSFERS,
  ...HARDWARE,
  {
    name: "mapLarge",
    group: "Memory",
    summary: "has a large page of a process, which is 512 pages, be 512 new frames",
    effect:
      "The frames are full of zeros, and one after the other. The container of the process pays for them, and for page tables that lack. A page table that is empty where the large page comes is free again.",
    parameters: [
      PROCESS,
      { name: "page", type: "u64", meaning: "the number of its first page, a multiple of 512" },
      ACCESS,
    ],
    errors: {
      ...handleErrors("process", "process", "Manage"),
      BadArgument: "there is no such access, or the number of the page is no multiple of 512",
      ...NO_PAGE,
      AlreadyMapped: "there is something at one of the pages already",
      NoFrames: "the container has too few frames left, or no 512 frames one after the other are free",
    },
    notes:
      "To `unmap` and `protect` it is one page, with the number of its first. The pages in it have no other number.",
  },
  MAP_DEVICE,
];

/** What a caller reads, of its last message or of the clock: it never waits and never fails. */
export interface Read {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: "u32" | "u64";
  readonly meaning: string;
}

export const READS: readonly Read[] = [
  {
    name: "word",
    parameters: [{ name: "index", type: "u32", meaning: "0 to 5" }],
    result: "u64",
    meaning: "a word of the message that the caller got last; 0 if there is no such word",
  },
  {
    name: "badge",
    parameters: [],
    result: "u64",
    meaning: "the badge of the handle by which that message was sent",
  },
  {
    name: "client",
    parameters: [],
    result: "u32",
    meaning: "the thread that waits for a reply to that message; 0xffffffff if none does",
  },
  {
    name: "now",
    parameters: [],
    result: "u64",
    meaning: "the time in nanoseconds since a moment before boot; never less than before",
  },
];

/** What the port calls; no process can. */
export const ENTRIES: Readonly<Record<string, string>> = {
  boot: "makes the root container, the first process and its thread",
  dispatch:
    "the thread that runs from now on; 0xffffffff if none can, 0xfffffffe if none can in this period, 0xfffffffd if it is to be called again",
  skipPeriod: "ends the period of time early",
  expire: "signals the notification whose timer is due first, if its time has come: More; else Done",
  interrupt: "there is an interrupt on a line, which is masked; WrongState if nobody is told",
  nextDeadline: "when the next timer is due; 0xffffffffffffffff if none is set",
  wake: "a stopped thread is ready: one of the port's own",
  halt: "a waiting thread is stopped: one of the port's own",
  fault: "the running thread has done what it must not",
  budget: "a part of what a container has, for statistics",
  status: "what became of the call with which the running thread waited",
  processOf: "the process of a thread",
  spaceOf: "the address space of a process",
  objectOf: "the object of a handle of the running thread's process",
};

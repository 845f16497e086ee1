/**
 * The form in which the kernel's calls are described, and what many descriptions share.
 *
 * Owns      Call, Parameter, StatusName; the errors that every call with a handle can end with.
 * Not here  the calls themselves (calls.ts), what is made of them (manual.ts, stubs).
 */

/** What becomes of a call, in the order of their numbers: those of kernel/status.ts, which a test compares. */
export const STATUSES = {
  Done: "The call did what it says.",
  Wait: "The caller waits now; what becomes of its call it finds when it runs again.",
  More: "The call did a part of its work; call it again for the rest.",
  NotRunning: "No thread runs that could call.",
  NoSuchHandle: "There is no handle in the slot, or no such slot.",
  Destroyed: "The object of the handle is destroyed; so is what the caller waited for.",
  WrongKind: "The handle is of another kind than the call needs.",
  NotAllowed: "The handle lacks a right that the call needs.",
  SlotTaken: "The slot for a new handle is not empty, or there is no such slot.",
  NoFrames: "The container has fewer frames left than the call needs.",
  NoTime: "The container has less time left than the call needs.",
  TooDeep: "Containers are nested too deep.",
  WrongState: "What the call is about is in a state in which it is not possible.",
  NoSuchClient: "The thread does not wait for a reply of the caller's process.",
  WouldWait: "The call would have to wait, which its caller did not want.",
  BadArgument: "An argument is out of its range.",
  NoSuchPage: "There is no page of this number.",
  AlreadyMapped: "There is something at this page already.",
  NotMapped: "There is nothing at this page.",
} as const;

export type StatusName = keyof typeof STATUSES;

/** The numbers of the statuses. */
export const STATUS = Object.fromEntries(
  Object.keys(STATUSES).map((name, number) => [name, number]),
) as Readonly<Record<StatusName, number>>;

/** Rights of handles: bits, as in kernel/handles.ts. */
export const RIGHTS = {
  Send: { bit: 1, meaning: "to send to an endpoint, to signal a notification" },
  Receive: { bit: 2, meaning: "to receive from an endpoint, to wait for a notification" },
  Grant: { bit: 4, meaning: "to give copies of the handle with a call or a reply" },
  Manage: { bit: 8, meaning: "to create in a container, to configure, to destroy" },
} as const;

export type RightName = keyof typeof RIGHTS;

/** Where the first memory of a program begins in the address space of its process: what is at p in it is at MEMORY + p. */
export const MEMORY = 0x10_0000;

/** All but u64 are u32 to the kernel; a handle is the number of a slot that has one, a slot one that is empty. */
export type ParameterType = "handle" | "slot" | "rights" | "u32" | "u64";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly meaning: string;
}

/** A call of processes. Its answer is a status. */
export interface Call {
  readonly name: string;
  readonly group: string;
  /** What it does, in a few words that follow its name. */
  readonly summary: string;
  /** What happens where there is no error. */
  readonly effect: string;
  readonly parameters: readonly Parameter[];
  /** What Wait and More mean, where the call can answer so. */
  readonly results?: Partial<Record<"Done" | "Wait" | "More", string>>;
  /** Every error with which it can end, and when, in the order in which they are looked for. */
  readonly errors: Partial<Record<StatusName, string>>;
  /** What people wonder about. */
  readonly notes?: string;
}

/** A parameter that is a handle of this kind with these rights. */
export function handle(name: string, meaning: string): Parameter {
  return { name, type: "handle", meaning };
}

/** The parameter that says where a new handle is put. */
export const SLOT: Parameter = { name: "slot", type: "slot", meaning: "an empty slot, for the new handle" };

/** The words of a message. */
export const WORDS: readonly Parameter[] = ["a", "b", "c", "d", "e", "f"].map((name) => ({
  name,
  type: "u64",
  meaning: "a word of the message",
}));

/** The errors of using a handle of this kind with these rights. */
export function handleErrors(name: string, kind: string, right: RightName): Call["errors"] {
  return {
    NoSuchHandle: `\`${name}\` is no handle`,
    Destroyed: `the ${kind} is destroyed`,
    WrongKind: `\`${name}\` is not a handle of a ${kind}`,
    NotAllowed: `the handle lacks the right ${right}`,
  };
}

export const NO_SLOT = { SlotTaken: "`slot` is not empty, or there is no such slot" } as const;

/** The parameter that says who is answered. */
export const CLIENT: Parameter = {
  name: "client",
  type: "u32",
  meaning: "the thread that waits for the reply, as `client()` told it with its message",
};

export const PAGE: Parameter = { name: "page", type: "u64", meaning: "the number of the page, below 2^35" };

/** What a copy of a handle is to be. */
export const COPY: readonly Parameter[] = [
  { name: "rights", type: "rights", meaning: "the copy has those of them that the handle has" },
  { name: "badge", type: "u64", meaning: "the badge of the copy, if the handle has none (0)" },
];

export const COPY_ERRORS = {
  NoSuchHandle: "`handle` is no handle",
  Destroyed: "the object of `handle` is destroyed",
  BadArgument: "there are no such rights",
} as const;

export const NO_CLIENT = {
  NoSuchClient: "there is no such thread, or it does not wait for this process",
} as const;

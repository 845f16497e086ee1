/**
 * What becomes of a call, as kernel/status.ts numbers it; a test compares them.
 *
 * Owns        the numbers, and what each error says to people.
 */
export const Status = {
  Done: 0,
  Wait: 1,
  More: 2,
  NotRunning: 3,
  NoSuchHandle: 4,
  Destroyed: 5,
  WrongKind: 6,
  NotAllowed: 7,
  SlotTaken: 8,
  NoFrames: 9,
  NoTime: 10,
  TooDeep: 11,
  WrongState: 12,
  NoSuchClient: 13,
  WouldWait: 14,
  BadArgument: 15,
} as const;

export type StatusName = keyof typeof Status;

/** The statuses that are errors. */
export const ERRORS: Readonly<Record<Exclude<StatusName, "Done" | "Wait" | "More">, string>> = {
  NotRunning: "no thread runs that could call",
  NoSuchHandle: "there is no such handle",
  Destroyed: "the object is destroyed",
  WrongKind: "the handle is of another kind",
  NotAllowed: "the handle lacks a right that the call needs",
  SlotTaken: "the slot for the handle is not empty",
  NoFrames: "the container has too few frames left",
  NoTime: "the container has too little time left",
  TooDeep: "containers are nested too deep",
  WrongState: "the thread is in a state in which this is not possible",
  NoSuchClient: "the client does not wait for a reply",
  WouldWait: "the call would have to wait",
  BadArgument: "an argument is out of its range",
};

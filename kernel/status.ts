/**
 * What becomes of a call: the first result that a process or the port sees of each.
 *
 * Owns      Status. All but Done, Wait and More are errors; a call that ends with an error has changed nothing.
 */
import { spec } from "welkin";

export enum Status {
  /** The call did what it says. */
  Done,
  /** The caller waits now; what becomes of its call it finds when it runs again. */
  Wait,
  /** The call did a part of its work; call it again for the rest. */
  More,
  /** No thread runs that could call. */
  NotRunning,
  /** There is no handle in the slot, or no such slot. */
  NoSuchHandle,
  /** The object of the handle is destroyed; so is what the caller waited for. */
  Destroyed,
  /** The handle is of another kind than the call needs. */
  WrongKind,
  /** The handle lacks a right that the call needs. */
  NotAllowed,
  /** The slot for a new handle is not empty, or there is no such slot. */
  SlotTaken,
  /** The container has fewer frames left than the call needs. */
  NoFrames,
  /** The container has less time left than the call needs. */
  NoTime,
  /** Containers are nested too deep. */
  TooDeep,
  /** What the call is about is in a state in which it is not possible. */
  WrongState,
  /** The thread does not wait for a reply of the caller's process. */
  NoSuchClient,
  /** The call would have to wait, which its caller did not want. */
  WouldWait,
  /** An argument is out of its range. */
  BadArgument,
  /** There is no page of this number. */
  NoSuchPage,
  /** There is something at this page already. */
  AlreadyMapped,
  /** There is nothing at this page. */
  NotMapped,
}

/** What becomes of a call that has to wait: it does if its caller wants that. */
export const waitStatus = spec((blocking: boolean): Status => (blocking ? Status.Wait : Status.WouldWait));

/** What becomes of what is done in two steps: of the second one, unless the first fails. */
export const andThen = spec((first: Status, second: Status): Status =>
  first === Status.Done ? second : first,
);

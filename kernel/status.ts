/**
 * What becomes of a call: the first result that a process or the port sees of each.
 *
 * Owns      Status. All but Done, Wait and More are errors; a call that ends with an error has changed nothing.
 */

export enum Status {
  /** The call did what it says. */
  Done,
  /** The caller waits now; what becomes of its call it finds when it runs again. */
  Wait,
  /** The call did a part of its work; call it again for the rest. */
  More,
  /** There is no running thread that could call. */
  NotRunning,
  /** The container has fewer frames left than the call needs. */
  NoFrames,
  /** The thread is in a state in which the call is not possible. */
  WrongState,
  /** The argument is no such object, or out of its range. */
  BadArgument,
}

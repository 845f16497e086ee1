/**
 * What becomes of a call, as kernel/status.ts numbers it.
 *
 * Owns        the numbers; a test compares them with the kernel's.
 */
export const Status = {
  Done: 0,
  /** The caller waits now; what becomes of its call it finds when it runs again. */
  Wait: 1,
  /** The call did a part of its work. */
  More: 2,
  NotRunning: 3,
  NoFrames: 4,
  WrongState: 5,
  BadArgument: 6,
} as const;

export type Status = (typeof Status)[keyof typeof Status];

/**
 * The kernel's calls, as processes import them: functions of the module "welkin".
 *
 * Owns        which of the kernel's exports a process may call, with the types of their parameters.
 * Invariants  an export that is not here is the port's alone: boot, dispatch, and what follows them.
 * Not here    what the calls do (kernel/syscalls), how a caller waits (trampoline.ts).
 */
import { I32 } from "./rewriter/types.ts";

/** The module that processes import calls from. */
export const WELKIN = "welkin";

/** Types of parameters of the calls that answer with a status, an i32, and after which the caller may have to wait. */
export const CALLS = {
  nothing: [],
  createThread: [],
  start: [I32],
  yieldNow: [],
  exit: [],
} as const satisfies Readonly<Record<string, readonly number[]>>;

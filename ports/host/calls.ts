/**
 * The kernel's calls, as processes import them: functions of the module "welkin".
 *
 * Owns        which of the kernel's exports a process may call, with the types of their parameters.
 * Invariants  an export that is not here is the port's alone: boot, dispatch, and what follows them.
 * Not here    what the calls do (kernel/syscalls), how a caller waits (trampoline.ts).
 */
import { I32, I64 } from "./rewriter/types.ts";

/** The module that processes import calls from. */
export const WELKIN = "welkin";

const WORDS = [I64, I64, I64, I64, I64, I64];

/** Calls that answer with a status, an i32, and after which the caller may have to wait: types of parameters. */
export const CALLS: Readonly<Record<string, readonly number[]>> = {
  nothing: [],
  yieldNow: [],
  createContainer: [I32, I32, I32, I32],
  createProcess: [I32, I32],
  createEndpoint: [I32, I32],
  destroy: [I32],
  duplicate: [I32, I32, I32, I64],
  give: [I32, I32, I32, I32, I64],
  close: [I32],
  send: [I32, ...WORDS],
  receive: [I32],
  call: [I32, ...WORDS],
  reply: [I32, ...WORDS],
  replyReceive: [I32, I32, ...WORDS],
};

/** Ends the calling thread: () -> i32, which never returns. */
export const EXIT = "exit";

/** Functions that give what the caller was told last; they never wait. */
export const READS: readonly string[] = ["word", "badge", "client"];

/** Is this a function that a process may import from WELKIN? */
export const isCall = (name: string): boolean =>
  Object.hasOwn(CALLS, name) || READS.includes(name) || name === EXIT;

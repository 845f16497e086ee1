/**
 * The kernel's calls, as processes import them: functions of the module "welkin".
 *
 * Owns        which of the kernel's exports a process may import; the types of their parameters.
 * Invariants  it exports nothing but data: a bundle has that, and not the tables which it is made from (cli/bundle.ts).
 * Not here    what they do (docs/syscalls.md), how a caller waits (trampoline.ts).
 */
import { CALLS as TABLE, READS as READ_TABLE } from "../../kernel/interface/calls.ts";
import { I32, I64 } from "./rewriter/types.ts";

/** The module that processes import calls from. */
export const WELKIN = "welkin";

/** Ends the calling thread. */
export const EXIT = "exit";

/** Calls that answer with a status, an i32, and after which the caller may have to wait: types of parameters. */
export const CALLS: ReadonlyMap<string, readonly number[]> = new Map(
  TABLE.filter(({ name }) => name !== EXIT).map(({ name, parameters }) => [
    name,
    parameters.map(({ type }) => (type === "u64" ? I64 : I32)),
  ]),
);

/** Functions that give what the caller was told last; they never wait. */
export const READS: readonly string[] = READ_TABLE.map(({ name }) => name);

/** All functions that a process may import. */
export const IMPORTABLE: ReadonlySet<string> = new Set([...CALLS.keys(), ...READS, EXIT]);

/**
 * The error that the host port gives its embedder.
 *
 * Owns        the codes: one for each error among the kernel's statuses, and those of the port itself.
 */
import { ERRORS, Status } from "./status.ts";

/** Why something failed. */
export type WelkinErrorCode =
  | Uncapitalize<keyof typeof ERRORS>
  /** The module is no program. */
  | "badProgram"
  /** JavaScript holds as many handles as a process can. */
  | "noSlots"
  /** The machine has been shut down. */
  | "shutDown";

export class WelkinError extends Error {
  readonly code: WelkinErrorCode;

  constructor(code: WelkinErrorCode, message: string) {
    super(message);
    this.name = "WelkinError";
    this.code = code;
  }
}

/** The error that a status of the kernel is. */
export function statusError(status: number): WelkinError {
  const name = (Object.keys(ERRORS) as (keyof typeof ERRORS)[]).find((each) => Status[each] === status);
  if (name === undefined) throw new Error(`${status} is no error`);
  const code = `${name[0]!.toLowerCase()}${name.slice(1)}` as Uncapitalize<typeof name>;
  return new WelkinError(code, ERRORS[name]);
}

/** Throws the error that the status is, if it is one. */
export function check(status: number): void {
  if (status !== Status.Done) throw statusError(status);
}

/**
 * The error that the host port gives its embedder.
 *
 * Owns        the codes: one for each error among the kernel's statuses, and those of the port itself.
 */
import { STATUS, type StatusName, STATUSES } from "../../kernel/interface/call.ts";

/** Why something failed. */
export type WelkinErrorCode =
  | Uncapitalize<Exclude<StatusName, "Done" | "Wait" | "More">>
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
  const name = Object.keys(STATUSES)[status] as StatusName;
  const code = `${name[0]!.toLowerCase()}${name.slice(1)}` as WelkinErrorCode;
  return new WelkinError(code, STATUSES[name]);
}

/** Throws the error that the status is, if it is one. */
export function check(status: number): void {
  if (status !== STATUS.Done) throw statusError(status);
}

export const shutDown = (): WelkinError => new WelkinError("shutDown", "the machine has been shut down");

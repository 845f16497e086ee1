/**
 * The one error that the host port gives its embedder.
 *
 * Owns        the codes: those of the kernel's statuses, and a few of the port's own.
 */
import { Status } from "./status.ts";

type Uncapitalised = Uncapitalize<keyof typeof Status>;

/** Why something failed: a status of the kernel (`noFrames`, ...), or one of the port's own reasons. */
export type WelkinErrorCode =
  | Exclude<Uncapitalised, "done" | "wait" | "more">
  /** The module is no program. */
  | "badProgram"
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

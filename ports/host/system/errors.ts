/**
 * Errors that services answer with, as JavaScript sees them.
 *
 * Owns        what becomes of an answer that is one.
 */
import type { Message } from "../endpoint.ts";
import { WelkinError } from "../welkin-error.ts";
import * as ERRORS from "../../../services/errors.ts";

/** A service has refused something. */
export class ServiceError extends Error {
  /** As services/errors.ts numbers them. */
  readonly number: number;

  constructor(number: number) {
    super(`the service says ${nameOf(number)}`);
    this.name = "ServiceError";
    this.number = number;
  }
}

function nameOf(number: number): string {
  const all: Readonly<Record<string, number>> = ERRORS;
  return Object.keys(all).find((name) => all[name] === number) ?? `error ${number}`;
}

/** The container of a run has not the memory for what was to be made in it. */
export class OutOfMemory extends Error {}

/** What is made in the container of a run. Rejects with OutOfMemory if that cannot pay for it. */
export async function paidBy<T>(making: Promise<T>): Promise<T> {
  try {
    return await making;
  } catch (error) {
    throw error instanceof WelkinError && error.code === "noFrames" ? new OutOfMemory() : error;
  }
}

/** The words of an answer. Throws a ServiceError if it is an error. */
export function answered({ words }: Message): readonly bigint[] {
  const error = Number((words[0] ?? 0n) & 0xffffn);
  if (error !== 0) throw new ServiceError(error);
  return words;
}

/** The number of the error that `thrown` is, for another program: `otherwise` if it is none of a service. */
export const errorNumber = (thrown: unknown, otherwise: number): number =>
  thrown instanceof ServiceError ? thrown.number : otherwise;

/** Whether something was refused since the machine, or what it is about, is no more. */
export const isOver = (thrown: unknown): boolean =>
  thrown instanceof WelkinError &&
  ["shutDown", "destroyed", "noSuchHandle", "noSuchClient"].includes(thrown.code);

/** For what is of no use any more where it fails. */
export function ignoreEnd(thrown: unknown): void {
  if (!isOver(thrown)) throw thrown;
}

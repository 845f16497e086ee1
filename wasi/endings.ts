/**
 * How a program gives up the processor: for a moment, or for good.
 *
 * Owns      no state; the signals that end a program, as WASI numbers them, and their codes.
 */
import { checked, type u32, u64, unreachable } from "welkin";
import { exit, send, yieldNow } from "../programs/calls.ts";
import { INVALID, SUCCESS } from "../services/errors.ts";
import { EXIT } from "../services/protocol.ts";
import { PARENT } from "./slots.ts";

/** The signals that a program that says nothing else of them does not notice. */
const NONE: u32 = 0;
const CHILD: u32 = 16;
const CONTINUE: u32 = 17;
const URGENT: u32 = 22;
const WINDOW_CHANGE: u32 = 27;

/** The greatest. */
const LAST: u32 = 30;

/** The code of a program that ended by signal n is this and n. */
const SIGNALLED: u32 = 128;

/** Tells the parent the code, and ends. */
export function end(code: u32): void {
  checked();
  send(PARENT, EXIT, u64.from(code), 0, 0, 0, 0);
  exit();
  unreachable();
}

/** Lets others run first. */
export function yieldToOthers(): u64 {
  checked();
  yieldNow();
  return SUCCESS;
}

/** Raises a signal against the program itself, which has no handlers. */
export function raiseSignal(signal: u32): u64 {
  checked();
  if (signal > LAST) return INVALID;
  if (!isIgnored(signal)) end(SIGNALLED + signal);
  return SUCCESS;
}

function isIgnored(signal: u32): boolean {
  switch (signal) {
    case NONE:
    case CHILD:
    case CONTINUE:
    case URGENT:
    case WINDOW_CHANGE:
      return true;
    default:
      return false;
  }
}

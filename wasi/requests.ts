/**
 * Requests of services: calls of their endpoints, with bytes of the program lent to them.
 *
 * Owns      which loan stands; how many messages went and how many bytes were moved (statistics).
 * States    a loan is Fresh until a request goes with it, then Stale: the next request that lends nothing takes it back.
 * Not here  what the requests mean (services/protocol.ts).
 */
import { checked, type int, modifies, spec, type u32, u64 } from "welkin";
import { call, lend, word } from "../programs/calls.ts";
import { Status } from "../kernel/status.ts";
import { INPUT_OUTPUT } from "../services/errors.ts";
import { ORIGIN } from "../services/memory.ts";

/** What a service may do with the bytes that it is lent. */
export const TO_READ: u32 = 1;
export const TO_WRITE: u32 = 2;

enum Loan {
  None,
  Fresh,
  Stale,
}

let loan: Loan = Loan.None;
let messages: u64 = 0;

/** What requests change here. */
export const traffic = spec((): int => messages + u64.from(loan));

/** Messages that were sent. */
export function messageCount(): u64 {
  checked();
  return messages;
}

/** Lends bytes of the program to the service that is asked next. */
export function lendBytes(address: u32, length: u32, access: u32): void {
  modifies(traffic);
  checked();
  lend(ORIGIN + u64.from(address), u64.from(length), access);
  loan = Loan.Fresh;
}

/** Asks a service: the error. The words of its reply stand until the next request. */
export function ask(service: u32, operation: u64, b: u64, c: u64, d: u64, e: u64): u64 {
  modifies(traffic);
  checked();
  if (loan === Loan.Stale) lend(0, 0, 0);
  loan = loan === Loan.Fresh ? Loan.Stale : Loan.None;
  messages = u64.wrappingAdd(messages, 1);
  if (call(service, operation, b, c, d, e, 0) !== Status.Done) return INPUT_OUTPUT;
  return word(0) & 0xffff;
}

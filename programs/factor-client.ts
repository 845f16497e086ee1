/**
 * A client: counts primes, by asking a server for the least factor of one number after the other.
 *
 * Handles   1: the endpoint of the server. 2: the endpoint to which it reports every thousandth prime and its count.
 */
import { checked, type u64 } from "welkin";
import { call, send, word } from "./calls.ts";
import { Status } from "../kernel/status.ts";

const SERVER = 1;
const REPORTS = 2;

/** Counts the primes from `first` on, for as long as the server answers. */
export function main(first: u64): void {
  checked();
  let primes: u64 = 0;
  let n = first;
  while (call(SERVER, n, 0, 0, 0, 0, 0) === Status.Done) {
    if (word(0) === n) {
      primes += 1;
      if (primes % 1000 === 0) {
        send(REPORTS, n, primes, 0, 0, 0, 0);
      }
    }
    n += 1;
  }
}

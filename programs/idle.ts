/**
 * Waits for a message, which need not come.
 *
 * Handles   1: an endpoint to receive from.
 */
import { checked } from "welkin";
import { receive } from "./calls.ts";

const ENDPOINT = 1;

export function main(): void {
  checked();
  receive(ENDPOINT);
}

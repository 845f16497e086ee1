/**
 * The kernel's calls, for programs in Kernel TypeScript.
 *
 * Owns      their types. What they do is said in kernel/syscalls; here nothing is promised but that they return.
 * Slots     a process finds the handles that it was given in slots that its spawner chose.
 */
import { machine, requires, unreachable, type u32, type u64 } from "welkin";
import { Status } from "../kernel/status.ts";

/** Sends six words to an endpoint; waits until they are taken. */
export const send = machine(
  "welkin.send",
  (endpoint: u32, w0: u64, w1: u64, w2: u64, w3: u64, w4: u64, w5: u64): Status => {
    unreachable();
  },
);

/** Sends six words to an endpoint and waits for the reply, which is then in `word`. */
export const call = machine(
  "welkin.call",
  (endpoint: u32, w0: u64, w1: u64, w2: u64, w3: u64, w4: u64, w5: u64): Status => {
    unreachable();
  },
);

/** Waits for a message, which is then in `word`, `badge` and `client`. */
export const receive = machine("welkin.receive", (endpoint: u32): Status => {
  unreachable();
});

/** Replies to a client with six words, then waits for the next message. */
export const replyReceive = machine(
  "welkin.replyReceive",
  (client: u32, endpoint: u32, w0: u64, w1: u64, w2: u64, w3: u64, w4: u64, w5: u64): Status => {
    unreachable();
  },
);

/** A word, from 0 to 5, of the last message or reply. */
export const word = machine("welkin.word", (index: u32): u64 => {
  requires(index < 6);
  unreachable();
});

/** The thread that waits for a reply to the last message. */
export const client = machine("welkin.client", (): u32 => {
  unreachable();
});

/** Makes an endpoint, for which `container` pays, with its handle in `slot`. */
export const createEndpoint = machine("welkin.createEndpoint", (container: u32, slot: u32): Status => {
  unreachable();
});

/** Does nothing: what a call costs. */
export const nothing = machine("welkin.nothing", (): Status => {
  unreachable();
});

/** Lets the others run first. */
export const yieldNow = machine("welkin.yieldNow", (): Status => {
  unreachable();
});

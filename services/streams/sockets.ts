/**
 * The device `console`, as far as it is about sockets: connections, and listeners, where they come from.
 *
 * Owns      its functions, which the embedder gives (ports/host/devices/channels.ts), and what they answer.
 * Numbers   a connection is read and written as a console is whose input and output are one stream (console.ts). No two of
 *           connections, listeners and consoles have the same number.
 */
import { machine, type u32, unreachable } from "welkin";

/** `deviceRead`, `deviceReadable`, `devicePeek`: the other end has broken the connection off; `deviceAccept`: it is no listener any more. */
export const RESET: u32 = 0xffff_fffe;

/** The number of a connection that nobody has taken, which is the caller's from now on; NOTHING if there is none, or RESET. */
export const deviceAccept = machine("device.accept", (listener: u32): u32 => {
  unreachable();
});

/** As `deviceRead`, but for the first `skip` bytes, and what is read can be read again. */
export const devicePeek = machine(
  "device.peek",
  (connection: u32, skip: u32, address: u32, length: u32): u32 => {
    unreachable();
  },
);

/** Nothing more is written. */
export const deviceFinish = machine("device.finish", (connection: u32): void => {});

/** The connection is used no more: what was written still goes out. */
export const deviceClose = machine("device.close", (connection: u32): void => {});

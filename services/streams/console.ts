/**
 * The device `console`: input and output of the host, of many consoles at a time.
 *
 * Owns      its functions, which the embedder gives (ports/host/devices/console.ts), and what they answer.
 * Streams   of each console: 0 input, 1 output, 2 errors.
 */
import { machine, type u32, unreachable } from "welkin";

/** Nothing to read yet; or nobody takes what is written any more. */
export const NOTHING: u32 = 0xffff_ffff;

/** Copies input into the byte memory: how many bytes, 0 at the end, NOTHING if there is none yet. */
export const deviceRead = machine("device.read", (console: u32, address: u32, length: u32): u32 => {
  unreachable();
});

/** Takes bytes of the byte memory: how many, 0 if it can take none for now, NOTHING if it takes none any more. */
export const deviceWrite = machine(
  "device.write",
  (console: u32, stream: u32, address: u32, length: u32): u32 => {
    unreachable();
  },
);

/** How many bytes `deviceRead` would give, as it says it. */
export const deviceReadable = machine("device.readable", (console: u32): u32 => {
  unreachable();
});

/** How many bytes `deviceWrite` would take, as it says it. */
export const deviceWritable = machine("device.writable", (console: u32, stream: u32): u32 => {
  unreachable();
});

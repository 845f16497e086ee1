/**
 * The byte memory of a process: memory 0 of its address space, in which it names bytes by their addresses.
 *
 * Owns      the names of the functions of the module `memory`, which the port makes for each process that imports them: for the
 *           WASI library over the memory of its program, for a service over a memory that has nothing else in it.
 * Units     addresses and lengths in bytes, sizes in WebAssembly pages of 64 KiB.
 * Errors    an access that is not wholly within the memory traps.
 */
import { machine, type u32, type u64, unreachable } from "welkin";

/** Where this memory begins in the address space of the process, as the kernel's calls name bytes. */
export const ORIGIN: u64 = 0x10_0000;

/** WebAssembly pages that it has. */
export const size = machine("memory.size", (): u32 => {
  unreachable();
});

/** Makes it larger by so many pages: the pages that it had, or 0xffffffff if the container cannot pay for more. */
export const grow = machine("memory.grow", (pages: u32): u32 => {
  unreachable();
});

export const load8 = machine("memory.load8", (address: u32): u32 => {
  unreachable();
});

export const load16 = machine("memory.load16", (address: u32): u32 => {
  unreachable();
});

export const load32 = machine("memory.load32", (address: u32): u32 => {
  unreachable();
});

export const load64 = machine("memory.load64", (address: u32): u64 => {
  unreachable();
});

/** Stores the low 8 bits of `value`; and so on for the others. */
export const store8 = machine("memory.store8", (address: u32, value: u32): void => {});

export const store16 = machine("memory.store16", (address: u32, value: u32): void => {});

export const store32 = machine("memory.store32", (address: u32, value: u32): void => {});

export const store64 = machine("memory.store64", (address: u32, value: u64): void => {});

/** Stores the low 8 bits of `value` in so many bytes. */
export const fill = machine("memory.fill", (address: u32, value: u32, length: u32): void => {});

/** Copies bytes; the two ranges may overlap. */
export const copyBytes = machine("memory.copy", (to: u32, from: u32, length: u32): void => {});

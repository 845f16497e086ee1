/** A program that does nothing itself: its library waits (idle-library.ts). */
import { checked, machine } from "welkin";

const wait = machine("library.wait", (): void => {});

export function main(): void {
  checked();
  wait();
}

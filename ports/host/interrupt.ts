/**
 * Interrupts: what a driver is told by, and a device that JavaScript plays tells.
 *
 * Not here    whether the line is open (lines.ts), what is signalled (kernel/interrupts.ts).
 */
import { Handle } from "./handle.ts";
import type { Port } from "./port.ts";

export class Interrupt extends Handle {
  private readonly line: number;

  /** @internal */
  constructor(port: Port, slot: number, line: number) {
    super(port, slot);
    this.line = line;
  }

  /** There is something on the line: its driver is told, if it has acknowledged what was before; else when it does. */
  raise(): void {
    this.port.lines.raise(this.line);
  }
}

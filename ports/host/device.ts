/**
 * Devices that JavaScript plays: what reads and writes memory by itself, where its driver lets it.
 *
 * Not here    what it reaches (reach.ts), how it tells its driver (interrupt.ts).
 */
import { Handle } from "./handle.ts";
import type { Port } from "./port.ts";

export class Device extends Handle {
  private readonly deviceNumber: number;

  /** @internal */
  constructor(port: Port, slot: number, deviceNumber: number) {
    super(port, slot);
    this.deviceNumber = deviceNumber;
  }

  /** The bytes at an address that the driver has got from `dmaMap`. */
  read(address: bigint | number, length: number): Uint8Array {
    return this.port.reach.read(this.deviceNumber, Number(address), length);
  }

  /** Writes bytes there. */
  write(address: bigint | number, bytes: Uint8Array): void {
    this.port.reach.write(this.deviceNumber, Number(address), bytes);
  }
}

/**
 * Devices that JavaScript plays: what reads and writes memory by itself, where its driver lets it, and has memory of its own.
 *
 * Not here    what it reaches (reach.ts), where its own memory is (device-memory.ts), how it tells its driver (interrupt.ts).
 */
import type { Window } from "./device-memory.ts";
import { Handle } from "./handle.ts";
import type { Port } from "./port.ts";
import type { Size } from "./sizes.ts";

export interface DeviceOptions {
  /** Of its own, in whole pages: none, unless given. */
  readonly memory?: Size;
}

export class Device extends Handle {
  private readonly deviceNumber: number;
  private readonly window: Window;

  /** @internal */
  constructor(port: Port, slot: number, { number, window }: { number: number; window: Window }) {
    super(port, slot);
    this.deviceNumber = number;
    this.window = window;
  }

  /** The bytes at an address that the driver has got from `dmaMap`. */
  read(address: bigint | number, length: number): Uint8Array {
    return this.port.reach.read(this.deviceNumber, Number(address), length);
  }

  /** Writes bytes there. */
  write(address: bigint | number, bytes: Uint8Array): void {
    this.port.reach.write(this.deviceNumber, Number(address), bytes);
  }

  /** Bytes of its own memory, from an address there on, where its driver has it mapped. */
  readMemory(address: bigint | number, length: number): Uint8Array {
    return this.port.deviceMemory.read(this.window, Number(address), length);
  }

  /** Writes bytes there. */
  writeMemory(address: bigint | number, bytes: Uint8Array): void {
    this.port.deviceMemory.write(this.window, Number(address), bytes);
  }
}

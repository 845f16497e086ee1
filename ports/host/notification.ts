/**
 * Notifications: bits that are signalled, and gathered until somebody takes them.
 *
 * Not here    who waits (kernel/threads.ts).
 */
import type { Waiting } from "./endpoint.ts";
import { Handle } from "./handle.ts";
import type { Port } from "./port.ts";

export class Notification extends Handle {
  /** @internal */
  constructor(port: Port, slot: number) {
    super(port, slot);
  }

  /** Sets these bits of a u64, beside those that are set. */
  async signal(bits: bigint | number): Promise<void> {
    const set = BigInt.asUintN(64, BigInt(bits));
    await this.port.javascript.perform({
      call: (kernel) => kernel.signal(this.number, set),
      result: () => undefined,
    });
  }

  /** Takes the bits that are set; if none are, waits for some. */
  async wait({ signal }: Waiting = {}): Promise<bigint> {
    return await this.port.javascript.perform(
      {
        mayWait: "refused",
        call: (kernel) => kernel.wait(this.number),
        result: (kernel) => BigInt.asUintN(64, kernel.word(0)),
      },
      signal,
    );
  }
}

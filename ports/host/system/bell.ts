/**
 * Bells: telling a service that one of its devices has something.
 *
 * Owns        of what it is being told now. What happens meanwhile is told once more, however often it was.
 */
import type { Endpoint } from "../endpoint.ts";
import { ignoreEnd } from "./errors.ts";

export class Bell {
  private readonly endpoint: Endpoint;
  private readonly operation: number;
  /** The numbers that are being told, and whether each must be told again. */
  private readonly ringing = new Map<number, boolean>();

  constructor(endpoint: Endpoint, operation: number) {
    this.endpoint = endpoint;
    this.operation = operation;
  }

  ring(number: number): void {
    if (this.ringing.has(number)) this.ringing.set(number, true);
    else void this.tell(number);
  }

  private async tell(number: number): Promise<void> {
    try {
      do {
        this.ringing.set(number, false);
        await this.endpoint.send([this.operation, number], { patient: true });
      } while (this.ringing.get(number));
    } catch (error) {
      ignoreEnd(error);
    } finally {
      this.ringing.delete(number);
    }
  }
}

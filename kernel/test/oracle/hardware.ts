/** The hardware as the kernel sees it through the machine functions: open interrupt lines, and what devices reach. */
import type { Reach } from "./state.ts";

export class Hardware {
  readonly openLines = new Map<number, true>();
  readonly reached = new Map<number, Reach>();

  /** The machine functions that change it. */
  readonly functions = {
    mask_line: (line: number) => void this.openLines.delete(line),
    unmask_line: (line: number) => void this.openLines.set(line, true),
    let_reach: (frame: number, device: number, writable: number) =>
      void this.reached.set(frame, { device: device >>> 0, writable: writable !== 0 }),
    stop_reach: (frame: number) => void this.reached.delete(frame),
    stop_device: (device: number) => this.stopDevice(device >>> 0),
  };

  private stopDevice(device: number): void {
    for (const [frame, reach] of this.reached) if (reach.device === device) this.reached.delete(frame);
  }

  get now() {
    return { openLines: new Map(this.openLines), reached: new Map(this.reached) };
  }
}

/**
 * Interrupt lines: from devices that JavaScript plays to the kernel.
 *
 * Owns        which lines are open, and on which there is something of which the kernel has not been told.
 * States      of a line: masked -> open (the kernel unmasks it) -> masked (by the kernel, when it is told). What happens on a
 *             masked line is told, once, when it is open.
 * Invariants  the kernel is told between its calls, never within one.
 */
export class Lines {
  private readonly tell: (line: number) => void;
  private readonly open = new Set<number>();
  private readonly raised = new Set<number>();

  constructor(tell: (line: number) => void) {
    this.tell = tell;
  }

  mask(line: number): void {
    this.open.delete(line);
  }

  unmask(line: number): void {
    this.open.add(line);
    if (this.raised.has(line)) queueMicrotask(() => this.deliver(line));
  }

  /** A device has something to say. */
  raise(line: number): void {
    this.raised.add(line);
    this.deliver(line);
  }

  /** Nobody is told of anything any more. */
  close(): void {
    this.raised.clear();
  }

  private deliver(line: number): void {
    if (this.open.has(line) && this.raised.delete(line)) this.tell(line);
  }
}

/**
 * The screen: a view that stays at the bottom of a terminal, and lines that scroll above it.
 *
 * Owns        what is drawn now. Where output is no terminal there are lines only, and the view once, at the end.
 */
export class Screen {
  private readonly output: NodeJS.WriteStream;
  private readonly live: boolean;
  private drawn: readonly string[] = [];

  constructor(output: NodeJS.WriteStream) {
    this.output = output;
    this.live = output.isTTY === true;
  }

  /** A line that stays. */
  log(text: string): void {
    const view = this.drawn;
    this.erase();
    this.output.write(`${text}\n`);
    if (view.length > 0) this.draw(view);
  }

  /** Draws the view in the place of the last one. */
  draw(lines: readonly string[]): void {
    if (!this.live) return;
    this.erase();
    this.output.write(lines.map((line) => `${line}\n`).join(""));
    this.drawn = lines;
  }

  /** The view stays as it is now. */
  end(lines: readonly string[]): void {
    this.erase();
    this.output.write(lines.map((line) => `${line}\n`).join(""));
  }

  private erase(): void {
    if (this.drawn.length > 0) this.output.write(`\x1b[${this.drawn.length}A\x1b[0J`);
    this.drawn = [];
  }
}

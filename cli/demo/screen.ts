/**
 * The screen: lines that scroll, and below them a view that is drawn again in its place, or a prompt.
 *
 * Owns        what is drawn below the lines now. Where output is no terminal there are lines only, and the view once, at
 *             the end.
 */
export class Screen {
  private readonly output: NodeJS.WriteStream;
  private readonly live: boolean;
  private drawn: readonly string[] = [];
  private prompt: (() => void) | undefined;

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
    this.prompt?.();
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

  /** Below the lines is what `prompt` draws from now on; nothing, where it is undefined. */
  promptWith(prompt: (() => void) | undefined): void {
    this.prompt = prompt;
    prompt?.();
  }

  private erase(): void {
    if (this.drawn.length > 0) this.output.write(`\x1b[${this.drawn.length}A\x1b[0J`);
    if (this.prompt) this.output.write("\r\x1b[K");
    this.drawn = [];
  }
}

/**
 * The terminal: where a command writes.
 *
 * Owns      the two streams, whether a person watches, styles, and the progress bar.
 * Invariants  the progress bar is on standard error, only where that is a terminal, and is gone before anything
 *           else is written. Results are on standard output.
 */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  /** Writes a line of the result. */
  line(text?: string): void;
  /** Writes a line for the person who waits: warnings, what goes on. */
  note(text: string): void;
  /** Draws the progress bar. */
  progress(done: number, total: number, label: string): void;
  clearProgress(): void;
  style(style: Style, text: string): string;
  readonly interactive: boolean;
}

const BAR_WIDTH = 24;

/** The terminal of this process. */
export function processTerminal(
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Terminal {
  let drawn = false;
  const clearProgress = (): void => {
    if (drawn) stderr.write("\r\x1b[K");
    drawn = false;
  };
  return {
    interactive: stderr.isTTY === true,
    line(text = "") {
      clearProgress();
      stdout.write(`${text}\n`);
    },
    note(text) {
      clearProgress();
      stderr.write(`${text}\n`);
    },
    progress(done, total, label) {
      if (stderr.isTTY !== true) return;
      const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH);
      const bar = "#".repeat(filled).padEnd(BAR_WIDTH, ".");
      const room = Math.max(0, (stderr.columns ?? 80) - BAR_WIDTH - 20);
      stderr.write(`\r\x1b[K[${bar}] ${done}/${total} ${label.slice(0, room)}`);
      drawn = true;
    },
    clearProgress,
    style: (style, text) => styleText(style, text, { stream: stdout }),
  };
}

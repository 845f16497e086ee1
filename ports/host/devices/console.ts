/**
 * Consoles: the input and the outputs of a program.
 *
 * Not here    where bytes come from and go (input.ts, output.ts), what tells the service that there is more.
 */
import type { Channel } from "./channels.ts";
import { Input, type Source } from "./input.ts";
import { Output, type Sink } from "./output.ts";

/** What a console consists of. */
export interface Streams {
  readonly input: Source;
  readonly output: Sink;
  readonly errors: Sink;
}

/** Streams of a console, as the service numbers them. */
const OUTPUT = 1;

export class Console implements Channel {
  private readonly input: Input;
  private readonly output: Output;
  private readonly errors: Output;

  constructor({ input, output, errors }: Streams, onReady: () => void) {
    this.input = new Input(input, onReady);
    this.output = new Output(output, onReady);
    this.errors = output === errors ? this.output : new Output(errors, onReady);
  }

  get readable(): number {
    return this.input.readable;
  }

  read(target: Uint8Array): number {
    return this.input.read(target);
  }

  outputOf(stream: number): Output {
    return stream === OUTPUT ? this.output : this.errors;
  }

  /** Bytes that have come in and gone out. */
  get bytes(): { readonly in: number; readonly out: number } {
    const { output, errors } = this;
    return { in: this.input.given, out: output.taken + (errors === output ? 0 : errors.taken) };
  }

  /** Nothing is read any more. Resolves when all output is written, or that is given up. */
  async end(): Promise<void> {
    this.input.end();
    await Promise.all([this.output.end(), this.errors.end()]);
  }

  /** Nobody waits any more for output that is not written yet. */
  giveUp(): void {
    this.output.giveUp();
    this.errors.giveUp();
  }
}

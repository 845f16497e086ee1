/**
 * The device `console`: inputs and outputs of many programs, for the stream service.
 *
 * Owns        the consoles by number; the functions that the service calls (services/streams/console.ts).
 * Not here    where bytes come from and go (input.ts, output.ts), what tells the service that there is more.
 */
import type { Devices } from "../devices.ts";
import { Input, type Source } from "./input.ts";
import { CLOSED, Output, type Sink } from "./output.ts";

/** What a console consists of. */
export interface Streams {
  readonly input: Source;
  readonly output: Sink;
  readonly errors: Sink;
}

/** Streams of a console, as the service numbers them. */
const OUTPUT = 1;

export class Console {
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

  /** Nothing is read any more. Resolves when all output is written. */
  async end(): Promise<void> {
    this.input.end();
    await Promise.all([this.output.end(), this.errors.end()]);
  }
}

/** All consoles of a stream service. */
export class Consoles {
  private readonly consoles = new Map<number, Console>();
  private readonly onReady: (console: number) => void;

  /** `onReady` is told which console has something to read, or room, that had none. */
  constructor(onReady: (console: number) => void) {
    this.onReady = onReady;
  }

  open(number: number, streams: Streams): Console {
    const console = new Console(streams, () => {
      if (this.consoles.get(number) === console) this.onReady(number);
    });
    this.consoles.set(number, console);
    return console;
  }

  /** The number is free again. Resolves when all output is written. */
  async close(number: number): Promise<void> {
    const console = this.consoles.get(number);
    this.consoles.delete(number);
    await console?.end();
  }

  /** What the stream service imports. A console that is closed is at its end, and takes nothing. */
  readonly devices: Devices = (bytes) => {
    const at = (number: number): Console | undefined => this.consoles.get(number >>> 0);
    const span = (address: number, length: number): Uint8Array =>
      bytes().subarray(address >>> 0, (address >>> 0) + (length >>> 0));
    return {
      readable: (console: number) => at(console)?.readable ?? 0,
      read: (console: number, address: number, length: number) =>
        at(console)?.read(span(address, length)) ?? 0,
      writable: (console: number, stream: number) => at(console)?.outputOf(stream).room ?? CLOSED,
      write: (console: number, stream: number, address: number, length: number) =>
        at(console)?.outputOf(stream).take(span(address, length)) ?? CLOSED,
    };
  };
}

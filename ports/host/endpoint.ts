/**
 * Endpoints: where messages are sent and received.
 *
 * Owns        messages as JavaScript sees them.
 * Not here    who waits (kernel/threads.ts).
 */
import { Handle } from "./handle.ts";
import type { Kernel } from "./kernel.ts";
import type { Port } from "./port.ts";
import { WelkinError } from "./welkin-error.ts";

/** Words of a message. */
const WORDS = 6;

/** Up to six words, each a u64, or an integer that is one; what is missing is 0. */
export type Words = readonly (bigint | number)[];

export interface Message {
  /** Six words. */
  readonly words: readonly bigint[];
}

export interface Received extends Message {
  /** That of the handle through which the message was sent. */
  readonly badge: bigint;
  /** Answers the sender; once, and only if it waits for that. Rejects with "noSuchClient" if it waits no more. */
  reply(words: Words): Promise<void>;
}

/** How a call may be given up. */
export interface Waiting {
  readonly signal?: AbortSignal;
}

export class Endpoint extends Handle {
  /** @internal */
  constructor(port: Port, slot: number) {
    super(port, slot);
  }

  /** Sends a message: waits until it is taken. */
  async send(words: Words, { signal }: Waiting = {}): Promise<void> {
    const sent = wordsOf(words);
    await this.port.javascript.perform(
      { call: (kernel) => kernel.send(this.number, ...sent), result: () => undefined },
      signal,
    );
  }

  /** Sends a message and waits for the reply. */
  async call(words: Words, { signal }: Waiting = {}): Promise<Message> {
    const sent = wordsOf(words);
    return await this.port.javascript.perform(
      {
        call: (kernel) => kernel.call(this.number, ...sent),
        result: (kernel) => ({ words: wordsIn(kernel) }),
      },
      signal,
    );
  }

  /** Waits for a message. */
  async receive({ signal }: Waiting = {}): Promise<Received> {
    return await this.port.javascript.perform(
      {
        call: (kernel) => kernel.receive(this.number),
        result: (kernel) => {
          const client = kernel.client();
          return {
            words: wordsIn(kernel),
            badge: BigInt.asUintN(64, kernel.badge()),
            reply: (words) => this.reply(client, words),
          };
        },
      },
      signal,
    );
  }

  private async reply(client: number, words: Words): Promise<void> {
    const sent = wordsOf(words);
    await this.port.javascript.perform({
      call: (kernel) => kernel.reply(client, ...sent),
      result: () => undefined,
    });
  }
}

function wordsOf(words: Words): bigint[] {
  if (words.length > WORDS)
    throw new WelkinError("badArgument", `a message has ${WORDS} words, not ${words.length}`);
  return Array.from({ length: WORDS }, (_, index) => BigInt.asUintN(64, BigInt(words[index] ?? 0)));
}

function wordsIn(kernel: Kernel): bigint[] {
  return Array.from({ length: WORDS }, (_, index) => BigInt.asUintN(64, kernel.word(index)));
}

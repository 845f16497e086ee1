/**
 * Endpoints: where messages are sent and received.
 *
 * Owns        messages as JavaScript sees them, and what goes with them: bytes, by way of a window of its memory, and handles.
 * Not here    who waits (kernel/threads.ts).
 */
import { create, type Grant, grantOf, Handle } from "./handle.ts";
import { type Kernel, NONE } from "./kernel.ts";
import { Notification } from "./notification.ts";
import type { MayWait } from "./javascript.ts";
import type { Port } from "./port.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import { check, WelkinError } from "./welkin-error.ts";
import { LENGTH, type Window, type Windows } from "./windows.ts";

/** Words of a message. */
const WORDS = 6;

/** Up to six words, each a u64, or an integer that is one; what is missing is 0. */
export type Words = readonly (bigint | number)[];

export interface Message {
  /** Six words. */
  readonly words: readonly bigint[];
}

/** What handles that come with messages can be of. */
export interface Kinds {
  readonly endpoint: Endpoint;
  readonly notification: Notification;
}

export interface Answer<Kind extends keyof Kinds = keyof Kinds> extends Message {
  /** The handle that came with it, if one was wanted and given. */
  readonly handle?: Kinds[Kind];
}

export interface Received extends Message {
  /** That of the handle through which the message was sent. */
  readonly badge: bigint;
  /** Answers the sender; once, and only if it waits for that. Rejects with "noSuchClient" if it waits no more. */
  reply(words: Words): Promise<void>;
  /** Bytes of what the sender lends, from its byte `offset` on. Rejects if it has not lent so much to be read. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Writes into what the sender lends, from its byte `offset` on. Rejects if it has not lent so much to be written. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** A copy of the handle that the sender offers, of an endpoint unless something else is said. Rejects if it offers none. */
  accept<Kind extends keyof Kinds = "endpoint">(kind?: Kind): Promise<Kinds[Kind]>;
  /** Gives the sender a copy of a handle with the right to grant it. Rejects if it wants none. */
  grant(handle: Handle | Grant): Promise<void>;
}

/** How a call may be given up. */
export interface Waiting {
  readonly signal?: AbortSignal;
  /**
   * Where there is no thread of JavaScript's for the call, it waits for one, rather than be refused.
   * @internal
   */
  readonly patient?: boolean;
}

/** At most 64 KiB that whoever takes the message may use until it replies. */
export interface Loan {
  /** What is written there is in them when the call has been answered. */
  readonly bytes: Uint8Array;
  readonly access: "read" | "write" | "both";
}

export interface Calling<Kind extends keyof Kinds = keyof Kinds> extends Waiting {
  readonly lend?: Loan;
  /** A handle, with the right to grant it, of which whoever takes the message may have a copy until it replies. */
  readonly offer?: Handle | Grant;
  /** What a handle that is given with the reply is of; without it, none can be given. */
  readonly wants?: Kind;
}

/** What may be done with a loan, as the kernel says it. */
const ACCESS = { read: 1, write: 2, both: 3 } as const;

export class Endpoint extends Handle {
  /** @internal */
  constructor(port: Port, slot: number) {
    super(port, slot);
  }

  /** Sends a message: waits until it is taken. */
  async send(words: Words, { signal, patient }: Waiting = {}): Promise<void> {
    const sent = wordsOf(words);
    await this.port.javascript.perform(
      {
        mayWait: mayWait(patient),
        call: (kernel) => kernel.send(this.number, ...sent),
        result: () => undefined,
      },
      signal,
    );
  }

  /** Sends a message and waits for the reply. */
  async call<Kind extends keyof Kinds = keyof Kinds>(
    words: Words,
    { signal, patient, lend, offer, wants }: Calling<Kind> = {},
  ): Promise<Answer<Kind>> {
    const sent = wordsOf(words);
    const loan = lend && new Lent(this.port.javascript.windows, lend);
    const wanted = wants && new Wanted(this.port, wants);
    const { handle, rights, badge } = this.granted(offer);
    try {
      return await this.port.javascript.perform(
        {
          mayWait: mayWait(patient),
          call: (kernel) => {
            check(loan ? loan.begin(kernel) : kernel.lend(0n, 0n, 0));
            check(kernel.offer(handle, rights, badge, wanted?.slot ?? NONE));
            return kernel.call(this.number, ...sent);
          },
          result: (kernel) => {
            loan?.takeBack();
            const got = wanted?.take();
            return { words: wordsIn(kernel), ...(got && { handle: got }) };
          },
        },
        signal,
      );
    } finally {
      loan?.end();
      wanted?.end();
    }
  }

  /** A handle of this process, as the kernel is told it; NONE for none. */
  private granted(given: Handle | Grant | undefined): Omit<Grant, "handle"> & { handle: number } {
    if (!given) return { handle: NONE, rights: 0, badge: 0n };
    const { handle, rights, badge } = grantOf(given);
    if (handle.port !== this.port)
      throw new WelkinError("badArgument", "the handle is of another machine or process");
    return { handle: handle.number, rights, badge };
  }

  /** Waits for a message. */
  async receive({ signal, patient }: Waiting = {}): Promise<Received> {
    return await this.port.javascript.perform(
      {
        mayWait: mayWait(patient),
        call: (kernel) => kernel.receive(this.number),
        result: (kernel) => {
          const client = kernel.client();
          return {
            words: wordsIn(kernel),
            badge: BigInt.asUintN(64, kernel.badge()),
            reply: (words) => this.reply(client, words),
            read: (offset, length) => this.read(client, offset, length),
            write: (offset, bytes) => this.write(client, offset, bytes),
            accept: (kind) => this.accept(client, kind ?? ("endpoint" as NonNullable<typeof kind>)),
            grant: (handle) => this.grant(client, handle),
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

  private async accept<Kind extends keyof Kinds>(client: number, kind: Kind): Promise<Kinds[Kind]> {
    const { port } = this;
    return await create(port, {
      call: (slot) => port.kernel.accept(client, slot),
      made: (slot) => new KINDS[kind](port, slot),
    });
  }

  private async grant(client: number, given: Handle | Grant): Promise<void> {
    const { handle, rights, badge } = this.granted(given);
    await this.port.javascript.perform({
      call: (kernel) => kernel.grant(client, handle, rights, badge),
      result: () => undefined,
    });
  }

  private async read(client: number, offset: number, length: number): Promise<Uint8Array> {
    const { windows } = this.port.javascript;
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += LENGTH) {
      const lot = bytes.subarray(at, at + LENGTH);
      await this.port.javascript.perform({
        call: (kernel) => kernel.read(client, BigInt(offset + at), windows.passing().address, lot.length),
        result: () => lot.set(windows.passing().bytes.subarray(0, lot.length)),
      });
    }
    return bytes;
  }

  private async write(client: number, offset: number, bytes: Uint8Array): Promise<void> {
    const { windows } = this.port.javascript;
    for (let at = 0; at < bytes.length; at += LENGTH) {
      const lot = bytes.subarray(at, at + LENGTH);
      await this.port.javascript.perform({
        call(kernel) {
          windows.passing().bytes.set(lot);
          return kernel.write(client, BigInt(offset + at), windows.passing().address, lot.length);
        },
        result: () => undefined,
      });
    }
  }
}

const KINDS: { readonly [Kind in keyof Kinds]: new (port: Port, slot: number) => Kinds[Kind] } = {
  endpoint: Endpoint,
  notification: Notification,
};

/** A handle that is wanted with the reply: a slot for it, while the call lasts. */
class Wanted<Kind extends keyof Kinds> {
  readonly slot: number;
  private readonly port: Port;
  private readonly kind: Kind;
  private taken = false;

  constructor(port: Port, kind: Kind) {
    this.port = port;
    this.kind = kind;
    this.slot = port.javascript.takeSlot();
  }

  /** The handle, if it was given. */
  take(): Kinds[Kind] | undefined {
    if (this.port.kernel.objectOf(this.slot) === NONE) return undefined;
    this.taken = true;
    return new KINDS[this.kind](this.port, this.slot);
  }

  /** The slot is free again, once what was given into it before the call failed is out of it. */
  end(): void {
    if (this.taken) return;
    const { javascript } = this.port;
    const emptied = javascript.perform({
      call: (kernel) => (kernel.close(this.slot), STATUS.Done),
      result: () => undefined,
    });
    emptied.then(() => javascript.releaseSlot(this.slot), ignoreShutDown);
  }
}

/** Where there is no machine any more, there is no slot either. */
const ignoreShutDown = (): void => undefined;

/** Bytes that are lent: in a window, while the call lasts. */
class Lent {
  private readonly windows: Windows;
  private readonly loan: Loan;
  private window: Window | undefined;

  constructor(windows: Windows, loan: Loan) {
    if (loan.bytes.length > LENGTH)
      throw new WelkinError("badArgument", `${LENGTH} bytes can be lent at most, not ${loan.bytes.length}`);
    this.windows = windows;
    this.loan = loan;
  }

  /** Has the running thread lend them. */
  begin(kernel: Kernel): number {
    const { bytes, access } = this.loan;
    this.window = this.windows.take();
    this.window.bytes.set(bytes);
    return kernel.lend(this.window.address, BigInt(bytes.length), ACCESS[access]);
  }

  /** What was written there is theirs. */
  takeBack(): void {
    const { bytes, access } = this.loan;
    if (access !== "read") bytes.set(this.window!.bytes.subarray(0, bytes.length));
  }

  end(): void {
    if (this.window) this.windows.release(this.window);
  }
}

const mayWait = (patient = false): MayWait => (patient ? "patient" : "refused");

function wordsOf(words: Words): bigint[] {
  if (words.length > WORDS)
    throw new WelkinError("badArgument", `a message has ${WORDS} words, not ${words.length}`);
  return Array.from({ length: WORDS }, (_, index) => BigInt.asUintN(64, BigInt(words[index] ?? 0)));
}

function wordsIn(kernel: Kernel): bigint[] {
  return Array.from({ length: WORDS }, (_, index) => BigInt.asUintN(64, kernel.word(index)));
}

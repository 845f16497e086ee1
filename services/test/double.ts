/**
 * A kernel for the tests of one service: it drives the compiled service without a machine.
 *
 * Owns        clients that wait, what they have lent and offered, what they were answered; what was signalled.
 * Not here    what the device does (each test's own).
 */
import { build } from "../../ports/host/build.ts";
import { STATUS } from "../../kernel/interface/call.ts";

/** As services/memory.ts has it. */
const ORIGIN = 0x10_0000;

const PAGE = 65536;
const NO_CLIENT = 0xffff_ffff;

export interface Answer {
  readonly error: number;
  /** What is in word 0 above the error. */
  readonly more: bigint;
  readonly words: readonly bigint[];
}

export interface Request {
  readonly badge?: number;
  readonly client?: number;
  readonly flags?: number;
  /** What is lent; what is written into it can be seen there. */
  readonly loan?: Uint8Array;
  /** Offers a notification of this name. */
  readonly offer?: string;
}

interface Client {
  readonly loan: Uint8Array;
  readonly offer: string | undefined;
}

interface Message extends Client {
  readonly badge: bigint;
  readonly client: number;
  readonly words: readonly bigint[];
}

/** Functions of the module `device`, over the byte memory. */
export type Device = (bytes: () => Uint8Array) => Record<string, (...values: never[]) => number | bigint>;

export class Double {
  /** Names of notifications, as they were signalled. */
  readonly signals: string[] = [];
  readonly answers = new Map<number, Answer>();
  private readonly waiting = new Map<number, Client>();
  private readonly slots = new Map<number, string>();
  private readonly memory = new WebAssembly.Memory({ initial: 0 });
  private readonly queue: Message[] = [];
  private latest: Pick<Message, "badge" | "client" | "words"> = { badge: 0n, client: NO_CLIENT, words: [] };
  private main = (): void => undefined;
  /** Pages that the byte memory may have. */
  pages = 1024;

  static async start(path: string, device: Device): Promise<Double> {
    const double = new Double();
    const { instance } = await WebAssembly.instantiate(await build(path), double.imports(device));
    double.main = instance.exports["main"] as () => void;
    return double;
  }

  /** What a request is answered at once; undefined if it waits. */
  ask(operation: number, words: readonly (number | bigint)[], request: Request = {}): Answer | undefined {
    const { badge = 0, client = 1, flags = 0, loan = new Uint8Array(0), offer } = request;
    this.answers.delete(client);
    const first = BigInt(operation) | (BigInt(flags) << 32n);
    this.queue.push({ badge: BigInt(badge), client, words: [first, ...words.map(BigInt)], loan, offer });
    this.main();
    return this.answers.get(client);
  }

  /** The client is destroyed: it waits no more. */
  destroyClient(client: number): void {
    this.waiting.delete(client);
  }

  /** Pages that the service's byte memory has. */
  get size(): number {
    return this.memory.buffer.byteLength / PAGE;
  }

  private readonly bytes = (): Uint8Array => new Uint8Array(this.memory.buffer);

  private imports(device: Device): WebAssembly.Imports {
    return {
      memory: this.memoryFunctions(),
      device: device(this.bytes),
      welkin: {
        receive: () => this.receive(),
        reply: (client: number, ...words: bigint[]) => this.reply(client >>> 0, words),
        replyReceive: (client: number, _endpoint: number, ...words: bigint[]) =>
          this.reply(client >>> 0, words) === STATUS.Done ? this.receive() : STATUS.NoSuchClient,
        read: (client: number, offset: bigint, address: bigint, length: number) =>
          this.copy({ client, offset, length }, (loan) => this.own(address, length).set(loan)),
        write: (client: number, offset: bigint, address: bigint, length: number) =>
          this.copy({ client, offset, length }, (loan) => loan.set(this.own(address, length))),
        accept: (client: number, slot: number) => this.accept(client >>> 0, slot),
        signal: (slot: number) => this.signal(slot),
        close: (slot: number) => (this.slots.delete(slot) ? STATUS.Done : STATUS.NoSuchHandle),
        word: (index: number) => this.latest.words[index] ?? 0n,
        badge: () => this.latest.badge,
        client: () => this.latest.client,
      },
    };
  }

  private memoryFunctions(): WebAssembly.ModuleImports {
    const view = (): DataView => new DataView(this.memory.buffer);
    return {
      size: () => this.size,
      grow: (pages: number) => (this.size + pages > this.pages ? -1 : this.memory.grow(pages)),
      load8: (address: number) => view().getUint8(address >>> 0),
      load16: (address: number) => view().getUint16(address >>> 0, true),
      load32: (address: number) => view().getUint32(address >>> 0, true),
      load64: (address: number) => view().getBigUint64(address >>> 0, true),
      store8: (address: number, value: number) => view().setUint8(address >>> 0, value),
      store16: (address: number, value: number) => view().setUint16(address >>> 0, value, true),
      store32: (address: number, value: number) => view().setUint32(address >>> 0, value, true),
      store64: (address: number, value: bigint) => view().setBigUint64(address >>> 0, value, true),
      fill: (address: number, value: number, length: number) =>
        void this.bytes().fill(value, address >>> 0, (address >>> 0) + (length >>> 0)),
      copy: (to: number, from: number, length: number) =>
        void this.bytes().copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0)),
    };
  }

  private receive(): number {
    const message = this.queue.shift();
    if (!message) return STATUS.Destroyed;
    this.latest = message;
    this.waiting.set(message.client, message);
    return STATUS.Done;
  }

  private reply(client: number, words: readonly bigint[]): number {
    if (!this.waiting.delete(client)) return STATUS.NoSuchClient;
    const [first = 0n, ...others] = words.map((word) => BigInt.asUintN(64, word));
    this.answers.set(client, { error: Number(first & 0xffffn), more: first >> 16n, words: others });
    return STATUS.Done;
  }

  private copy(
    { client, offset, length }: { client: number; offset: bigint; length: number },
    move: (loan: Uint8Array) => void,
  ): number {
    const waiting = this.waiting.get(client >>> 0);
    if (!waiting) return STATUS.NoSuchClient;
    const at = Number(BigInt.asUintN(64, offset));
    if (length > PAGE || at + length > waiting.loan.length) return STATUS.BadArgument;
    move(waiting.loan.subarray(at, at + length));
    return STATUS.Done;
  }

  private own(address: bigint, length: number): Uint8Array {
    const at = Number(address) - ORIGIN;
    return this.bytes().subarray(at, at + length);
  }

  private accept(client: number, slot: number): number {
    const waiting = this.waiting.get(client);
    if (!waiting) return STATUS.NoSuchClient;
    if (waiting.offer === undefined) return STATUS.NoSuchHandle;
    if (this.slots.has(slot)) return STATUS.SlotTaken;
    this.slots.set(slot, waiting.offer);
    return STATUS.Done;
  }

  private signal(slot: number): number {
    const name = this.slots.get(slot);
    if (name === undefined) return STATUS.NoSuchHandle;
    this.signals.push(name);
    return STATUS.Done;
  }
}

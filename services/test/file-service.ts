/**
 * The file service beside a double of the kernel: each request runs its main function once, which gets one message.
 *
 * Owns        the double: the message, the loan, the byte memory. It gives the service what the kernel would, and no more.
 */
import { build } from "../../ports/host/build.ts";
import { HostDirectories } from "../../ports/host/devices/directory.ts";

const ORIGIN = 0x10_0000n;
const PAGE = 65536;
/** Statuses of the kernel's. */
const DONE = 0;
const DESTROYED = 5;
const NOT_ALLOWED = 7;

export interface Request {
  readonly badge: bigint;
  readonly words: readonly bigint[];
  /** What the client lends. */
  readonly lent?: Uint8Array;
  /** Copies that succeed before the client is gone. */
  readonly copies?: number;
}

let compiled: Promise<WebAssembly.Module> | undefined;

export class FileService {
  readonly host: HostDirectories;
  readonly #memory: WebAssembly.Memory;
  #exports: Record<string, () => number> = {};
  #request: Request = { badge: 0n, words: [] };
  #copies = 0;
  #reply: readonly bigint[] = [];

  private constructor(host: HostDirectories, pages: number) {
    this.host = host;
    this.#memory = new WebAssembly.Memory({ initial: 0, maximum: pages });
  }

  static async start({ host = new HostDirectories(), pages = 4096 } = {}): Promise<FileService> {
    const module = await (compiled ??= build("services/files/main.ts").then((binary) =>
      WebAssembly.compile(binary),
    ));
    const service = new FileService(host, pages);
    const instance = await WebAssembly.instantiate(module, service.#imports());
    service.#exports = instance.exports as Record<string, () => number>;
    return service;
  }

  /** Chunks in use. */
  get chunks(): number {
    return this.#exports.chunks!();
  }

  /** The words of the reply. */
  call(request: Request): readonly bigint[] {
    this.#request = request;
    this.#copies = request.copies ?? Infinity;
    this.#reply = [];
    this.#exports.main!();
    return this.#reply;
  }

  get #bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer as ArrayBuffer);
  }

  get #view(): DataView {
    return new DataView(this.#memory.buffer);
  }

  #imports(): WebAssembly.Imports {
    return {
      memory: this.#memoryFunctions(),
      welkin: this.#calls(),
      // The hash has the same secret each time that main begins.
      device: { ...this.host.functions(() => this.#bytes), random: () => 0x1234_5678 },
    };
  }

  #calls(): WebAssembly.ModuleImports {
    return {
      receive: () => DONE,
      replyReceive: (_client: number, _endpoint: number, ...words: bigint[]) => {
        this.#reply = words.map((word) => BigInt.asUintN(64, word));
        return DESTROYED;
      },
      word: (index: number) => this.#request.words[index] ?? 0n,
      badge: () => this.#request.badge,
      client: () => 7,
      read: (_client: number, offset: bigint, address: bigint, length: number) =>
        this.#copy({ offset, address, length }, (lent, own) => own.set(lent)),
      write: (_client: number, offset: bigint, address: bigint, length: number) =>
        this.#copy({ offset, address, length }, (lent, own) => lent.set(own)),
    };
  }

  /** Copies between the loan and the service's memory, if both have all of the bytes. */
  #copy(
    { offset, address, length }: { offset: bigint; address: bigint; length: number },
    move: (lent: Uint8Array, own: Uint8Array) => void,
  ): number {
    const lent = this.#request.lent ?? new Uint8Array();
    const from = BigInt.asUintN(64, offset);
    const own = BigInt.asUintN(64, address) - ORIGIN;
    const end = own + BigInt(length);
    if (own < 0n || end > BigInt(this.#bytes.length))
      throw new Error("the service names bytes that it has not");
    if (length > PAGE) throw new Error("the service copies too much at once");
    this.#copies -= 1;
    if (from + BigInt(length) > BigInt(lent.length) || this.#copies < 0) return NOT_ALLOWED;
    move(lent.subarray(Number(from), Number(from) + length), this.#bytes.subarray(Number(own), Number(end)));
    return DONE;
  }

  #memoryFunctions(): WebAssembly.ModuleImports {
    return {
      size: () => this.#memory.buffer.byteLength / PAGE,
      grow: (pages: number) => {
        try {
          return this.#memory.grow(pages);
        } catch {
          return -1;
        }
      },
      load8: (at: number) => this.#view.getUint8(at >>> 0),
      load16: (at: number) => this.#view.getUint16(at >>> 0, true),
      load32: (at: number) => this.#view.getUint32(at >>> 0, true),
      load64: (at: number) => this.#view.getBigUint64(at >>> 0, true),
      store8: (at: number, value: number) => this.#view.setUint8(at >>> 0, value),
      store16: (at: number, value: number) => this.#view.setUint16(at >>> 0, value, true),
      store32: (at: number, value: number) => this.#view.setUint32(at >>> 0, value, true),
      store64: (at: number, value: bigint) => this.#view.setBigUint64(at >>> 0, value, true),
      fill: (at: number, value: number, length: number) =>
        this.#bytes.fill(value, at >>> 0, (at >>> 0) + (length >>> 0)),
      copy: (to: number, from: number, length: number) =>
        this.#bytes.copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0)),
    };
  }
}

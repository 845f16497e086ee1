/**
 * A double of what the library stands on: a memory, a kernel that answers at once, services in JavaScript.
 *
 * Owns        the loan that stands; the record of all messages. A service gets the loan only as the kernel would let it.
 */
import { build } from "../../ports/host/build.ts";
import * as errors from "../../services/errors.ts";
import * as kinds from "../../services/kinds.ts";
import * as protocol from "../../services/protocol.ts";

const ORIGIN = 0x10_0000n;

/** Constants of services/, by name. */
const numbers = (constants: Readonly<Record<string, unknown>>): Readonly<Record<string, bigint>> =>
  Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, BigInt(value as number)]));

export const ERRORS = numbers(errors);
export const KINDS = numbers(kinds);
export const OPERATIONS = numbers(protocol);

const FLAGS = ["APPEND", "NONBLOCK", "PEEK", "READABLE", "WRITABLE", "HANGUP"];

/** The name of an operation. */
export const operationName = (operation: bigint): string =>
  Object.keys(OPERATIONS).find((name) => OPERATIONS[name] === operation && !FLAGS.includes(name)) ?? "none";

export const PAGE = 65536;

export interface Request {
  readonly service: number;
  /** The low 16 bits of word 0, its high 32 bits, and bits 16 to 31. */
  readonly operation: bigint;
  readonly flags: bigint;
  readonly pathLength: number;
  /** Words b to e. */
  readonly arguments: readonly bigint[];
  /** What is lent. */
  readonly loan: { readonly address: number; readonly length: number; readonly access: number };
  /** The bytes that are lent. */
  readonly bytes: Uint8Array;
  /** The handle that is offered. */
  readonly offered: number | undefined;
}

/** The words of the reply; undefined if the service is no more. */
export type Service = (request: Request) => readonly (bigint | number)[] | undefined;

export class Exit extends Error {}

/** A function of the library, called with numbers. */
export type Call = (...parameters: readonly (number | bigint)[]) => number;

export class Double {
  readonly memory = new WebAssembly.Memory({ initial: 2, maximum: 65536 });
  /** Messages, except those with which the library asks what it begins with. */
  readonly requests: Request[] = [];
  readonly sent: { service: number; words: readonly bigint[] }[] = [];
  readonly services = new Map<number, Service>();
  /** What happens when the process waits for its notification. */
  wait: () => void = () => {
    throw new Error("waits for ever");
  };
  time = 0n;
  deadline = 0n;
  library: Record<string, (...parameters: never[]) => unknown> = {};
  #words: readonly bigint[] = [];
  #loan = { address: 0, length: 0, access: 0 };
  #offered: number | undefined;

  /** The memory's bytes, as they are now. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  get view(): DataView {
    return new DataView(this.memory.buffer);
  }

  /** Calls a function of WASI's: its error. */
  call(name: string, ...parameters: readonly (number | bigint)[]): number {
    const call = this.library[name] as unknown as Call | undefined;
    if (!call) throw new Error(`no function ${name}`);
    return call(...parameters) ?? 0;
  }

  put(address: number, text: string): number {
    const bytes = new TextEncoder().encode(text);
    this.bytes.set(bytes, address);
    return bytes.length;
  }

  text(address: number, length: number): string {
    return new TextDecoder().decode(this.bytes.subarray(address, address + length));
  }

  /** Puts a list of buffers there: address and length of each. */
  list(address: number, ...buffers: readonly (readonly [address: number, length: number])[]): number {
    buffers.forEach(([at, length], index) => {
      this.view.setUint32(address + 8 * index, at, true);
      this.view.setUint32(address + 8 * index + 4, length, true);
    });
    return buffers.length;
  }

  imports(): WebAssembly.Imports {
    return { memory: this.#memoryFunctions(), welkin: this.#kernelFunctions() };
  }

  #memoryFunctions(): WebAssembly.ModuleImports {
    return {
      size: () => this.memory.buffer.byteLength / PAGE,
      load8: (at: number) => this.view.getUint8(at >>> 0),
      load16: (at: number) => this.view.getUint16(at >>> 0, true),
      load32: (at: number) => this.view.getUint32(at >>> 0, true),
      load64: (at: number) => this.view.getBigUint64(at >>> 0, true),
      store8: (at: number, value: number) => this.view.setUint8(at >>> 0, value),
      store16: (at: number, value: number) => this.view.setUint16(at >>> 0, value, true),
      store32: (at: number, value: number) => this.view.setUint32(at >>> 0, value, true),
      store64: (at: number, value: bigint) => this.view.setBigUint64(at >>> 0, value, true),
    };
  }

  #kernelFunctions(): WebAssembly.ModuleImports {
    return {
      lend: (address: bigint, length: bigint, access: number) => this.#lend(address, length, access),
      offer: (handle: number) => {
        this.#offered = handle === -1 ? undefined : handle;
        return 0;
      },
      call: (service: number, ...words: bigint[]) => this.#call(service, words),
      send: (service: number, ...words: bigint[]) => {
        this.sent.push({ service, words });
        return 0;
      },
      word: (index: number) => this.#words[index] ?? 0n,
      now: () => this.time,
      setTimer: (_notification: number, deadline: bigint) => {
        this.deadline = deadline;
        return 0;
      },
      wait: () => {
        this.wait();
        return 0;
      },
      yieldNow: () => 0,
      exit: () => {
        throw new Exit();
      },
    };
  }

  #lend(address: bigint, length: bigint, access: number): number {
    const isNothing = length === 0n;
    this.#loan = { address: isNothing ? 0 : Number(address - ORIGIN), length: Number(length), access };
    return 0;
  }

  #call(service: number, words: readonly bigint[]): number {
    const [first = 0n, ...rest] = words.map((word) => BigInt.asUintN(64, word));
    const { address, length } = this.#loan;
    const request: Request = {
      service,
      operation: first & 0xffffn,
      flags: first >> 32n,
      pathLength: Number((first >> 16n) & 0xffffn),
      arguments: rest.slice(0, 4),
      loan: this.#loan,
      bytes: this.bytes.subarray(address, address + length),
      offered: this.#offered,
    };
    const isBeginning =
      request.operation === OPERATIONS["STARTUP"] || request.operation === OPERATIONS["DESCRIPTOR"];
    if (!isBeginning) this.requests.push({ ...request, bytes: request.bytes.slice() });
    const answer = this.services.get(service)?.(request);
    // Status.Destroyed.
    if (!answer) return 5;
    this.#words = answer.map(BigInt);
    return 0;
  }
}

/** A descriptor that the program begins with. */
export interface Descriptor {
  readonly service: number;
  readonly kind: number;
  readonly file: number;
  readonly flags?: number;
  readonly rights?: bigint;
  readonly inheriting?: bigint;
  readonly name?: string;
}

export interface Start {
  readonly arguments?: readonly string[];
  readonly environment?: readonly string[];
  readonly descriptors?: readonly (Descriptor | undefined)[];
}

export const ALL_RIGHTS = 0x3fff_ffffn;

/** Kinds of files. */
export const CHARACTERS = 2;
export const DIRECTORY = 3;
export const FILE = 4;
export const SOCKET = 6;

/** Slots of services. */
export const PARENT = 1;
export const FILES = 2;
export const STREAMS = 3;
export const CLOCK = 4;
export const ENTROPY = 5;

const module = build("wasi/main.ts").then((bytes) => WebAssembly.compile(bytes));

/** The library of a program that begins so. */
export async function begin(start: Start = {}): Promise<Double> {
  const double = new Double();
  double.services.set(PARENT, parent(start));
  const instance = await WebAssembly.instantiate(await module, double.imports());
  double.library = instance.exports as Record<string, (...parameters: never[]) => unknown>;
  return double;
}

function parent({ arguments: texts = [], environment = [], descriptors = [] }: Start): Service {
  const encoded = (list: readonly string[]) =>
    new TextEncoder().encode(list.map((text) => `${text}\0`).join(""));
  const answers: Record<string, (request: Request) => readonly (bigint | number)[]> = {
    STARTUP: () => [
      0,
      texts.length,
      encoded(texts).length,
      environment.length,
      encoded(environment).length,
      descriptors.length,
    ],
    ARGUMENTS: ({ bytes }) => (bytes.set(encoded(texts)), [0]),
    ENVIRONMENT: ({ bytes }) => (bytes.set(encoded(environment)), [0]),
    DESCRIPTOR: ({ arguments: [fd = 0n] }) => {
      const one = descriptors[Number(fd)];
      if (!one) return [ERRORS["BAD_FILE"] ?? 0n];
      const { service, kind, file, flags = 0, rights = ALL_RIGHTS, inheriting = ALL_RIGHTS, name = "" } = one;
      return [0, service | (kind << 8) | (flags << 16), file, rights, inheriting, encoded([name]).length - 1];
    },
    DESCRIPTOR_NAME: ({ arguments: [fd = 0n], bytes }) => {
      bytes.set(new TextEncoder().encode(descriptors[Number(fd)]?.name ?? ""));
      return [0];
    },
  };
  return (request) => {
    const name = Object.keys(answers).find((each) => OPERATIONS[each] === request.operation);
    return name === undefined ? [ERRORS["NO_SYSTEM_CALL"] ?? 0n] : answers[name]?.(request);
  };
}

/**
 * Services that fail where a test wants it: at a message.
 *
 * Owns        a WebAssembly module between services and the kernel, of the calls by which messages are taken and answered. It traps
 *             where it is told to, so that a service fails as by its own fault, at that instruction.
 * Not here    what becomes of a service that has failed (service.ts).
 */
import { assemble } from "../../rewriter/test/helpers.ts";
import { WELKIN } from "../../calls.ts";
import type { System } from "../system.ts";

/** Where a service can fail: it has taken a message, and done nothing; it has done all but answer; it has answered. */
export const POINTS = { taken: 0, served: 1, answered: 2 } as const;

export type Point = keyof typeof POINTS;

export const SERVICES = ["files", "streams", "clock", "entropy"] as const;

export type ServiceName = (typeof SERVICES)[number];

/** Calls at a time that nothing else comes to. */
const MANY = 30;

const WORDS = [2, 3, 4, 5, 6, 7];
const ANSWER = WORDS.map((word) => `(local.get ${word})`).join(" ");
const I64S = WORDS.map(() => "i64").join(" ");

const CALLS = `(module
  (import "kernel" "receive" (func $receive (param i32) (result i32)))
  (import "kernel" "reply" (func $reply (param i32 ${I64S}) (result i32)))
  (import "kernel" "replyReceive" (func $replyReceive (param i32 i32 ${I64S}) (result i32)))
  (import "test" "fails" (func $fails (param i32) (result i32)))
  (func $pass (param i32) (if (call $fails (local.get 0)) (then unreachable)))
  ;; A message is there if the status is 0.
  (func $taken (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (call $pass (i32.const ${POINTS.taken}))))
    (local.get 0))
  (func (export "receive") (param i32) (result i32)
    (call $pass (i32.const ${POINTS.served}))
    (call $pass (i32.const ${POINTS.answered}))
    (call $taken (call $receive (local.get 0))))
  (func (export "replyReceive") (param i32 i32 ${I64S}) (result i32)
    (call $pass (i32.const ${POINTS.served}))
    (if (call $fails (i32.const ${POINTS.answered})) (then
      (drop (call $reply (local.get 0) ${ANSWER}))
      unreachable))
    (call $taken (call $replyReceive (local.get 0) (local.get 1) ${ANSWER}))))`;

export class Crashing {
  /** Messages that the service has taken since it was last told to fail. */
  messages = 0;
  private readonly system: System;
  private readonly service: ServiceName;
  private place: { readonly point: number; readonly message: number } | undefined;

  /** All processes that are spawned from now on make these calls by way of the module; only those of the service fail. */
  constructor(system: System, service: ServiceName) {
    this.system = system;
    this.service = service;
    const { port } = system.machine;
    const kernel = port.calls[WELKIN]!;
    const fails = (point: number): number => Number(this.fails(point));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble(CALLS)), {
      kernel,
      test: { fails },
    });
    Object.assign(port.calls, { [WELKIN]: { ...kernel, ...exports } });
  }

  /** Has JavaScript have what it needs to make many calls at a time: it keeps that. The service must have been started. */
  async makeMany(): Promise<void> {
    const { endpoint } = this.system.parts[this.service];
    const lend = { bytes: new Uint8Array(1), access: "read" } as const;
    await Promise.all(Array.from({ length: MANY }, () => endpoint.call([0], { lend })));
  }

  /** The service fails at the `message`th message from now on, counted from 1; 0: never. */
  failAt(point: Point, message: number): void {
    this.messages = 0;
    this.place = message === 0 ? undefined : { point: POINTS[point], message };
  }

  /** It was told to fail, and has not yet. */
  get isPending(): boolean {
    return this.place !== undefined;
  }

  private fails(point: number): boolean {
    const { port } = this.system.machine;
    if (port.processes.get(port.loop.current!)?.name !== this.service) return false;
    if (point === POINTS.taken) this.messages += 1;
    if (this.place?.point !== point || this.place.message !== this.messages) return false;
    this.place = undefined;
    return true;
  }
}

/**
 * Small programs in the text format, for the tests.
 *
 * Owns        their text; machines that end with a test.
 */
import type { TestContext } from "node:test";
import { type BootOptions, Library, Machine, Program, WelkinError } from "../index.ts";
import { MEMORY } from "../../../kernel/interface/call.ts";
import { assemble } from "../rewriter/test/helpers.ts";

const WORDS = "i64 i64 i64 i64 i64 i64";

export const IMPORTS = `
  (import "welkin" "nothing" (func $nothing (result i32)))
  (import "welkin" "yieldNow" (func $yieldNow (result i32)))
  (import "welkin" "exit" (func $exit (result i32)))
  (import "welkin" "send" (func $send (param i32 ${WORDS}) (result i32)))
  (import "welkin" "call" (func $call (param i32 ${WORDS}) (result i32)))
  (import "welkin" "receive" (func $receive (param i32) (result i32)))
  (import "welkin" "reply" (func $reply (param i32 ${WORDS}) (result i32)))
  (import "welkin" "replyReceive" (func $replyReceive (param i32 i32 ${WORDS}) (result i32)))
  (import "welkin" "createThread" (func $createThread (param i32 i32 i32) (result i32)))
  (import "welkin" "start" (func $startThread (param i32 i64 i64) (result i32)))
  (import "welkin" "stop" (func $stop (param i32) (result i32)))
  (import "welkin" "destroy" (func $destroy (param i32) (result i32)))
  (import "welkin" "lend" (func $lend (param i64 i64 i32) (result i32)))
  (import "welkin" "read" (func $read (param i32 i64 i64 i32) (result i32)))
  (import "welkin" "write" (func $write (param i32 i64 i64 i32) (result i32)))
  (import "welkin" "offer" (func $offer (param i32 i32 i64 i32) (result i32)))
  (import "welkin" "accept" (func $accept (param i32 i32) (result i32)))
  (import "welkin" "grant" (func $grant (param i32 i32 i32 i64) (result i32)))
  (import "welkin" "takePages" (func $takePages (param i32 i64 i64 i32) (result i32)))
  (import "welkin" "putPages" (func $putPages (param i32 i64 i64 i32) (result i32)))
  (import "welkin" "map" (func $map (param i32 i64 i32) (result i32)))
  (import "welkin" "unmap" (func $unmap (param i32 i64) (result i32)))
  (import "welkin" "word" (func $word (param i32) (result i64)))
  (import "welkin" "badge" (func $badge (result i64)))
  (import "welkin" "client" (func $client (result i32)))`;

const BYTE_FUNCTIONS = `
  (import "memory" "size" (func $size (result i32)))
  (import "memory" "grow" (func $grow (param i32) (result i32)))
  (import "memory" "load8" (func $load8 (param i32) (result i32)))
  (import "memory" "load16" (func $load16 (param i32) (result i32)))
  (import "memory" "load32" (func $load32 (param i32) (result i32)))
  (import "memory" "load64" (func $load64 (param i32) (result i64)))
  (import "memory" "store8" (func $store8 (param i32 i32)))
  (import "memory" "store16" (func $store16 (param i32 i32)))
  (import "memory" "store32" (func $store32 (param i32 i32)))
  (import "memory" "store64" (func $store64 (param i32 i64)))
  (import "memory" "fill" (func $fill (param i32 i32 i32)))
  (import "memory" "copy" (func $copy (param i32 i32 i32)))`;

/** Words of a message: what is given, then zeros. */
export const words = (...given: readonly string[]): string =>
  Array.from({ length: 6 }, (_, index) => given[index] ?? "(i64.const 0)").join(" ");

/** A program from the body of a module, to which the imports of all calls are added. */
export async function program(text: string): Promise<Program> {
  return await Program.load(assemble(`(module ${IMPORTS} ${text})`));
}

/** A library from the body of a module, to which the imports of all calls and byte functions are added. */
export async function library(text: string): Promise<Library> {
  const binary = assemble(`(module ${IMPORTS} ${BYTE_FUNCTIONS} ${text})`);
  return await Library.load(binary, { provides: { library: "" } });
}

/** A program that imports all byte functions too. */
export const service = async (text: string): Promise<Program> => await program(`${BYTE_FUNCTIONS} ${text}`);

/** The binary of a module. */
export const binary = (text: string): Uint8Array<ArrayBuffer> => assemble(`(module ${text})`);

/** Answers each message at slot 1 with its first word doubled, and the badge. */
export const SERVER = `(func (export "main")
  (drop (call $receive (i32.const 1)))
  (loop $l
    (br_if $l (i32.eqz (call $replyReceive (call $client) (i32.const 1)
      ${words("(i64.mul (call $word (i32.const 0)) (i64.const 2))", "(call $badge)")})))))`;

/** Calls the server at slot 1 so many times, and traps when an answer is wrong. */
export const CLIENT = `(func (export "main") (param i32)
  (loop $l
    (if (call $call (i32.const 1) ${words("(i64.extend_i32_u (local.get 0))")}) (then unreachable))
    (if (i64.ne (call $word (i32.const 0)) (i64.extend_i32_u (i32.mul (local.get 0) (i32.const 2))))
      (then unreachable))
    (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`;

/** Never ends, and makes no call. */
export const HOG = `(func (export "main") (loop $l (br $l)))`;

/** Waits at slot 1 for a message that does not come. */
export const WAITER = `(func (export "main") (drop (call $receive (i32.const 1))))`;

/** Does nothing. */
export const NOTHING = `(func (export "main"))`;

/** The address of what is at `offset` in a program's first memory. */
export const at = (offset: number): string => `(i64.const ${MEMORY + offset})`;

/** A machine that is shut down when the test ends. */
export async function boot(t: TestContext, options: Partial<BootOptions> = {}): Promise<Machine> {
  const machine = await Machine.boot({ memory: "8M", pace: "virtual", ...options });
  t.after(() => machine.shutdown());
  return machine;
}

/** For assert.rejects: an error with this code. */
export const coded = (code: string) => (error: unknown) =>
  error instanceof WelkinError && error.code === code;

/** Lets the event loop have its turn. */
export const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

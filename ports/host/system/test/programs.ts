/**
 * Small programs for WASI in the text format, for the tests.
 *
 * Owns        their text.
 */
import { assemble } from "../../rewriter/test/helpers.ts";

const module = (body: string): Uint8Array<ArrayBuffer> =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "path_open"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 2)
    (data (i32.const 100) "hello\\n")
    (data (i32.const 200) "file")
    ;; The list of one buffer at 0: its address and its length.
    (func $list (param $address i32) (param $length i32)
      (i32.store (i32.const 0) (local.get $address))
      (i32.store (i32.const 4) (local.get $length)))
    ${body})`);

/** A program that can wait, and run others: `$sleep`, and `$run` of one with a name of one letter, in its first directory. */
const waiting = (body: string): Uint8Array<ArrayBuffer> =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "welkin_process" "spawn" (func $spawn (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (import "welkin_process" "wait" (func $wait (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func $sleep (param $milliseconds i64)
      ;; A subscription at 0: of the monotonic clock.
      (i32.store (i32.const 16) (i32.const 1))
      (i64.store (i32.const 24) (i64.mul (local.get $milliseconds) (i64.const 1000000)))
      (if (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 100)) (then unreachable)))
    ;; Gives the number of the child, of which there must be one.
    (func $run (param $letter i32) (result i32)
      (i32.store (i32.const 104) (local.get $letter))
      (if (call $spawn (i32.const 3) (i32.const 104) (i32.const 1) (i32.const 0)
          (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 108)) (then (call $exit (i32.const 1))))
      (i32.load (i32.const 108)))
    ${body})`);

/** Waits so long. */
export const sleeps = (milliseconds: number): Uint8Array<ArrayBuffer> =>
  waiting(`(func (export "_start") (call $sleep (i64.const ${milliseconds})))`);

const A = "a".charCodeAt(0);
const B = "b".charCodeAt(0);

/** Runs `a` so many times, one after the other. */
export const repeats = (times: number): Uint8Array<ArrayBuffer> =>
  waiting(`(func (export "_start") (local $times i32)
    (local.set $times (i32.const ${times}))
    (loop $l
      (drop (call $wait (call $run (i32.const ${A})) (i32.const 112)))
      (br_if $l (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))`);

/** Runs so many of `a` at a time. Its code is the sum of theirs. */
export const runsMany = (children: number): Uint8Array<ArrayBuffer> =>
  waiting(`(func (export "_start") (local $child i32) (local $codes i32)
    (loop $run (br_if $run (i32.lt_u (call $run (i32.const ${A})) (i32.const ${children}))))
    (loop $wait
      (local.set $child (i32.add (local.get $child) (i32.const 1)))
      (if (call $wait (local.get $child) (i32.const 112)) (then (call $exit (i32.const 1))))
      (local.set $codes (i32.add (local.get $codes) (i32.load (i32.const 112))))
      (br_if $wait (i32.lt_u (local.get $child) (i32.const ${children}))))
    (call $exit (local.get $codes)))`);

/** Runs `b` when it has read a byte, and waits for its end. */
export const READS_AND_RUNS_B = waiting(`(func (export "_start")
  (i32.store (i32.const 120) (i32.const 128))
  (i32.store (i32.const 124) (i32.const 1))
  (drop (call $read (i32.const 0) (i32.const 120) (i32.const 1) (i32.const 132)))
  (drop (call $wait (call $run (i32.const ${B})) (i32.const 112))))`);

/** Runs `b`, and waits for nothing. */
export const RUNS_B = waiting(
  `(func (export "_start") (drop (call $run (i32.const ${B}))) (call $sleep (i64.const 100000)))`,
);

/** Says hello and exits with 0. */
export const HELLO = module(`(func (export "_start")
  (call $list (i32.const 100) (i32.const 6))
  (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (call $exit (i32.const 1)))))`);

/** Exits with this code. */
export const exits = (code: number): Uint8Array<ArrayBuffer> =>
  module(`(func (export "_start") (call $exit (i32.const ${code})))`);

/** Never ends, and asks for nothing. */
export const HOG = module(`(func (export "_start") (loop $l (br $l)))`);

/** Traps. */
export const TRAP = module(`(func (export "_start") unreachable)`);

/** Takes memory until it is refused, then exits with 1. */
export const GROWER = module(`(func (export "_start")
  (loop $l (br_if $l (i32.ne (memory.grow (i32.const 4)) (i32.const -1))))
  (call $exit (i32.const 1)))`);

/** Waits for input for ever, if there is none. Copies it to its output; its code is 0 at the end, else the error. */
export const CAT = module(`(func (export "_start") (local $error i32)
  (loop $l
    (call $list (i32.const 1024) (i32.const 65536))
    (local.set $error (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (if (i32.eqz (local.get $error)) (then
      (if (i32.load (i32.const 8)) (then
        (i32.store (i32.const 4) (i32.load (i32.const 8)))
        (local.set $error (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (br_if $l (i32.eqz (local.get $error))))))))
  (call $exit (local.get $error)))`);

/** Writes a line for ever, until there is an error: then that is its code. */
export const YES = module(`(func (export "_start") (local $error i32)
  (loop $l
    (call $list (i32.const 100) (i32.const 6))
    (local.set $error (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (br_if $l (i32.eqz (local.get $error))))
  (call $exit (local.get $error)))`);

/**
 * Uses files and its output so many times: makes a file in its first directory, writes it, and says so; whatever becomes of
 * that. Its code is how often something failed, at most 100.
 */
export const busy = (times: number): Uint8Array<ArrayBuffer> =>
  module(
    `
  (global $failures (mut i32) (i32.const 0))
  (func $count (param $error i32)
    (if (local.get $error) (then (global.set $failures (i32.add (global.get $failures) (i32.const 1))))))
  (func (export "_start") (local $times i32)
    (local.set $times (i32.const ${times}))
    (loop $l
      (i32.store (i32.const 12) (i32.const 999))
      (call $count (call $open (i32.const 3) (i32.const 0) (i32.const 200) (i32.const 4) (i32.const 1)
        (i64.const 0x42) (i64.const 0) (i32.const 0) (i32.const 12)))
      (call $list (i32.const 100) (i32.const 6))
      (call $count (call $write (i32.load (i32.const 12)) (i32.const 0) (i32.const 1) (i32.const 8)))
      (call $count (call $close (i32.load (i32.const 12))))
      (call $count (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br_if $l (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (call $exit (select (i32.const 100) (global.get $failures)
      (i32.gt_u (global.get $failures) (i32.const 100))))))`.replace(/\)\)$/, ")"),
  );

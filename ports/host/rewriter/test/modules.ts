/**
 * Programs in the text format, one for each kind of section and instruction, with calls that reach all of it.
 *
 * Owns        text and calls only; what is expected is what the original module does.
 */

export interface Program {
  readonly name: string;
  readonly text: string;
  readonly calls: readonly (readonly [name: string, ...values: unknown[]])[];
}

const upTo = (count: number, call: (index: number) => readonly [string, ...unknown[]]) =>
  Array.from({ length: count }, (_, index) => call(index));

export const PROGRAMS: readonly Program[] = [
  {
    name: "a module that imports and exports functions, globals, tables and memories",
    text: `(module
      (import "env" "log" (func $log (param i32)))
      (import "env" "base" (global $base i32))
      (import "env" "twice" (func $twice (param i32) (result i32)))
      (import "env" "table" (table $table 4 funcref))
      (import "env" "memory" (memory 1))
      (global $offset i32 (global.get $base))
      (global $reference funcref (ref.func $own))
      (elem (table $table) (i32.const 0) func $twice $own)
      (data (global.get $base) "abcd")
      (type $unary (func (param i32) (result i32)))
      (func $own (export "own") (param i32) (result i32) (call $log (local.get 0)) (call $twice (local.get 0)))
      (func (export "through") (param i32 i32) (result i32)
        (call_indirect $table (type $unary) (local.get 0) (local.get 1)))
      (func (export "byName") (param i32) (result i32)
        (table.set $table (i32.const 3) (global.get $reference))
        (table.set $table (i32.const 2) (ref.func $twice))
        (i32.add
          (call_indirect $table (type $unary) (local.get 0) (i32.const 3))
          (call_indirect $table (type $unary) (local.get 0) (i32.const 2))))
      (func (export "data") (result i32) (i32.load (global.get $offset)))
      (export "twice" (func $twice)))`,
    calls: [
      ["own", 4],
      ["through", 5, 0],
      ["through", 5, 1],
      ["through", 5, 2],
      ["byName", 7],
      ["through", 5, 3],
      ["through", 5, 9],
      ["data"],
      ["twice", 8],
    ],
  },
  {
    name: "a start function",
    text: `(module
      (import "env" "log" (func $log (param i32)))
      (global $started (mut i32) (i32.const 0))
      (func $start (global.set $started (i32.const 7)) (call $log (i32.const 1)))
      (func (export "started") (result i32) (global.get $started))
      (start $start))`,
    calls: [["started"]],
  },
  {
    name: "blocks with several values",
    text: `(module
      (func $swap (export "swap") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
      (func (export "sum") (param i32) (result i32) (local $sum i32)
        (loop $next (result i32)
          (local.set $sum (i32.add (local.get $sum) (local.get 0)))
          (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
          (br_if $next (i32.gt_s (local.get 0) (i32.const 0)))
          (local.get $sum)))
      (func (export "pick") (param i32) (result i32)
        (i32.add (i32.const 100)
          (block $a (result i32)
            (i32.add (i32.const 10)
              (block $b (result i32)
                (br_table $a $b $a (i32.const 5) (local.get 0)))))))
      (func (export "parameters") (param i32) (result i32) (local i64)
        (call $swap (local.get 0) (i64.const 3))
        (local.set 0) (local.set 1)
        (if (result i32) (i32.and (local.get 0) (i32.const 1))
          (then (i32.wrap_i64 (local.get 1)))
          (else (return (i32.const -1))))))`,
    calls: [
      ["swap", 3, 4n],
      ...upTo(12, (n) => ["sum", 11 * n]),
      ...upTo(4, (n) => ["pick", n]),
      ...upTo(2, (n) => ["parameters", n]),
    ],
  },
  {
    name: "tight loops of each shape",
    text: `(module
      (memory 1)
      (func (export "countdown") (param i32) (result i32) (local $n i32)
        (loop $l
          (local.set $n (i32.add (local.get $n) (i32.const 3)))
          (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get $n))
      (func (export "while") (param i32) (result i32) (local $n i32)
        (block $done
          (loop $l
            (br_if $done (i32.eqz (local.get 0)))
            (local.set $n (i32.add (local.get $n) (local.get 0)))
            (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
            (br $l)))
        (local.get $n))
      (func (export "branches") (param i32) (result i32) (local $n i32)
        (block $far
          (block $near
            (loop $l
              (block $odd
                (br_if $odd (i32.and (local.get 0) (i32.const 1)))
                (if (i32.eq (local.get 0) (i32.const 8)) (then (br $near)))
                (br_if $far (i32.eq (local.get 0) (i32.const 6)))
                (local.set $n (i32.add (local.get $n) (i32.const 100))))
              (local.set $n (i32.add (local.get $n) (i32.const 1)))
              (br_if $l (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0))))
            (return (local.get $n)))
          (local.set $n (i32.add (local.get $n) (i32.const 1000))))
        (i32.add (local.get $n) (i32.const 10000)))
      (func (export "continues") (param i32) (result i32) (local $n i32)
        (loop $l
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
          (br_if $l (i32.gt_s (local.get 0) (i32.const 20)))
          (if (i32.and (local.get 0) (i32.const 2))
            (then (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br $l)))
          (br_if $l (i32.gt_s (local.get 0) (i32.const 0))))
        (local.get $n))
      (func (export "returns") (param i32) (result i32)
        (loop $l
          (if (i32.eq (local.get 0) (i32.const 5)) (then (return (i32.const 55))))
          (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get 0))
      (func (export "nested") (param i32) (result i32) (local $i i32) (local $n i32)
        (loop $outer
          (local.set $i (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
          (if (i32.lt_s (local.get 0) (i32.const 0)) (then (return (local.get $n))))
          (loop $inner
            (local.set $n (i32.add (local.get $n) (local.get $i)))
            (br_if $outer (i32.eq (i32.rem_u (local.get $n) (i32.const 13)) (i32.const 5)))
            (br_if $inner (i32.gt_s (local.tee $i (i32.sub (local.get $i) (i32.const 1))) (i32.const 0))))
          (br $outer))
        (local.get $n))
      (func (export "fill") (param i32) (result i32)
        (loop $l
          (i32.store8 (local.get 0) (local.get 0))
          (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (i32.load offset=4 (i32.const 0))))`,
    calls: [
      ...["while", "branches", "nested", "continues"].flatMap((name) => upTo(40, (n) => [name, n] as const)),
      ...["countdown", "returns", "fill"].flatMap((name) => upTo(40, (n) => [name, n + 1] as const)),
    ],
  },
  {
    name: "code that is never reached",
    text: `(module
      (func (export "dead") (param i32) (result i32)
        (block $b (result i32)
          (br $b (i32.const 1))
          (loop $l (br_if $l (i32.const 1)) (br $l))
          (i32.add (local.get 0))
          (block (unreachable))
          (if (i32.const 1) (then (return (i32.const 3))) (else (unreachable)))
          (i32.const 4))))`,
    calls: [["dead", 9]],
  },
  {
    name: "recursion and tail calls",
    text: `(module
      (type $unary (func (param i32 i32) (result i32)))
      (table 1 funcref)
      (elem (i32.const 0) $sumIndirect)
      (func $fib (export "fib") (param i32) (result i32)
        (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
          (then (local.get 0))
          (else (i32.add
            (call $fib (i32.sub (local.get 0) (i32.const 1)))
            (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
      (func $sum (export "sum") (param i32 i32) (result i32)
        (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
        (return_call $sum (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 0) (local.get 1))))
      (func $sumIndirect (export "sumIndirect") (param i32 i32) (result i32)
        (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
        (return_call_indirect (type $unary)
          (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 0) (local.get 1)) (i32.const 0))))`,
    calls: [
      ["fib", 15],
      ["sum", 100_000, 0],
      ["sumIndirect", 100_000, 0],
    ],
  },
  {
    name: "bulk memory",
    text: `(module
      (memory 1)
      (data $passive "0123456789")
      (data (i32.const 100) "active")
      (func (export "init") (param i32 i32 i32) (memory.init $passive (local.get 0) (local.get 1) (local.get 2)))
      (func (export "drop") (data.drop $passive))
      (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
      (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
      (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "size") (result i32) (memory.size)))`,
    calls: [
      ["load", 100],
      ["init", 8, 2, 8],
      ["load", 8],
      ["init", 8, 4, 8],
      ["copy", 10, 8, 8],
      ["load", 10],
      ["fill", 12, 77, 20_000],
      ["load", 20_000],
      ["fill", 65_530, 1, 7],
      ["copy", -1, 0, 1],
      ["drop"],
      ["init", 0, 0, 1],
      ["init", 0, 0, 0],
      ["size"],
      ["grow", 2],
      ["grow", 0],
      ["size"],
      ["load", 131_080],
    ],
  },
  {
    name: "two memories",
    text: `(module
      (memory $a 1) (memory $b 1)
      (data $b (i32.const 4) "second memory")
      (func (export "store") (param i32) (i32.store $b offset=64 (local.get 0) (i32.const 99)))
      (func (export "load") (param i32) (result i32) (i32.load $b offset=64 (local.get 0)))
      (func (export "copy") (memory.copy $a $b (i32.const 0) (i32.const 4) (i32.const 8)))
      (func (export "fill") (memory.fill $b (i32.const 200) (i32.const 3) (i32.const 8)))
      (func (export "grow") (param i32) (result i32) (memory.grow $b (local.get 0)))
      (func (export "sizes") (result i32 i32) (memory.size $a) (memory.size $b))
      (func (export "both") (result i64 i64) (i64.load $a (i32.const 0)) (i64.load $b (i32.const 200))))`,
    calls: [["store", 8], ["load", 8], ["copy"], ["fill"], ["both"], ["grow", 3], ["sizes"]],
  },
  {
    name: "tables",
    text: `(module
      (table $f 3 20 funcref)
      (table $x 2 20 externref)
      (type $nullary (func (result i32)))
      (func $one (result i32) (i32.const 1))
      (func $two (result i32) (i32.const 2))
      (elem $passive func $two $one)
      (elem $expressions funcref (ref.func $one) (ref.null func) (ref.func $two))
      (elem (table $f) (i32.const 0) func $one $two)
      (elem declare func $one)
      (func (export "call") (param i32) (result i32) (call_indirect $f (type $nullary) (local.get 0)))
      (func (export "init") (param i32 i32 i32) (table.init $f $passive (local.get 0) (local.get 1) (local.get 2)))
      (func (export "initAll") (table.init $f $expressions (i32.const 0) (i32.const 0) (i32.const 3)))
      (func (export "drop") (elem.drop $passive))
      (func (export "copy") (param i32 i32 i32) (table.copy $f $f (local.get 0) (local.get 1) (local.get 2)))
      (func (export "fill") (param i32 i32) (table.fill $f (local.get 0) (ref.func $two) (local.get 1)))
      (func (export "grow") (param i32) (result i32) (table.grow $f (ref.func $one) (local.get 0)))
      (func (export "growExtern") (param externref i32) (result i32) (table.grow $x (local.get 0) (local.get 1)))
      (func (export "getExtern") (param i32) (result externref) (table.get $x (local.get 0)))
      (func (export "isNull") (param i32) (result i32) (ref.is_null (table.get $f (local.get 0))))
      (func (export "sizes") (result i32 i32) (table.size $f) (table.size $x)))`,
    calls: [
      ["call", 0],
      ["call", 1],
      ["call", 2],
      ["init", 1, 0, 2],
      ["call", 1],
      ["call", 2],
      ["init", 2, 0, 2],
      ["drop"],
      ["init", 0, 0, 1],
      ["initAll"],
      ["isNull", 1],
      ["copy", 1, 0, 1],
      ["call", 1],
      ["fill", 0, 3],
      ["fill", 1, 3],
      ["call", 0],
      ["grow", 4],
      ["call", 6],
      ["grow", 100],
      ["growExtern", "word", 3],
      ["getExtern", 1],
      ["getExtern", 4],
      ["sizes"],
    ],
  },
  {
    name: "vectors",
    text: `(module
      (memory 1)
      (global $g (mut v128) (v128.const i32x4 1 2 3 4))
      (func (export "dot") (param i32) (result i32)
        (v128.store offset=16 (i32.const 0) (i32x4.splat (local.get 0)))
        (global.set $g (i8x16.shuffle 0 1 2 3 4 5 6 7 24 25 26 27 12 13 14 15 (global.get $g)
          (v128.load32_lane offset=16 2 (i32.const 0) (global.get $g))))
        (i32x4.extract_lane 2 (i32x4.mul (global.get $g) (v128.load (i32.const 16)))))
      (func (export "float") (param f32) (result f32)
        (f32x4.extract_lane 1 (f32x4.sqrt (f32x4.replace_lane 1 (f32x4.splat (f32.const 2)) (local.get 0))))))`,
    calls: [
      ["dot", 7],
      ["dot", 9],
      ["float", 81],
    ],
  },
  {
    name: "numbers",
    text: `(module
      (func (export "saturate") (param f64) (result i32 i64)
        (i32.trunc_sat_f64_s (local.get 0)) (i64.trunc_sat_f64_u (local.get 0)))
      (func (export "extend") (param i32) (result i32 i64)
        (i32.extend8_s (local.get 0)) (i64.extend16_s (i64.extend_i32_u (local.get 0))))
      (func (export "divide") (param i64 i64) (result i64) (i64.div_s (local.get 0) (local.get 1)))
      (func (export "constants") (result i64 f32 f64)
        (i64.const -9223372036854775808) (f32.const -0x1.8p-3) (f64.const nan)))`,
    calls: [
      ["saturate", 1e30],
      ["saturate", -5.5],
      ["saturate", NaN],
      ["extend", 0x80f0],
      ["divide", -7n, 2n],
      ["divide", -7n, 0n],
      ["divide", -9223372036854775808n, -1n],
      ["constants"],
    ],
  },
  {
    name: "exceptions",
    text: `(module
      (import "env" "log" (func $log (param i32)))
      (tag $t (param i32))
      (tag $u)
      (func $thrower (param i32)
        (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $t (i32.const 41))))
        (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $u))))
      (func (export "catches") (param i32) (result i32)
        (try $try (result i32)
          (do (call $thrower (local.get 0)) (i32.const 5))
          (catch $t (i32.add (i32.const 1)))
          (catch_all (call $log (i32.const 77)) (i32.const 6))))
      (func (export "rethrows") (param i32) (result i32)
        (try (result i32)
          (do
            (try $inner (result i32)
              (do (call $thrower (local.get 0)) (i32.const 5))
              (catch_all (call $log (i32.const 78)) (rethrow $inner))))
          (catch $t)
          (catch $u (i32.const 9))))
      (func (export "delegates") (param i32) (result i32)
        (try $outer (result i32)
          (do (try (result i32) (do (call $thrower (local.get 0)) (i32.const 5)) (delegate $outer)))
          (catch_all (i32.const 8))))
      (func (export "loops") (param i32) (result i32) (local $n i32)
        (loop $l
          (try (do (call $thrower (i32.and (local.get 0) (i32.const 3))))
            (catch $t (local.set $n (i32.add (local.get $n))))
            (catch_all (local.set $n (i32.add (local.get $n) (i32.const 1000)))))
          (br_if $l (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0))))
        (local.get $n)))`,
    calls: [
      ...["catches", "rethrows", "delegates"].flatMap((name) => upTo(3, (n) => [name, n] as const)),
      ["loops", 20],
    ],
  },
  {
    name: "exceptions by try_table",
    text: `(module
      (tag $t (param i32))
      (tag $u)
      (func $thrower (param i32)
        (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $t (i32.const 41))))
        (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $u))))
      (func (export "catches") (param i32) (result i32)
        (block $all
          (return
            (block $number (result i32)
              (try_table (catch $t $number) (catch_all $all) (call $thrower (local.get 0)))
              (i32.const 5))))
        (i32.const 6))
      (func (export "throwsAgain") (param i32) (result i32)
        (block $outer
          (throw_ref
            (block $caught (result exnref)
              (try_table (catch_all $outer)
                (try_table (catch_all_ref $caught) (call $thrower (local.get 0))))
              (return (i32.const 5)))))
        (i32.const 7))
      (func (export "loops") (param i32) (result i32)
        (loop $l
          (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
          (try_table (catch_all $l) (call $thrower (i32.and (local.get 0) (i32.const 3))))
          (br_if $l (i32.gt_s (local.get 0) (i32.const 0))))
        (local.get 0)))`,
    calls: [...upTo(3, (n) => ["catches", n]), ["throwsAgain", 0], ["loops", 20]],
  },
  {
    name: "atomic instructions",
    text: `(module
      (memory 1 2 shared)
      (func (export "add") (param i32 i64) (result i64) (i64.atomic.rmw.add offset=8 (local.get 0) (local.get 1)))
      (func (export "exchange") (param i32 i32 i32) (result i32)
        (atomic.fence)
        (i32.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2)))
      (func (export "load") (param i32) (result i32) (i32.atomic.load16_u (local.get 0))))`,
    calls: [
      ["add", 8, 5n],
      ["add", 8, 6n],
      ["add", 9, 6n],
      ["exchange", 16, 11, 12],
      ["load", 16],
      ["load", 17],
    ],
  },
  {
    name: "a function with many locals",
    text: `(module
      (func (export "sum") (param i32) (result i32) ${"(local i64) (local i32) ".repeat(500)}
        (local.set 1000 (local.get 0))
        (i32.add (local.get 998) (local.get 1000))))`,
    calls: [["sum", 12]],
  },
];

/**
 * Random control flow: blocks, loops, branches and calls in each other, of functions which the host may call and others.
 *
 * What is tested: results are those of the original, and what was done has been paid for. Programs count their own
 * work, four instructions at a time; every loop counts, and returns when there has been enough.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { CALLEE_ALLOWANCE } from "../opcodes.ts";
import { rewrite } from "../rewrite.ts";
import { assemble, OPTIONS, run } from "./helpers.ts";
import { random } from "./random.ts";

const PROGRAMS = 150;
const FUNCTIONS = 5;
const LOCALS = 4;
const ENOUGH = 3000;
const INSTRUCTIONS_PER_WORK = 4;

const WORK = "(global.set $work (i32.add (global.get $work) (i32.const 1)))";
const GUARD = `${WORK} (if (i32.gt_u (global.get $work) (i32.const ${ENOUGH})) (then (return (local.get 0))))`;

class Generator {
  private readonly below: (limit: number) => number;
  /** Labels in scope: those of loops are numbered as blocks are. */
  private labels: string[] = [];
  private next = 0;

  constructor(seed: number) {
    this.below = random(seed);
  }

  program(): string {
    const functions = Array.from({ length: FUNCTIONS }, (_, index) => {
      const name = index === 0 || this.below(2) === 0 ? `(export "f${index}")` : "";
      return `(func $f${index} ${name} (param i32) (result i32) ${"(local i32) ".repeat(LOCALS - 1)}
        ${GUARD} ${this.statements(4)} (local.get ${this.below(LOCALS)}))`;
    });
    return `(module (global $work (export "work") (mut i32) (i32.const 0)) ${functions.join("\n")})`;
  }

  private statements(depth: number): string {
    return Array.from({ length: 1 + this.below(3) }, () => this.statement(depth)).join(" ");
  }

  private value(): string {
    const local = `(local.get ${this.below(LOCALS)})`;
    return `(i32.${["add", "xor", "mul", "shr_u"][this.below(4)]!} ${local} (i32.const ${this.below(100)}))`;
  }

  private condition(): string {
    return `(i32.and ${this.value()} (i32.const ${1 + this.below(7)}))`;
  }

  private statement(depth: number): string {
    const kind = this.below(depth > 0 ? 12 : 4);
    const label = this.labels[this.below(Math.max(this.labels.length, 1))];
    if (kind === 0) return WORK;
    if (kind === 1 && label) return `(br_if ${label} ${this.condition()})`;
    if (kind === 2)
      return `(local.set ${this.below(LOCALS)} (call $f${this.below(FUNCTIONS)} ${this.value()}))`;
    if (kind < 4) return `(local.set ${this.below(LOCALS)} ${this.value()})`;
    if (kind === 4 && label) return `(block (br_if 0 ${this.condition()}) (br ${label}))`;
    if (kind === 5 && label) return `(block (br_table 0 ${label} ${label} 0 ${this.condition()}))`;
    if (kind === 6) return `(if ${this.condition()} (then ${WORK} (return ${this.value()})))`;
    if (kind < 9) return this.block("block", "", depth);
    if (kind === 9) return `(if ${this.condition()} (then ${this.statements(depth - 1)}) (else ${WORK}))`;
    return this.block("loop", GUARD, depth);
  }

  private block(kind: "block" | "loop", head: string, depth: number): string {
    const label = `$l${this.next++}`;
    this.labels.push(label);
    const body = `${head} ${this.statements(depth - 1)}`;
    this.labels.pop();
    const back = [
      "",
      `(br_if ${label} ${this.condition()})`,
      `(br_if ${label} (i32.const 1))`,
      `(br ${label})`,
    ];
    return `(${kind} ${label} ${body} ${back[this.below(4)]!})`;
  }
}

interface Exports {
  readonly work: WebAssembly.Global<"i32">;
  readonly [name: string]: unknown;
}

type Callable = (value: number) => number;

/** The results of all functions that can be called, and the work that was done. */
function results(exports: Exports): number[] {
  const callable = Object.values(exports).filter((one) => typeof one === "function") as Callable[];
  return callable.flatMap((each) => {
    exports.work.value = 0;
    const result = each(12345);
    return [result, exports.work.value];
  });
}

test(`${PROGRAMS} random programs do the same when they are rewritten, and pay for all that they do`, () => {
  let work = 0;
  for (let seed = 1; seed <= PROGRAMS; seed += 1) {
    const binary = assemble(new Generator(seed).program());
    const original = new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as unknown as Exports;
    const { exports, spent } = run(rewrite(binary, OPTIONS).binary);
    const expected = results(original);
    assert.deepEqual(results(exports as unknown as Exports), expected, `seed ${seed}`);
    const done = expected.filter((_, index) => index % 2 === 1).reduce((sum, one) => sum + one);
    const atLeast = INSTRUCTIONS_PER_WORK * done - (expected.length / 2) * CALLEE_ALLOWANCE;
    assert.ok(spent() >= atLeast, `seed ${seed} spent ${spent()} for at least ${atLeast} instructions`);
    work += done;
  }
  assert.ok(work > 100 * PROGRAMS, `programs do too little: ${work}`);
});

/**
 * Modules with random damage.
 *
 * What is tested: the rewriter ends, with a module or a RewriteError; a valid module is either refused as
 * unsupported or stays valid; and what runs of it ends when its fuel does.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { FUEL_IMPORT, METER } from "../names.ts";
import { rewrite, RewriteError } from "../rewrite.ts";
import { damaged } from "./damage.ts";
import { assemble, newFuel, OPTIONS } from "./helpers.ts";
import { PROGRAMS } from "./modules.ts";
import { random } from "./random.ts";

const MUTANTS = 400;
const FUEL = 100_000;

function rewriteOrRefuse(binary: Uint8Array): Uint8Array<ArrayBuffer> | RewriteError {
  try {
    return rewrite(binary, OPTIONS).binary;
  } catch (error) {
    if (error instanceof RewriteError) return error;
    throw error;
  }
}

/** Values of any type: the engine converts, or throws a TypeError. */
const ARGUMENTS = [7, 3, 2];

/** Runs all functions with little fuel. What they do is of no interest, only that they end. */
function runAll(binary: Uint8Array<ArrayBuffer>): void {
  let grants = 3;
  const meter = {
    [FUEL_IMPORT]: newFuel(),
    exhausted: () => (grants-- > 0 ? FUEL : -1),
    ...{ grow_memory: () => -1, grow_table: () => -1, wait32: () => 2, wait64: () => 2, notify: () => 0 },
  };
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), {
      [METER]: meter,
      env: { log: () => undefined, twice: (value: number) => 2 * value },
    });
    for (const called of Object.values(exports)) {
      if (typeof called === "function") attempt(() => called(...ARGUMENTS));
    }
  } catch (error) {
    // It imports what is not there (a LinkError or TypeError), or traps in a segment.
    const expected = [WebAssembly.LinkError, TypeError, WebAssembly.RuntimeError];
    if (!expected.some((kind) => error instanceof kind)) throw error;
  }
}

function attempt(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    const expected = [WebAssembly.RuntimeError, RangeError, TypeError, WebAssembly.Exception, SyntaxError];
    if (!expected.some((kind) => error instanceof kind)) throw error;
  }
}

for (const [index, { name, text }] of PROGRAMS.entries())
  test(`${MUTANTS} mutants of ${name}`, () => {
    const below = random(index + 1);
    const original = assemble(text);
    for (let mutant = 0; mutant < MUTANTS; mutant += 1) {
      const binary = damaged(original, below);
      const result = rewriteOrRefuse(binary);
      if (result instanceof RewriteError) {
        const allowed =
          result.code === "unsupported" || result.code === "limit" || result.code === "reserved";
        assert.ok(allowed || !WebAssembly.validate(binary), `mutant ${mutant} is valid: ${result.message}`);
        continue;
      }
      const valid = WebAssembly.validate(result);
      assert.ok(valid || !WebAssembly.validate(binary), `mutant ${mutant} is no longer valid`);
      if (valid) runAll(result);
    }
  });

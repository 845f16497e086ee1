/**
 * Malformed modules: thousands of programs with random damage. Each is refused with the error that the embedder is promised, or
 * is spawned and runs, in a container of its own, beside a neighbour.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Program, RewriteError, WelkinError } from "../index.ts";
import { damaged } from "../rewriter/test/damage.ts";
import { assemble } from "../rewriter/test/helpers.ts";
import { random } from "../rewriter/test/random.ts";
import { boot, CLIENT, HOG, program, SERVER, turn, words } from "./programs.ts";
import { SWEEPS } from "./sweep.ts";

const DAMAGED = 1000;
const SEED = 11;

/** Sections of every kind: a memory with data, a table with elements, globals, a start function, types. */
const RICH = `(import "welkin" "send" (func $send (param i32 i64 i64 i64 i64 i64 i64) (result i32)))
  (type $void (func)) (memory 1 4) (table 4 funcref) (global $g (mut i64) (i64.const 3))
  (data (i32.const 16) "welkin") (elem (i32.const 0) $start $main)
  (func $start (global.set $g (i64.const 5)))
  (func $main (export "main") (local $i i32)
    (loop $l
      (i32.store (local.get $i) (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $l (i32.lt_u (local.get $i) (i32.const 256))))
    (call_indirect (type $void) (i32.const 0))
    (drop (call $send (i32.const 1) ${words("(global.get $g)")})))
  (start $start)`;

const WHOLE: Readonly<Record<string, string>> = {
  "with sections of every kind": `(module ${RICH})`,
  "that makes many calls": SWEEPS.get("duplicate")!,
  "that loops": `(module ${HOG})`,
};

/** Loads a program, or says with which of the promised errors it is refused. */
async function loaded(binary: Uint8Array): Promise<Program | undefined> {
  try {
    return await Program.load(binary);
  } catch (error) {
    const isPromised =
      error instanceof RewriteError || (error instanceof WelkinError && error.code === "badProgram");
    assert.ok(isPromised, String(error));
    return undefined;
  }
}

for (const [what, text] of Object.entries(WHOLE))
  test(`${DAMAGED} times damaged, a program ${what} is refused or runs, seed ${SEED}`, async (t) => {
    const machine = await boot(t, { memory: "16M" });
    const requests = await machine.createEndpoint();
    await machine.root.spawn(await program(SERVER), { handles: { 1: requests } });
    const box = await machine.root.createContainer({ memory: "4M", time: "30%" });
    const reports = await box.createEndpoint();
    const before = box.statistics().memory;
    const below = random(SEED);
    const original = assemble(text);
    let ran = 0;
    for (let i = 0; i < DAMAGED; i += 1) {
      const damagedProgram = await loaded(damaged(original, below));
      if (!damagedProgram) continue;
      try {
        const process = await box.spawn(damagedProgram, { handles: { 1: reports } });
        ran += 1;
        await turn();
        await process.destroy();
      } catch (error) {
        // It imports a call with other types, needs more memory than there is, or has ended meanwhile.
        assert.ok(error instanceof WelkinError, String(error));
        assert.ok(["badProgram", "noFrames", "noSuchHandle"].includes(error.code), error.message);
      }
    }
    assert.ok(ran > 0, "some run");
    await turn();
    assert.deepEqual(box.statistics().memory, before);
    const client = await machine.root.spawn(await program(CLIENT), {
      handles: { 1: requests },
      arguments: [50],
    });
    assert.deepEqual(await client.ended, { kind: "exited" });
  });

/** Slots for handles that lack: who finds none is told so, and nothing is lost. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Endpoint } from "../../endpoint.ts";
import { WelkinError } from "../../welkin-error.ts";
import { System } from "../system.ts";
import { CAT, HELLO } from "./programs.ts";

let system: System;
before(async () => {
  system = await System.boot({ memory: "256M", files: "64M" });
});
after(() => system.shutdown());

const lacksSlots = (error: unknown): boolean => error instanceof WelkinError && error.code === "noSlots";

/** Takes all slots that JavaScript has left. */
async function takeAll(): Promise<Endpoint[]> {
  const held: Endpoint[] = [];
  for (;;)
    try {
      held.push(await system.machine.root.createEndpoint());
    } catch (error) {
      assert.ok(lacksSlots(error));
      return held;
    }
}

/** How many of so many programs at once found slots. */
async function runAtOnce(programs: number): Promise<number> {
  const stdin = new TextEncoder().encode("input");
  const options = { stdin, stdout: "collect", memory: "1M", files: { file: "content" } } as const;
  const runs = Array.from({ length: programs }, (_, index) => system.run(index % 2 ? HELLO : CAT, options));
  const ends = await Promise.allSettled(runs);
  for (const end of ends) {
    if (end.status === "rejected") assert.ok(lacksSlots(end.reason), String(end.reason));
    else assert.equal(end.value.kind, "exited");
  }
  return ends.filter(({ status }) => status === "fulfilled").length;
}

test("programs that find no slots in JavaScript are refused, and all that they had is given back", async () => {
  assert.equal(await runAtOnce(2), 2);
  const { given } = system.machine.statistics().memory;
  const held = await takeAll();
  assert.equal(await runAtOnce(40), 0);
  // With a few slots some begin, and lack them later.
  for (let free = 1; free <= 8; free += 1) {
    await held.pop()!.destroy();
    await runAtOnce(40);
  }
  assert.equal(system.machine.statistics().memory.given, given);
  for (const endpoint of held) await endpoint.destroy();
  assert.equal(await runAtOnce(40), 40);
});

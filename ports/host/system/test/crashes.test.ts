/**
 * Services that fail in the middle of traffic: wherever that is, they are started again, programs get an error or go on, and
 * nothing is lost but what the service knew.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Service } from "../service.ts";
import { System } from "../system.ts";
import { busy } from "./programs.ts";

/** How often a program uses the services, and at how many places of that they fail. */
const TIMES = 6;
const PLACES = 60;

const BUSY = busy(TIMES);

async function boot(): Promise<System> {
  return await System.boot({ files: "32M" });
}

const options = { files: { file: "" }, stdout: "collect", timeout: 60_000 } as const;

for (const name of ["files", "streams"] as const)
  test(`the service of ${name} fails anywhere`, { timeout: 300_000 }, async (t) => {
    const { fuel, frames } = await undisturbed(name);
    let failures = 0;
    for (let place = 1; place <= PLACES; place += 1)
      await t.test(`after ${place} of ${PLACES} parts of what it does`, async () => {
        failures += await disturbed(name, { fuel: Math.ceil((fuel * place) / PLACES), frames });
      });
    assert.ok(failures > 0, "no program has noticed anything");
  });

/** What a service uses, and what frames are in use after it. */
async function undisturbed(name: "files" | "streams") {
  const system = await boot();
  try {
    const result = await system.run(BUSY, options);
    assert.deepEqual([result.kind, result.kind === "exited" && result.code], ["exited", 0]);
    return { fuel: system.parts[name].fuel, frames: framesOf(system) };
  } finally {
    system.shutdown();
  }
}

/** How often something failed in a program whose service fails after so much fuel. */
async function disturbed(
  name: "files" | "streams",
  { fuel, frames }: { readonly fuel: number; readonly frames: unknown },
): Promise<number> {
  const system = await boot();
  try {
    const service: Service = system.parts[name];
    service.failAfter(fuel);
    const result = await system.run(BUSY, options).catch(() => undefined);
    if (result) assert.equal(result.kind, "exited");
    await serves(system);
    assert.equal(service.restarts, 1);
    assert.deepEqual(framesOf(system), frames);
    return result?.kind === "exited" ? result.code : 1;
  } finally {
    system.shutdown();
  }
}

/** The system does what it did before, as if nothing had been. */
async function serves(system: System): Promise<void> {
  const result = await system.run(BUSY, options);
  assert.deepEqual([result.kind, result.kind === "exited" && result.code], ["exited", 0]);
  assert.equal(Buffer.from(result.stdout).toString(), "hello\n".repeat(TIMES));
}

/** Frames that are in use, or given to containers. */
const framesOf = (system: System): unknown => system.machine.statistics().memory;

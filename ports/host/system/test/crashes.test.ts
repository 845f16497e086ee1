/**
 * Services that fail in the middle of traffic: wherever that is, they are started again, programs get an error or go on, and
 * nothing is lost but what the service knew.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { System } from "../system.ts";
import { busy } from "./programs.ts";

/** How often a program uses the services, and at how many places of the first four fifths of that they fail. */
const TIMES = 6;
const PLACES = 50;

const options = { files: { file: "" }, stdout: "collect", timeout: 60_000 } as const;

for (const name of ["files", "streams"] as const)
  test(`the service of ${name} fails anywhere`, { timeout: 300_000 }, async () => {
    const system = await System.boot({ files: "32M" });
    const service = system.parts[name];
    const program = await system.load(busy(TIMES));

    /** How often something failed in a program; undefined if it could not begin. */
    const run = async (): Promise<number | undefined> => {
      const result = await system.run(program, options).catch(() => undefined);
      if (result) assert.equal(result.kind, "exited");
      return result?.kind === "exited" ? result.code : undefined;
    };

    try {
      assert.equal(await run(), 0);
      await service.failAfter(Number.MAX_SAFE_INTEGER);
      assert.equal(await run(), 0);
      const { fuel } = service;
      let noticed = 0;
      const frames: unknown[] = [];
      for (let place = 1; place <= PLACES; place += 1) {
        await service.failAfter(Math.ceil((0.8 * fuel * place) / PLACES));
        if ((await run()) !== 0) noticed += 1;
        assert.equal(service.restarts, 1 + 2 * place, `it failed at place ${place}`);
        assert.equal(await run(), 0, `it serves after place ${place}`);
        frames.push(system.machine.statistics().memory);
      }
      assert.ok(noticed > 0, "some program has noticed");
      // What JavaScript needs to be told of many failures at a time is kept, and enough after a few.
      assert.deepEqual(frames.at(-1), frames[PLACES / 2]);
    } finally {
      system.shutdown();
    }
  });

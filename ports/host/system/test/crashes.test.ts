/**
 * Services that fail in the middle of traffic: at each message of a run, when it is taken, when all is done but the answer, when it
 * is answered. They are started again; programs get an error or go on; who uses other services never notices; nothing leaks.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { compileC } from "../../../../wasi/test/c.ts";
import type { Service } from "../service.ts";
import { System } from "../system.ts";
import { Crashing, type Point, POINTS, SERVICES, type ServiceName } from "./crashing.ts";

/** Systems at a time: a service that has just failed is started again after a pause. */
const LANES = 8;

interface Place {
  readonly point: Point;
  readonly message: number;
}

/** A system with a service that fails, and two programs, one of which does not use it. */
class Lane {
  readonly crashing: Crashing;
  private readonly system: System;
  private readonly service: Service;
  private readonly program: Uint8Array;
  private readonly others: readonly ServiceName[];

  private constructor(system: System, name: ServiceName, program: Uint8Array) {
    this.system = system;
    this.service = system.parts[name];
    this.others = SERVICES.filter((other) => other !== name);
    this.program = program;
    this.crashing = new Crashing(system, name);
  }

  /** Where nothing has failed yet, and all is kept that the embedder needs. */
  static async open(name: ServiceName): Promise<Lane> {
    const system = await System.boot({ files: "32M" });
    const lane = new Lane(system, name, await compileC("traffic"));
    await lane.quiet();
    await lane.crashing.makeMany();
    return lane;
  }

  /** How often something failed in each of the programs. */
  private run(): Promise<[number, number]> {
    return Promise.all([this.runOne([...SERVICES, "children"]), this.runOne(this.others)]);
  }

  /** How often something failed in a program that uses these. */
  private async runOne(uses: readonly string[]): Promise<number> {
    const host = mkdtempSync(join(tmpdir(), "welkin-crashes-"));
    try {
      const result = await this.system.run(this.program, {
        args: ["traffic", ...uses],
        files: { "program.wasm": this.program },
        processes: 1,
        directories: [{ host, guest: "/host" }],
        stdin: new TextEncoder().encode("some bytes"),
        stdout: "collect",
        stderr: "collect",
        timeout: 60_000,
      });
      const errors = Buffer.from(result.stderr).toString();
      assert.ok(result.kind === "exited" && ["", "errors\n"].includes(errors), `${result.kind}: ${errors}`);
      return result.code;
    } finally {
      rmSync(host, { recursive: true });
    }
  }

  /** Runs in which nothing fails, and what is taken when they are over. */
  async quiet() {
    this.crashing.failAt("taken", 0);
    assert.deepEqual(await this.run(), [0, 0]);
    const { machine, parts } = this.system;
    return {
      messages: this.crashing.messages,
      frames: machine.statistics().memory,
      slots: machine.port.javascript["freeSlots"].length,
      sessions: parts.sessions.size,
      files: parts.hostDirectories.open,
    };
  }

  /** Has the service fail there. Did the program notice that uses it? The other one may not. */
  async failAt({ point, message }: Place): Promise<boolean> {
    const { restarts } = this.service;
    this.crashing.failAt(point, message);
    const [failures, ofOther] = await this.run();
    assert.equal(ofOther, 0);
    assert.ok(!this.crashing.isPending);
    await this.service.start();
    assert.equal(this.service.restarts, restarts + 1);
    return failures > 0;
  }

  close(): void {
    this.system.shutdown();
  }
}

/** Has the service fail at these places, one after the other: at how many of them a program noticed. */
async function sweep(name: ServiceName, places: Place[]): Promise<number> {
  const lane = await Lane.open(name);
  let noticed = 0;
  try {
    const before = await lane.quiet();
    for (let place = places.pop(); place; place = places.pop()) {
      if (await lane.failAt(place)) noticed += 1;
      assert.deepEqual(await lane.quiet(), before, `after ${place.point} ${place.message}`);
    }
    return noticed;
  } finally {
    lane.close();
  }
}

/** Messages that a service takes in a run. */
async function messagesOf(name: ServiceName): Promise<number> {
  const lane = await Lane.open(name);
  const { messages } = await lane.quiet();
  lane.close();
  return messages;
}

describe("a service fails at every message", () => {
  for (const name of SERVICES)
    test(name, { timeout: 300_000 }, async (context) => {
      const messages = await messagesOf(name);
      const points = Object.keys(POINTS) as Point[];
      const places = Array.from({ length: messages }, (_, index) => index + 1).flatMap((message) =>
        points.map((point) => ({ point, message })),
      );
      context.diagnostic(`${messages} messages, ${places.length} places`);
      const lanes = Array.from({ length: LANES }, () => sweep(name, places));
      const noticed = (await Promise.all(lanes)).reduce((sum, each) => sum + each);
      assert.ok(noticed > 0, "programs have noticed");
    });
});

/**
 * Hostile processes: whatever they do, their neighbour gets its share of the processor, the machine goes on, and all that they
 * had comes back when their container is destroyed.
 *
 * Progress is counted in fuel, at virtual pace: the neighbour's beside that of a clock, a process with a share of its own. So
 * it does not depend on how fast or how busy this machine is.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Container, Endpoint, Machine, Notification } from "../index.ts";
import { Program } from "../index.ts";
import { assemble } from "../rewriter/test/helpers.ts";
import { boot, HOG, program, turn, WAITER, words } from "./programs.ts";
import { SLOTS, SWEEPS } from "./sweep.ts";

/** Shares of the neighbour, of the clock, of the attackers. */
const [NEIGHBOUR, CLOCK, ATTACKERS] = ["40%", "5%", "50%"];
/** What the neighbour and the clock may use of a period, in units of fuel: at virtual pace a period has 20 million. */
const [NEIGHBOURS_PART, CLOCKS_PART] = [8_000_000, 1_000_000];
/** Periods for which progress is counted. */
const PERIODS = 12;

/** A machine with a neighbour, a clock, and a container for attackers. */
interface Scene {
  readonly machine: Machine;
  readonly attackers: Container;
  /** Runs until the clock says that it is time, and tests what the neighbour has done meanwhile. */
  progress(): Promise<void>;
  /** Destroys the attackers' container; all that it had is back, and the machine works. */
  end(): Promise<void>;
}

async function scene(t: TestContext): Promise<Scene> {
  const machine = await boot(t, { memory: "16M" });
  const hog = await program(HOG);
  const [neighbour, clock] = [
    await machine.root.createContainer({ memory: "1M", time: NEIGHBOUR }),
    await machine.root.createContainer({ memory: "1M", time: CLOCK }),
  ];
  for (const each of [neighbour, clock]) await each.spawn(hog);
  await warm(machine);
  const before = machine.statistics().memory;
  const attackers = await machine.root.createContainer({ memory: "8M", time: ATTACKERS });
  return {
    machine,
    attackers,
    async progress() {
      const [done, from] = [neighbour.fuel, clock.fuel];
      while (clock.fuel < from + PERIODS * CLOCKS_PART) await turn();
      const periods = (clock.fuel - from) / CLOCKS_PART;
      const used = (neighbour.fuel - done) / NEIGHBOURS_PART;
      // Either may be a period ahead of the other, when the count begins and when it ends.
      assert.ok(
        Math.abs(used - periods) <= 1.5,
        `in ${periods} periods the neighbour had its share ${used} times`,
      );
    },
    async end() {
      await attackers.destroy();
      assert.deepEqual(machine.statistics().memory, before);
      const endpoint = await machine.createEndpoint();
      const sent = endpoint.send([7]);
      assert.equal((await endpoint.receive()).words[0], 7n);
      await sent;
    },
  };
}

/** How often a process is spawned again that has ended. */
const RESTARTS = 10;

/** More calls of JavaScript's wait at once than will later: each that waits has a thread, which stays. */
async function warm(machine: Machine): Promise<void> {
  const endpoint = await machine.createEndpoint();
  const waiting = Array.from({ length: 100 }, async () => await endpoint.receive());
  await turn();
  await endpoint.destroy();
  for (const each of await Promise.allSettled(waiting)) assert.equal(each.status, "rejected");
}

/** Spawns the program again when it ends. */
function keepUp(
  container: Container,
  attacker: Program,
  handles: Readonly<Record<number, Endpoint | Container>>,
) {
  const again = async (): Promise<void> => {
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const process = await container.spawn(attacker, { handles });
      await process.ended;
    }
  };
  // It ends when nothing is left, or with the container.
  void again().catch(() => undefined);
}

const MESSAGE = words("(i64.const 1)");
const often = (
  body: string,
): string => `(func (export "main") (local $left i32) (local.set $left (i32.const 500))
  (loop $l ${body} (br_if $l (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))`;

const forever = (body: string): string => `(func (export "main") (loop $l ${body} (br $l)))`;

/** Takes each message at slot 1, and answers it if somebody waits for that. */
const PATIENT = forever(
  `(drop (call $receive (i32.const 1))) (drop (call $reply (call $client) ${MESSAGE}))`,
);

interface Attack {
  /** The bodies of programs: at slot 1 is an endpoint that nobody serves, at slot 2 one that is served, at 3 the container. */
  readonly programs: readonly string[];
  /** How many processes run each of them. */
  readonly copies?: number;
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  nothing: { programs: [] },
  "tight loops": { programs: [HOG], copies: 5 },
  "calls without end": { programs: [forever("(drop (call $nothing)) (drop (call $yieldNow))")], copies: 3 },
  "deep recursion": { programs: ['(func $deep (export "main") (call $deep))'], copies: 2 },
  "floods of messages that nobody takes": {
    programs: [
      forever(`(drop (call $send (i32.const 1) ${MESSAGE}))`),
      forever(`(drop (call $call (i32.const 1) ${MESSAGE}))`),
    ],
    copies: 30,
  },
  "floods of messages to a server": {
    programs: [
      forever(`(drop (call $send (i32.const 2) ${MESSAGE}))`),
      forever(`(drop (call $call (i32.const 2) ${MESSAGE}))`),
    ],
    copies: 10,
  },
  "handles and frames until there are no more": {
    programs: [
      `(import "welkin" "createEndpoint" (func $createEndpoint (param i32 i32) (result i32)))
       (import "welkin" "duplicate" (func $duplicate (param i32 i32 i32 i64) (result i32)))
       (func (export "main") (local $slot i32)
         (loop $l
           (drop (call $createEndpoint (i32.const 3) (local.get $slot)))
           (drop (call $duplicate (i32.const 3) (local.get $slot) (i32.const 15) (i64.const 0)))
           (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
           (br $l)))`,
    ],
    copies: 3,
  },
  "memory until there is no more": {
    programs: [`(memory 1) ${often("(drop (memory.grow (i32.const 1)))")}`],
    copies: 3,
  },
};

for (const [what, { programs, copies = 1 }] of Object.entries(ATTACKS))
  test(`beside ${what} a neighbour has its share`, async (t) => {
    const { attackers, progress, end } = await scene(t);
    const [deaf, served] = [await attackers.createEndpoint(), await attackers.createEndpoint()];
    await attackers.spawn(await program(PATIENT), { handles: { 1: served } });
    for (const text of programs) {
      const attacker = await program(text);
      for (let copy = 0; copy < copies; copy += 1)
        keepUp(attackers, attacker, { 1: deaf, 2: served, 3: attackers });
    }
    await progress();
    await end();
  });

// --- Ending oneself and others -------------------------------------------------------------------------------

/** Destroys the object of slot 1 again and again. */
const DESTROYER = forever("(drop (call $destroy (i32.const 1)))");

test("processes that destroy their own containers, and those above them, disturb nobody", async (t) => {
  const { attackers, progress, end } = await scene(t);
  const destroyer = await program(DESTROYER);
  const waiter = await program(WAITER);
  const middle = await attackers.createContainer({ memory: "2M", time: "20%" });
  const inner = await middle.createContainer({ memory: "1M", time: "10%" });
  const own = await attackers.createContainer({ memory: "1M", time: "10%" });
  const endpoint = await inner.createEndpoint();
  const victims = [
    await inner.spawn(waiter, { handles: { 1: endpoint } }),
    await middle.spawn(await program(HOG)),
  ];
  const killers = [
    await own.spawn(destroyer, { handles: { 1: own } }),
    await inner.spawn(destroyer, { handles: { 1: middle } }),
  ];
  await progress();
  await end();
  for (const { ended } of [...killers, ...victims]) assert.deepEqual(await ended, { kind: "destroyed" });
});

test("a process that destroys itself, and those that destroy each other, disturb nobody", async (t) => {
  const { attackers, progress, end } = await scene(t);
  const destroyer = await program(DESTROYER);
  const waiting = await program(`(func (export "main") (drop (call $receive (i32.const 2))) (loop $l
    (drop (call $destroy (i32.const 1))) (br $l)))`);
  const endpoint = await attackers.createEndpoint();
  const first = await attackers.spawn(waiting, { handles: { 2: endpoint } });
  const second = await attackers.spawn(destroyer, { handles: { 1: first } });
  assert.deepEqual(await first.ended, { kind: "destroyed" });
  await progress();
  await second.destroy();
  await end();
});

test("nobody destroys the root", async (t) => {
  const { machine, attackers, progress, end } = await scene(t);
  await attackers.spawn(await program(DESTROYER), { handles: { 1: machine.root } });
  await progress();
  await end();
});

// --- Bad arguments -------------------------------------------------------------------------------------------

/** Sends to the endpoint at slot 1 without end; signals the notification at slot 1 without end. */
const FEEDERS = {
  sender: forever(`(drop (call $send (i32.const 1) ${MESSAGE}))`),
  caller: forever(`(drop (call $call (i32.const 1) ${MESSAGE}))`),
  signaller: `(import "welkin" "signal" (func $signal (param i32 i64) (result i32)))
    ${forever("(drop (call $signal (i32.const 1) (i64.const 1))) (drop (call $yieldNow))")}`,
};

interface Targets {
  readonly served: Endpoint;
  readonly fed: Endpoint;
  readonly notification: Notification;
}

/** Endpoints that are served, or sent to, and a notification that is signalled, so that calls do not wait for ever. */
async function targets(container: Container): Promise<Targets> {
  const [served, fed] = [await container.createEndpoint(), await container.createEndpoint()];
  const notification = await container.createNotification();
  await container.spawn(await program(PATIENT), { handles: { 1: served } });
  await container.spawn(await program(FEEDERS.sender), { handles: { 1: fed } });
  for (let i = 0; i < 4; i += 1)
    await container.spawn(await program(FEEDERS.caller), { handles: { 1: fed } });
  await container.spawn(await program(FEEDERS.signaller), { handles: { 1: notification } });
  return { served, fed, notification };
}

test("bad values at every argument of every call are answered, and disturb nobody", async (t) => {
  const { attackers, progress, end } = await scene(t);
  const { served, fed, notification } = await targets(attackers);
  const sibling = await attackers.spawn(await program(HOG));
  const device = await attackers.createDevice(1, { memory: "8K" });
  for (const [name, text] of SWEEPS) {
    // What could be destroyed is left alive, for the calls that come after.
    const rights = name === "destroy" ? (["send", "receive"] as const) : undefined;
    const handles = {
      [SLOTS.served]: served.with({ rights: ["send"] }),
      [SLOTS.fed]: fed.with({ rights: ["receive"] }),
      [SLOTS.notification]: notification.with({ rights: ["send", "receive"] }),
      [SLOTS.container]: rights ? attackers.with({ rights }) : attackers,
      [SLOTS.process]: rights ? sibling.with({ rights }) : sibling,
      [SLOTS.device]: rights ? device.with({ rights }) : device,
    };
    const sweep = await attackers.spawn(await Program.load(assemble(text)), { handles });
    assert.deepEqual(await sweep.ended, { kind: "exited" }, name);
  }
  await progress();
  await end();
});

// --- Memory that is not paid for -----------------------------------------------------------------------------

/** Grows its memory by a page as often as it can, each time after it has unmapped all of it; reports how many pages it has. */
const CHEAT = `(memory 1) (func (export "main") (local $page i64) (local $tries i32)
    (loop $grow
      (local.set $page (i64.const 0))
      (loop $unmap
        (drop (call $unmap (i32.const -1) (local.get $page)))
        (local.set $page (i64.add (local.get $page) (i64.const 1)))
        (br_if $unmap (i64.lt_u (local.get $page) (i64.const 2048))))
      (drop (memory.grow (i32.const 1)))
      (br_if $grow (i32.lt_u (local.tee $tries (i32.add (local.get $tries) (i32.const 1))) (i32.const 100))))
    (drop (call $send (i32.const 1) ${words("(i64.extend_i32_u (memory.size))")})))`;

test("a process cannot have its container pay for less memory than it has", async (t) => {
  const { machine, attackers, progress, end } = await scene(t);
  const box = await attackers.createContainer({ memory: "1M", time: "10%" });
  const reports = await machine.createEndpoint();
  await box.spawn(await program(CHEAT), { handles: { 1: reports } });
  const size = Number((await reports.receive()).words[0]);
  assert.ok(size < 16, `${size} pages of 64 KiB in a container of 1 MiB`);
  await reports.destroy();
  await progress();
  await end();
});

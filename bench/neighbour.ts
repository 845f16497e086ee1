/**
 * A neighbour under attack: what a container with a guaranteed share of the processor gets, beside what it gets alone.
 *
 * Owns        the attacks, the rounds and their ratio.
 * Attacks     at once: tight loops; a process that does nothing but call the kernel; one that makes endpoints as long as
 *             it can, and one that faults, both restarted.
 * Not here    that attacks do no harm otherwise (ports/host/test/isolation.test.ts).
 */
import { build } from "../ports/host/build.ts";
import { type Container, Machine, Program } from "../ports/host/index.ts";
import { median, report } from "./measure.ts";

const ROUNDS = 5;
const MILLISECONDS = 1500;
/** Until the pace is known and everything is compiled. */
const WARM_UP = 500;

const load = async (name: string) => await Program.load(await build(`programs/${name}.ts`));
const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How soon a process is spawned again that has ended. */
const RESTART = 10;

/** Spawns the program again whenever it ends, until the machine is shut down. */
function keepUp(machine: Machine, container: Container, { program, arguments: values }: Attack): void {
  const again = async (): Promise<void> => {
    const endpoint = await machine.createEndpoint();
    for (;;) {
      const process = await container.spawn(program, {
        handles: { 1: endpoint, 2: container },
        arguments: values,
      });
      await process.ended;
      await process.close();
      await after(RESTART);
    }
  };
  // It ends when the machine is shut down.
  void again().catch(() => undefined);
}

interface Attack {
  readonly program: Program;
  readonly arguments: readonly number[];
}

const hog = await load("hog");
const ATTACKS: readonly Attack[] = [
  { program: hog, arguments: [] },
  { program: hog, arguments: [] },
  { program: await load("caller"), arguments: [0xffff_ffff] },
  { program: await load("hoarder"), arguments: [] },
  { program: await load("faulty"), arguments: [100] },
];

/** Fuel that the neighbour burns in a second. */
async function progress(attacked: boolean): Promise<number> {
  const machine = await Machine.boot({ memory: "64M" });
  const neighbour = await machine.root.createContainer({ memory: "4M", time: "40%" });
  await neighbour.spawn(hog);
  const attacker = await machine.root.createContainer({ memory: "8M", time: "50%" });
  if (attacked) for (const attack of ATTACKS) keepUp(machine, attacker, attack);
  await after(WARM_UP);
  const [before, from] = [neighbour.statistics().fuel, performance.now()];
  await after(MILLISECONDS);
  const fuel = neighbour.statistics().fuel - before;
  const seconds = (performance.now() - from) / 1000;
  machine.shutdown();
  return fuel / seconds;
}

// The first run is with code that the engine has not optimised yet.
await progress(false);
const ratios: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const alone = await progress(false);
  ratios.push((await progress(true)) / alone);
}
report([
  { name: "progress under attack / alone", value: median(ratios), unit: "x", limit: 0.95, atLeast: true },
]);

/**
 * The prompt of `welkin start`: commands that look at the system and change it.
 *
 * Owns        the commands.
 * Not here    reading lines (start.ts).
 */
import type { ContainerStatistics } from "../../ports/host/index.ts";
import { WelkinError } from "../../ports/host/index.ts";
import { PROGRAMS, type ProgramName, type System } from "./system.ts";
import { size, type View } from "./view.ts";

interface Context {
  readonly system: System;
  readonly view: View;
}

interface Entry {
  readonly usage: string;
  readonly help: string;
  run(context: Context, parameters: readonly string[]): Promise<readonly string[]> | readonly string[];
}

const ENTRIES: Readonly<Record<string, Entry>> = {
  help: { usage: "help", help: "this list", run: () => help() },
  ps: { usage: "ps", help: "containers, and what each uses", run: ({ view }) => view.lines() },
  tree: {
    usage: "tree",
    help: "containers and processes",
    run: ({ system }) => tree(system.machine.statistics(), ""),
  },
  kill: { usage: "kill PROCESS", help: "destroys a process, whatever it does", run: kill },
  spawn: { usage: "spawn PROGRAM [CONTAINER]", help: `runs one of ${PROGRAMS.join(", ")}`, run: spawn },
  quit: { usage: "quit", help: "ends all", run: () => [] },
};

/** What a line that was typed answers; undefined for `quit`. */
export async function answer(line: string, context: Context): Promise<readonly string[] | undefined> {
  const [name = "", ...parameters] = line.trim().split(/\s+/);
  if (name === "") return [];
  if (name === "quit" || name === "exit") return undefined;
  if (!Object.hasOwn(ENTRIES, name)) return [`no command ${name}; try help`];
  try {
    return await ENTRIES[name]!.run(context, parameters);
  } catch (error) {
    if (error instanceof WelkinError) return [`${error.code}: ${error.message}`];
    throw error;
  }
}

function help(): string[] {
  return Object.values(ENTRIES).map(({ usage, help }) => `${usage.padEnd(28)}${help}`);
}

function tree({ name, memory, processes, containers }: ContainerStatistics, indent: string): string[] {
  return [
    `${indent}${name} (${size(memory.used + memory.given)} of ${size(memory.total)})`,
    ...processes.map((each) => `${indent}  - ${each.name}: ${each.state}, memory ${size(each.memory)}`),
    ...containers.flatMap((each) => tree(each, `${indent}  `)),
  ];
}

async function kill({ system }: Context, [name = ""]: readonly string[]): Promise<string[]> {
  const process = system.processes.get(name);
  if (!process) return [`no process ${name}; there are ${[...system.processes.keys()].join(", ")}`];
  await process.destroy();
  return [];
}

async function spawn({ system }: Context, [program = "", container]: readonly string[]): Promise<string[]> {
  const known = PROGRAMS.find((each): each is ProgramName => each === program);
  if (!known) return [`no program ${program}; there are ${PROGRAMS.join(", ")}`];
  await system.spawn(known, container);
  return [];
}

/**
 * `welkin start`: boots the kernel and shows a system that runs under it.
 *
 * Owns        the show: a few seconds of a live view, then a prompt where there is a terminal, then a compiler at work.
 * Not here    the system (demo/system.ts), its view (demo/view.ts), the commands of the prompt (demo/prompt.ts), the compiler
 *             (demo/compiling.ts).
 */
import { createInterface } from "node:readline/promises";
import { setTimeout as after } from "node:timers/promises";
import { styleText } from "node:util";
import type { Command, Invocation } from "./command.ts";
import { showCompiling } from "./demo/compiling.ts";
import { answer } from "./demo/prompt.ts";
import { Screen } from "./demo/screen.ts";
import { System } from "./demo/system.ts";
import { View } from "./demo/view.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** How long the view is shown, and how often it is drawn. Milliseconds. */
const SHOWN = 5000;
const EVERY = 250;

export const startCommand: Command = {
  name: "start",
  operands: "",
  summary: "Boots the kernel and shows a system of several processes under it.",
  details:
    "A server and its clients exchange messages; a hog is held to its share of time; a hoarder uses up its memory; " +
    "a faulty program is restarted. On a terminal a prompt follows. Then a C compiler runs under the kernel, and what it compiles.",
  options: {},
  run,
};

interface Prompting {
  readonly system: System;
  readonly view: View;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function run({ signal }: Invocation): Promise<ExitCode> {
  const screen = new Screen(process.stdout);
  const system = await System.start((text) => screen.log(text));
  const view = new View(system.machine, (style, text) => styleText(style, text, { stream: process.stdout }));
  try {
    const end = performance.now() + SHOWN;
    let lines: readonly string[] = [];
    while (performance.now() < end) {
      await after(EVERY, undefined, { signal });
      lines = view.lines();
      screen.draw(lines);
    }
    screen.end(lines);
    if (process.stdin.isTTY && process.stdout.isTTY) await prompt({ system, view, screen, signal });
  } finally {
    system.stop();
    screen.log("The machine is shut down.");
  }
  await showCompiling((text) => screen.log(text), signal);
  return EXIT.success;
}

/** Answers what is typed, until `quit` or the end of input. */
async function prompt({ system, view, screen, signal }: Prompting): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "welkin> " });
  const close = (): void => lines.close();
  signal.addEventListener("abort", close);
  lines.on("SIGINT", close);
  screen.log("Type help.");
  screen.promptWith(() => lines.prompt(true));
  for await (const line of lines) {
    const answered = await answer(line, { system, view });
    if (!answered) break;
    if (answered.length > 0) screen.log(answered.join("\n"));
    else lines.prompt();
  }
  screen.promptWith(undefined);
  lines.close();
  signal.removeEventListener("abort", close);
}

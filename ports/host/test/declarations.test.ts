/** What "welkin" is declared to be is what it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as declared from "welkin";
import * as made from "../index.ts";

/** What is made can stand for what is declared; the TypeScript compiler tests it. */
type Covers<Declared, Made extends Declared> = Made;
/** Options that are objects of the package. */
type Handed = "directories" | "listeners";

export type Covering = [
  // Not what takes handles: those that are declared have less to them than those that are made.
  Covers<Omit<declared.Machine, "root">, made.Machine>,
  Covers<Omit<declared.Container, "spawn" | "createContainer">, made.Container>,
  Covers<declared.Endpoint, made.Endpoint>,
  Covers<declared.Device, made.Device>,
  Covers<declared.Interrupt, made.Interrupt>,
  Covers<declared.Budget, made.Budget>,
  Covers<declared.Notification, made.Notification>,
  Covers<declared.Process, made.Process>,
  Covers<declared.Library, made.Library>,
  Covers<declared.Program, made.Program>,
  Covers<Omit<declared.System, "machine" | "run">, made.System>,
  Covers<declared.MemoryDirectory, made.MemoryDirectory>,
  Covers<declared.SocketListener, made.SocketListener>,
  Covers<declared.RunResult, made.RunResult>,
  Covers<declared.WelkinError, made.WelkinError>,
  Covers<declared.RewriteError, made.RewriteError>,
  Covers<declared.MachineEvent, made.MachineEvent>,
  // What is taken, the other way round.
  Covers<made.BootOptions, declared.BootOptions>,
  Covers<made.ContainerOptions, declared.ContainerOptions>,
  Covers<made.SystemOptions, declared.SystemOptions>,
  Covers<Omit<made.RunOptions, Handed>, Omit<declared.RunOptions, Handed>>,
  Covers<made.ListenOptions, declared.ListenOptions>,
  Covers<made.WelkinErrorCode, declared.WelkinErrorCode>,
];

test("the package gives what its declarations name", () => {
  const names: readonly (keyof typeof declared)[] = [
    "Budget",
    "Container",
    "Device",
    "Endpoint",
    "Handle",
    "Interrupt",
    "Library",
    "Machine",
    "MemoryDirectory",
    "Notification",
    "Process",
    "Program",
    "RewriteError",
    "SocketListener",
    "System",
    "WelkinError",
    "run",
  ];
  for (const name of names)
    assert.equal((declared as Record<string, unknown>)[name], made[name as keyof typeof made]);
  assert.deepEqual(Object.keys(made).sort(), names);
});

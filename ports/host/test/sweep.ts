/**
 * Programs that make a call with bad values: for each parameter in turn each of them, while the others are as they should be.
 *
 * Owns        the values, and the program of each call, both made from the table of calls; the handles that these programs
 *             expect.
 * Waits       a call that waits is always answered in the end: that is up to the test, which has others serve and send.
 */
import type { Call, Parameter } from "../../../kernel/interface/call.ts";
import { CALLS, READS } from "../../../kernel/interface/calls.ts";
import { STATUS } from "../../../kernel/interface/call.ts";
import { EXIT } from "../calls.ts";

/**
 * Slots: an endpoint that is served, one to which others send, a notification that is signalled, a container, a process in it,
 * a device with memory of its own.
 */
export const SLOTS = { served: 1, fed: 2, notification: 3, container: 4, process: 5, device: 6 } as const;

/** Handles of every kind, none, and forged ones; slots, frames and lengths that are just too great; sign bits. */
const U32 = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 16, 20, 127, 128, 255, 4095, 65535, 65536, 65537],
  ...[524287, 524288, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff],
];
const U64 = [
  ...[0n, 1n, 255n, 256n, 4095n, 4096n, 65536n, 0xffff_ffffn, 1n << 32n, (1n << 35n) - 1n, 1n << 35n],
  ...[(1n << 47n) - 1n, 1n << 47n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 2n, (1n << 64n) - 1n],
];

/** What a parameter should be, by its name; 0 for the others. */
const GOOD: Readonly<Record<string, number>> = {
  container: SLOTS.container,
  parent: SLOTS.container,
  process: SLOTS.process,
  notification: SLOTS.notification,
  device: SLOTS.device,
  handle: SLOTS.served,
  slot: 100,
  there: 100,
  rights: 15,
};

const isServed = (name: string) => /^(send|trySend|call|setFaults)$/.test(name);

const wat = (type: "i32" | "i64", value: number | bigint): string => `(${type}.const ${value})`;

const typeOf = ({ type }: Parameter) => (type === "u64" ? "i64" : "i32");

function good({ name: call }: Call, { name, type }: Parameter): string {
  if (name === "client") return "(call $client)";
  if (name === "endpoint") return wat("i32", isServed(call) ? SLOTS.served : SLOTS.fed);
  return wat(typeOf({ name, type, meaning: "" }), GOOD[name] ?? 0);
}

/** The calls of a sweep: each parameter in turn has each bad value. */
function cases(call: Call): readonly string[] {
  const values = call.parameters.map((parameter) => good(call, parameter));
  const bad = call.parameters.flatMap((parameter, index) =>
    (parameter.type === "u64" ? U64 : U32).map((value) => values.with(index, wat(typeOf(parameter), value))),
  );
  return (bad.length > 0 ? bad : [values]).map(
    (each) => `(call $check (call $${call.name} ${each.join(" ")}))`,
  );
}

const imported = (name: string, parameters: readonly Parameter[], result: string): string =>
  `(import "welkin" "${name}" (func $${name} ${parameters.map((each) => `(param ${typeOf(each)})`).join(" ")} (result ${result})))`;

const IMPORTS = [
  ...CALLS.filter(({ name }) => name !== EXIT).map(({ name, parameters }) =>
    imported(name, parameters, "i32"),
  ),
  ...READS.map(({ name, parameters, result }) =>
    imported(name, parameters, result === "u64" ? "i64" : "i32"),
  ),
].join("\n");

/** Traps at what is no status. */
const CHECK = `(func $check (param i32)
  (if (i32.ge_u (local.get 0) (i32.const ${Object.keys(STATUS).length})) (then unreachable)))`;

/** Reads of words that there are not. */
const reads = READS.flatMap(({ name, parameters }) =>
  parameters.length > 0
    ? U32.map((value) => `(drop (call $${name} (i32.const ${value})))`)
    : [`(drop (call $${name}))`],
);

const sweepText = (body: readonly string[]): string =>
  `(module ${IMPORTS} ${CHECK} (func (export "main") ${body.join("\n")}))`;

/** The text of a program for each call, and one for what is only read. */
export const SWEEPS: ReadonlyMap<string, string> = new Map([
  ...CALLS.filter(({ name }) => name !== EXIT).map((call) => [call.name, sweepText(cases(call))] as const),
  ["reads", sweepText(reads)],
]);

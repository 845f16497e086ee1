/**
 * What every entry of the kernel does to the model: one function each, by its name.
 *
 * Owns      the table of them; what a call answers when no thread runs that could call.
 */
import { STATUS, type StatusName } from "../../../interface/call.ts";
import { CALLS } from "../../../interface/calls.ts";
import type { Model } from "../model.ts";
import { NONE } from "../state.ts";
import { ENDING_CALLS } from "./endings.ts";
import { HARDWARE_CALLS } from "./hardware.ts";
import { MEMORY_CALLS } from "./memory.ts";
import { MESSAGE_CALLS } from "./messages.ts";
import { OBJECT_CALLS } from "./objects.ts";
import { PORT_CALLS } from "./port.ts";
import { TRANSFER_CALLS } from "./transfers.ts";

export type Argument = number | bigint;

/** The effect of a call on the model, and what it answers. */
type Effect = (m: Model, ...values: readonly Argument[]) => StatusName | Argument | void;

export const EFFECTS = {
  ...OBJECT_CALLS,
  ...MESSAGE_CALLS,
  ...MEMORY_CALLS,
  ...TRANSFER_CALLS,
  ...HARDWARE_CALLS,
  ...ENDING_CALLS,
  ...PORT_CALLS,
} as unknown as Readonly<Record<string, Effect>>;

/** These calls need a thread that runs. */
const NEED_CALLER = new Set([...CALLS.map(({ name }) => name), "fault"]);

/** The model does a call, and answers as the kernel must. */
export function answer(m: Model, name: string, values: readonly Argument[]): bigint {
  if (m.state.running === NONE && NEED_CALLER.has(name) && name !== "nothing")
    return BigInt(STATUS.NotRunning);
  const result = EFFECTS[name]!(m, ...values) ?? 0;
  return BigInt(typeof result === "string" ? STATUS[result] : result);
}

/**
 * Stores: a new value of a root, with another value in one part.
 *
 * Not here  whether the function may (permission.ts) and whether the part exists (operation.ts).
 */
import type { Expression } from "../../language/ir.ts";
import type { Flow } from "./flow.ts";
import { nameOfKey } from "./name.ts";
import { replace, type Location } from "./place.ts";

export function store(flow: Flow, { root, path }: Location, value: Expression): void {
  const whole = replace(flow.builder.program, flow.value(root), path, value);
  flow.set(root, flow.define(nameOfKey(root), whole));
}

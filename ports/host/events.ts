/**
 * Events: what happens to processes, for whoever watches a machine.
 *
 * Owns        the listeners.
 * Invariants  an error that a listener throws is reported as an uncaught one, and stops nothing here.
 */
import type { End, Process } from "./process.ts";

/** A process was spawned, or came to its end. */
export type MachineEvent = ({ readonly kind: "spawned" } | End) & { readonly process: Process };

export type Listener = (event: MachineEvent) => void;

export class Events {
  private readonly listeners = new Set<Listener>();

  /** Calls `listener` for each event from now on, until `signal` is aborted. */
  listen(listener: Listener, signal?: AbortSignal): void {
    if (signal?.aborted) return;
    this.listeners.add(listener);
    signal?.addEventListener("abort", () => this.listeners.delete(listener), { once: true });
  }

  emit(event: MachineEvent): void {
    for (const listener of this.listeners) queueMicrotask(() => listener(event));
  }
}

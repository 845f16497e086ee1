/**
 * Handles that JavaScript holds: what names an object of the kernel, and what may be done with it.
 *
 * Owns        the life of a handle: it takes a slot until it is closed or its object destroyed.
 * Not here    the kinds of objects (container.ts, endpoint.ts, process.ts).
 */
import type { Port } from "./port.ts";
import { type RightName, RIGHTS, STATUS } from "../../kernel/interface/call.ts";
import { WelkinError } from "./welkin-error.ts";

export type Right = "send" | "receive" | "grant" | "manage";

/** The bits of all rights. */
export const ALL_RIGHTS = 15;

/** A copy of a handle that a process is to have. */
export interface Grant {
  readonly handle: Handle;
  readonly rights: number;
  readonly badge: bigint;
}

export interface Restriction {
  /** Those that are left, of the ones that there are. Absent: all. */
  readonly rights?: readonly Right[];
  /** A u64 that tells receivers through which handle a message came. A handle that has one other than 0 keeps it. */
  readonly badge?: bigint | number;
}

export abstract class Handle {
  /** @internal */
  readonly port: Port;
  private readonly slot: number;
  private open = true;
  private parent: Members | undefined;

  /** @internal */
  protected constructor(port: Port, slot: number) {
    this.port = port;
    this.slot = slot;
  }

  /** This handle with fewer rights, or a badge, for a process that is spawned. */
  with({ rights, badge = 0 }: Restriction): Grant {
    const bits = rights?.reduce((sum, right) => sum | bitOf(right), 0) ?? ALL_RIGHTS;
    return { handle: this, rights: bits, badge: BigInt.asUintN(64, BigInt(badge)) };
  }

  /** Destroys the object. All handles to it are dead then, and what waits for it is told so. */
  async destroy(): Promise<void> {
    await this.port.javascript.perform({
      call: (kernel) => kernel.destroy(this.number),
      result: () => this.destroyed(),
    });
  }

  /** Gives the handle up. The object lives on, until its container is destroyed. */
  async close(): Promise<void> {
    await this.port.javascript.perform({ call: () => STATUS.Done, result: () => this.forget() });
  }

  /**
   * The slot of the handle.
   * @internal
   */
  get number(): number {
    if (!this.open) throw new WelkinError("noSuchHandle", "the handle is closed, or its object destroyed");
    return this.slot;
  }

  /** @internal */
  get isOpen(): boolean {
    return this.open;
  }

  /** @internal */
  addTo(parent: Members): this {
    this.parent = parent;
    parent.add(this);
    return this;
  }

  /**
   * The object is no more. Only while JavaScript's thread runs.
   * @internal
   */
  destroyed(): void {
    this.parent?.remove(this);
    this.parent = undefined;
    this.forget();
  }

  /** Empties the slot. */
  private forget(): void {
    if (!this.open) return;
    this.open = false;
    this.port.kernel.close(this.slot);
    this.port.javascript.releaseSlot(this.slot);
  }
}

/** What is in a container. */
export interface Members {
  add(member: Handle): void;
  remove(member: Handle): void;
}

function bitOf(right: Right): number {
  return RIGHTS[`${right[0]!.toUpperCase()}${right.slice(1)}` as RightName].bit;
}

export const grantOf = (given: Handle | Grant): Grant => (given instanceof Handle ? given.with({}) : given);

/** Creates an object by a call that puts its handle into a slot, and makes what stands for it. */
export async function create<T>(
  port: Port,
  { call, made }: { call(slot: number): number; made(slot: number): T },
): Promise<T> {
  const { javascript } = port;
  const slot = javascript.takeSlot();
  try {
    return await javascript.perform({ call: () => call(slot), result: () => made(slot) });
  } catch (error) {
    javascript.releaseSlot(slot);
    throw error;
  }
}

/** Tagged unions: V108, new values. */
import { ensures, modifies, old, requires, u8, u32, enumFrom } from "welkin";

type Slot = { kind: "free" } | { kind: "used"; owner: u32; uses: u32 } | { kind: "gone"; owner: u8 };

class Holder {
  slot: Slot = { kind: "free" };
  other: u32 = 0;
}

export function owner(holder: Holder): u32 {
  ensures((result: u32) => result === 0 || holder.slot.kind === "used");
  if (holder.slot.kind === "used") return holder.slot.owner;
  return 0;
}

export function use(holder: Holder): void {
  requires(holder.slot.kind === "used" && holder.slot.uses < 10 && holder.slot.owner === 4);
  modifies(holder.slot);
  ensures(
    holder.slot.kind === "used" &&
      holder.slot.uses === old(holder.slot.kind === "used" ? holder.slot.uses : 0) + 1,
  );
  ensures(holder.slot.kind === "used" && holder.slot.owner === 4);
  const slot = holder.slot;
  if (slot.kind === "used") holder.slot = { kind: "used", owner: slot.owner, uses: slot.uses + 1 };
}

export function free(holder: Holder): void {
  modifies(holder.slot);
  ensures(holder.slot.kind === "free");
  holder.slot = { kind: "free" };
}

export function freeThenRead(holder: Holder): u32 {
  modifies(holder.slot);
  if (holder.slot.kind === "used") {
    free(holder);
    return holder.slot.owner; // FAILS V108
  }
  return 0;
}

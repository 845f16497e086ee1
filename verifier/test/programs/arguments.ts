/** A module above another whose views have parameters: a view that is named changes for all of its arguments. */
import { type int, ensures, forall, implies, modifies, old, requires, spec, u32 } from "welkin";
import { at, atOrZero, isMarked, mark, put, putSomehow } from "./arguments/lower.ts";

const sum = spec((first: int, second: int): int => at(first) + at(second));

export function putTwo(value: u32): void {
  modifies(at, atOrZero);
  ensures(at(2) === value && at(3) === 7);
  ensures(forall((index: int) => implies(4 <= index && index < 8, at(index) === old(at(index)))));
  put(2, value);
  put(3, 7);
}

export function keepsUnnamed(index: u32): void {
  requires(index < 8 && isMarked(index));
  modifies(at, atOrZero);
  ensures(isMarked(index)); // FAILS V303
  ensures(at(0) === 1);
  put(0, 1);
}

/** A view of this module changes with the views that it reads. */
export function changesWhatReadsIt(): void {
  requires(sum(0, 1) === 5);
  modifies(at, atOrZero);
  ensures(sum(0, 1) === 5);
  put(0, 1);
} // FAILS V202

export function keepsWhatReadsOthers(): void {
  requires(sum(0, 1) === 5);
  modifies(at, atOrZero);
  ensures(sum(0, 1) === 5);
  put(2, 1);
}

export function changesForAllArguments(): void {
  requires(at(1) === 5);
  modifies(at, atOrZero);
  ensures(at(1) === 5);
  putSomehow(0);
} // FAILS V202

export function changesTheOtherView(): void {
  requires(atOrZero(1) === 5);
  modifies(at, atOrZero);
  ensures(atOrZero(1) === 5);
  put(0, 1);
} // FAILS V202

export function keepsValuesWhenMarked(): void {
  requires(at(1) === 5);
  modifies(isMarked, atOrZero);
  ensures(at(1) === 5 && isMarked(0)); // FAILS V303
  mark(0);
}

export function wrong(): void {
  modifies(at, atOrZero);
  ensures(at(2) === 8);
  put(2, 7);
} // FAILS V202

export function notNamed(): void {
  modifies(atOrZero);
  put(2, 7); // FAILS V207
}

// Initial values of module state.
import { FixedArray, arrayOf, i32, u8, u16, u32, u64 } from "welkin";

const SIZE = 16;
const BASE: u32 = 0x1000;

enum Level {
  Low,
  High = 300,
}

class Part {
  x: i32 = -3;
  y: u64 = 0xffff_ffff_ffff_ffff;
  level: Level = Level.High;
}

class Whole {
  part: Part = new Part();
  sum: u32 = BASE + SIZE * 2;
  sizes: FixedArray<u16, 3> = arrayOf(1, 2, SIZE);
}

type Choice = { kind: "none" } | { kind: "some"; value: u32 };

const whole: Whole = new Whole();
let choice: Choice = { kind: "some", value: 7 };
let shifted: u32 = BASE << 2;
let wrapped: u8 = u8.wrap(300);

export function get(): u32 {
  return whole.sum + shifted + u32.from(wrapped);
}

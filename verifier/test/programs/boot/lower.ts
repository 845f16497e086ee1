/** State behind a view. */
import { spec, u32, type int } from "welkin";

let count: u32 = 2;

export const size = spec((): int => count);

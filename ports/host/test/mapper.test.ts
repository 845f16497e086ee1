/** The mapper: pages are mapped one after the other, until one cannot be. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { mapper } from "../mapper.ts";
import { STATUS } from "../../../kernel/interface/call.ts";

const [PROCESS, ACCESS] = [7, 1];
const FIRST = 2n ** 33n;

/** What the kernel is asked when so many pages are mapped, of which all before page `end` can be; and what it answers. */
function asked(count: number, end: bigint) {
  const areNew = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  const calls: unknown[] = [];
  const map = (process: number, page: bigint, access: number): number => {
    calls.push([process, page, access, areNew.value]);
    return page < end ? STATUS.Done : STATUS.AlreadyMapped;
  };
  const status = mapper(map, areNew)(PROCESS, FIRST, count, ACCESS);
  return { status, calls, after: areNew.value };
}

const call = (page: bigint) => [PROCESS, page, ACCESS, 1];

test("all pages are mapped, in their order, and are new while they are", () => {
  const calls = [FIRST, FIRST + 1n, FIRST + 2n].map(call);
  assert.deepEqual(asked(3, FIRST + 3n), { status: STATUS.Done, calls, after: 0 });
});

test("where one cannot be mapped, none behind it is", () => {
  const calls = [FIRST, FIRST + 1n].map(call);
  assert.deepEqual(asked(3, FIRST + 1n), { status: STATUS.AlreadyMapped, calls, after: 0 });
});

test("no pages are mapped if there are to be none", () => {
  assert.deepEqual(asked(0, FIRST), { status: STATUS.Done, calls: [], after: 0 });
});

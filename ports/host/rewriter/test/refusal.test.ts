/** Modules that are refused: what is said of each, and that nothing names what the rewriter adds. */
import assert from "node:assert/strict";
import test from "node:test";
import { rewrite, RewriteError, type RewriteOptions } from "../rewrite.ts";
import { around, code, module, type Section, text } from "./binary.ts";
import { assemble, OPTIONS } from "./helpers.ts";

const END = 0x0b;
/** 2^32 - 1 as LEB128. */
const HUGE = [0xff, 0xff, 0xff, 0xff, 0x0f];
const TYPE: Section = [1, [[0x60, 0, 0]]];
const FUNCTION: Section = [3, [[0]]];
const bodyOf = (...body: number[]) => around([...body, END]);

type Refusal = readonly [name: string, binary: Uint8Array, code: RewriteError["code"], message: RegExp];

const MALFORMED: readonly Refusal[] = [
  ["nothing", Uint8Array.of(), "malformed", /unexpected end/],
  [
    "another preamble",
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0),
    "malformed",
    /not a WebAssembly module/,
  ],
  ["a component", Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0), "malformed", /not a WebAssembly module/],
  ["a section that is cut short", module([TYPE]).subarray(0, 12), "malformed", /unexpected end/],
  ["a section longer than its content", module([[1, [0, 0]]]), "malformed", /type section is longer/],
  ["2^32 - 1 types", module([[1, HUGE]]), "malformed", /4294967295 entries in fewer bytes/],
  ["2^32 - 1 functions", module([TYPE, [3, HUGE]]), "malformed", /4294967295 entries/],
  ["a number of six bytes", module([[1, [0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]]]), "malformed", /32 bits/],
  ["a number of 33 bits", module([[1, [0xff, 0xff, 0xff, 0xff, 0x1f]]]), "malformed", /32 bits/],
  ["two type sections", module([TYPE, TYPE]), "malformed", /type section out of order/],
  [
    "code before functions",
    module([TYPE, code([END]), FUNCTION]),
    "malformed",
    /out of order|more function bodies/,
  ],
  ["a body too many", module([TYPE, code([END])]), "malformed", /more function bodies/],
  ["a body too few", module([TYPE, FUNCTION]), "malformed", /fewer function bodies/],
  ["a body without end", around([0x01]), "malformed", /unexpected end/],
  ["code after the end", around([END, 0x01]), "malformed", /function body is longer/],
  ["else without if", bodyOf(0x05), "malformed", /else/],
  ["catch without try", bodyOf(0x19), "malformed", /catch/],
  ["a name that is not UTF-8", module([[7, [[1, 0xff, 0, 0]]]]), "malformed", /UTF-8/],
  ["a function without a type", module([TYPE, [3, [[1]]]]), "index", /no type 1/],
  ["a branch to no label", bodyOf(0x0c, 1), "index", /no label 1/],
  ["a huge br_table", bodyOf(0x41, 0, 0x0e, ...HUGE), "malformed", /4294967295 entries/],
  [
    "2^32 - 1 locals",
    module([TYPE, FUNCTION, [10, [[8, 1, ...HUGE, 0x7f, END]]]]),
    "limit",
    /4294967295 locals/,
  ],
  ["a block of no type", bodyOf(0x02, 0x05, END), "index", /no type 5/],
  ["a custom section without a name", module([[0, []]]), "malformed", /unexpected end/],
];

const ESCAPES: readonly Refusal[] = [
  ["taking the fuel", bodyOf(0x23, 1, 0x1a), "index", /no global 1/],
  ["setting the fuel", bodyOf(0x41, 0, 0x24, 1), "index", /no global 1/],
  ["calling an added import", bodyOf(0x10, 1), "index", /no function 1/],
  ["naming an added function", bodyOf(0xd2, 1, 0x1a), "index", /no function 1/],
  ["calling an added function last", bodyOf(0x12, 7), "index", /no function 7/],
  ["using an added type", bodyOf(0x02, 1, END), "index", /no type 1/],
  [
    "growing no memory",
    module([TYPE, FUNCTION, code([0x41, 0, 0x40, 0, 0x1a, END])]),
    "index",
    /no memory 0/,
  ],
  ["growing another memory", bodyOf(0x41, 0, 0x40, 1, 0x1a), "index", /no memory 1/],
  ["growing no table", bodyOf(0xd0, 0x70, 0x41, 0, 0xfc, 15, 1, 0x1a), "index", /no table 1/],
  ["waiting on no memory", bodyOf(0xfe, 0, 0x42, 1, 0), "index", /no memory 1/],
  ["exporting the fuel", module([[7, [[...text("f"), 3, 0]]]]), "index", /no global 0/],
  ["exporting an added function", module([[7, [[...text("f"), 0, 0]]]]), "index", /no function 0/],
  ["starting an added function", module([[8, [0]]]), "index", /no function 0/],
  ["an added function in a table", module([[9, [[0, 0x41, 0, END, 1, 3]]]]), "index", /no function 3/],
  ["an added function in a global", module([[6, [[0x70, 0, 0xd2, 0, END]]]]), "index", /no function 0/],
  ["the fuel in a global", module([[6, [[0x7f, 0, 0x23, 0, END]]]]), "index", /no global 0/],
  [
    "a reserved export",
    module([TYPE, FUNCTION, [7, [[...text("welkin:fuel"), 0, 0]]], code([END])]),
    "reserved",
    /"welkin:fuel"/,
  ],
  [
    "a reserved import",
    module([TYPE, [2, [[...text("welkin:meter"), ...text("exhausted"), 0, 0]]]]),
    "reserved",
    /"welkin:meter"/,
  ],
  [
    "handlers without a tag",
    module([TYPE, FUNCTION, code([0x06, 0x40, 0x19, END, END])]),
    "unsupported",
    /without tags/,
  ],
];

const UNSUPPORTED: readonly Refusal[] = [
  ["a structure type", module([[1, [[0x5f, 0]]]]), "unsupported", /type 0x5f/],
  ["a recursive type", module([[1, [[0x4e, 1, 0x60, 0, 0]]]]), "unsupported", /type 0x4e/],
  ["a typed reference", module([[1, [[0x60, 1, 0x64, 0x70, 0]]]]), "unsupported", /type 0x64/],
  ["a 64-bit memory", module([[5, [[4, 1]]]]), "unsupported", /limits of kind 0x4/],
  [
    "a table with an initial value",
    module([[4, [[0x40, 0, 0x70, 0, 1, 0xd0, 0x70, END]]]]),
    "unsupported",
    /type 0x40/,
  ],
  ["an unknown section", module([[14, []]]), "unsupported", /unknown section 14/],
  ["a call of a reference", bodyOf(0x14, 0), "unsupported", /unknown opcode 0x14/],
  ["an allocation", bodyOf(0xfb, 0, 0), "unsupported", /unknown opcode 0xfb/],
  [
    "another constant expression",
    module([[6, [[0x7f, 0, 0x41, 1, 0x45, END]]]]),
    "unsupported",
    /0x45 in a constant/,
  ],
];

for (const [name, binary, refusal, message] of [...MALFORMED, ...ESCAPES, ...UNSUPPORTED])
  test(`refused: ${name}`, () => {
    assert.throws(
      () => rewrite(binary, OPTIONS),
      (error) => {
        assert.ok(error instanceof RewriteError, String(error));
        assert.match(error.message, message);
        assert.equal(error.code, refusal);
        assert.ok(error.offset >= 0 && error.offset <= binary.length);
        return true;
      },
    );
  });

/** Refused or not according to the options. */
function refusal(wat: string, options: Partial<RewriteOptions>): string | undefined {
  try {
    rewrite(assemble(wat), { ...OPTIONS, ...options });
    return undefined;
  } catch (error) {
    if (error instanceof RewriteError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

test("an import is refused by name unless the policy allows it", () => {
  const text = `(module (import "wasi" "write" (func)) (import "env" "fetch" (global i32)))`;
  const allows = ({ module, name, kind }: { module: string; name: string; kind: string }) =>
    module === "wasi" && name === "write" && kind === "function";
  assert.match(refusal(text, { allows }) ?? "", /^import: import of global "env" "fetch" is not allowed/);
  assert.equal(refusal(text, {}), undefined);
});

test("memories and tables that begin above the limit are refused", () => {
  assert.match(
    refusal(`(module (memory 5))`, { maximumPages: 4 }) ?? "",
    /^limit: 5 pages of memory are more than 4/,
  );
  assert.match(refusal(`(module (table 5 funcref))`, { maximumEntries: 4 }) ?? "", /^limit: 5 table entries/);
  assert.equal(
    refusal(`(module (memory 4) (table 4 funcref))`, { maximumPages: 4, maximumEntries: 4 }),
    undefined,
  );
});

test("an index that is too large by one is refused, and the largest is not", () => {
  assert.equal(refusal(`(module (global i32 (i32.const 1)) (func (drop (global.get 0))))`, {}), undefined);
  assert.throws(() => rewrite(bodyOf(0x23, 1, 0x1a), OPTIONS), RewriteError);
  assert.ok(WebAssembly.validate(rewrite(bodyOf(0x23, 0, 0x1a), OPTIONS).binary));
});

test("blocks may nest as deep as the module is long", () => {
  const depth = 1_000_000;
  const body = new Uint8Array(3 * depth + 1).fill(END);
  for (let index = 0; index < depth; index += 1) body.set([0x02, 0x40], 2 * index);
  const { binary } = rewrite(around([...body]), OPTIONS);
  assert.ok(binary.length > body.length);
});

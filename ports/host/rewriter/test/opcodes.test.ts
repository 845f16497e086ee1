/**
 * The table of instructions against the engine's.
 *
 * What is tested: whatever the rewriter passes, the engine reads the same way. An instruction between two
 * `unreachable` is valid whatever its operands, if its immediates have the length that the table says.
 */
import assert from "node:assert/strict";
import test from "node:test";
import v8 from "node:v8";
import { Immediate, INSTRUCTIONS, type Instructions, Opcode, PREFIXED } from "../opcodes.ts";
import { rewrite, RewriteError } from "../rewrite.ts";
import { Writer } from "../writer.ts";
import { around } from "./binary.ts";
import { OPTIONS } from "./helpers.ts";

v8.setFlagsFromString("--experimental-wasm-exnref");

const NAMES: ReadonlyMap<number | undefined, string> = new Map(
  Object.entries(Immediate).map(([name, value]) => [value, name]),
);

/** Immediates of each kind that are right in `around`; of an access, for each alignment. */
const EXAMPLES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  none: [[]],
  block: [[0x40, Opcode.end]],
  label: [[0]],
  labels: [[2, 0, 0, 0]],
  function: [[0]],
  typeAndTable: [[0, 0]],
  local: [[0]],
  global: [[0]],
  index: [[0]],
  twoIndices: [[0, 0]],
  access: [0, 1, 2, 3, 4].flatMap((alignment) => [
    [alignment, 0x81, 0x80, 0x80, 0x80, 0x00],
    [alignment | 0x40, 0, 8],
  ]),
  s32: [[0xff, 0xff, 0xff, 0xff, 0x07], [0x7f]],
  s64: [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00], [0x7f]],
  fourBytes: [[0xff, 0x0b, 0x0b, 0xff]],
  eightBytes: [Array.from({ length: 8 }, () => 0x0b)],
  sixteenBytes: [Array.from({ length: 16 }, () => 0x0b)],
  heapType: [[0x70]],
  valueTypes: [[1, 0x7f]],
  lane: [[1]],
  accessAndLane: [[0, 8, 1]],
  catches: [[0x40, 1, 2, 0, Opcode.end]],
  zero: [[0]],
};

/** Those that only stand within a block of their own, or name what `around` cannot have. */
const IN_A_BLOCK: ReadonlySet<number> = new Set<number>([
  Opcode.else,
  Opcode.end,
  Opcode.catch,
  Opcode.catchAll,
  Opcode.delegate,
  Opcode.rethrow,
  Opcode.localGet,
  Opcode.localSet,
  Opcode.localTee,
]);

function opcodeBytes(prefix: number | undefined, opcode: number): number[] {
  if (prefix === undefined) return [opcode];
  const to = new Writer();
  to.byte(prefix);
  to.u32(opcode);
  return [...to.written];
}

function bodies(prefix: number | undefined, opcode: number, { immediates }: Instructions): number[][] {
  const examples = EXAMPLES[NAMES.get(immediates[opcode])!]!;
  return examples.map((example) => [
    Opcode.unreachable,
    ...opcodeBytes(prefix, opcode),
    ...example,
    Opcode.unreachable,
    Opcode.end,
  ]);
}

function known({ immediates }: Instructions): number[] {
  return [...immediates.keys()].filter((opcode) => immediates[opcode] !== Immediate.unknown);
}

for (const [prefix, instructions] of [[undefined, INSTRUCTIONS], ...PREFIXED] as const)
  test(`the engine reads instructions ${prefix === undefined ? "" : `of prefix 0x${prefix.toString(16)} `}as the table does`, () => {
    for (const opcode of known(instructions)) {
      if (prefix === undefined && IN_A_BLOCK.has(opcode)) continue;
      const binaries = bodies(prefix, opcode, instructions).map((body) => around(body));
      const valid = binaries.filter((binary) => WebAssembly.validate(binary));
      assert.notEqual(
        valid.length,
        0,
        `0x${opcode.toString(16)} is not valid with the immediates of the table`,
      );
      for (const binary of valid)
        assert.ok(
          WebAssembly.validate(rewrite(binary, OPTIONS).binary),
          `0x${opcode.toString(16)}, rewritten`,
        );
    }
  });

/** Opcodes of proposals that are not supported, and holes. */
const UNKNOWN: readonly (readonly number[])[] = [
  [0x14],
  [0x15],
  [0x27],
  [0xd3],
  [0xfb, 0],
  [0xfc, 18],
  [0xfd, 0x9a, 0x01],
  [0xfd, 0x94, 0x02],
  [0xfe, 0x4f],
  [0xff],
];

for (const bytes of UNKNOWN) {
  const name = bytes.map((byte) => byte.toString(16)).join(" ");
  test(`the unknown opcode ${name} is refused with its offset`, () => {
    const binary = around([...bytes, 0, 0, Opcode.end]);
    const offset = binary.findIndex((_, start) =>
      bytes.every((byte, index) => binary[start + index] === byte),
    );
    assert.throws(
      () => rewrite(binary, OPTIONS),
      (error) =>
        error instanceof RewriteError &&
        error.code === "unsupported" &&
        error.message.includes("unknown opcode 0x") &&
        error.offset >= offset,
    );
  });
}

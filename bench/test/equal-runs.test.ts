import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { type Ended, differenceOf, filesIn } from "../equal-runs.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const RUN: Ended = {
  end: "exit code 0",
  stdout: bytes("said"),
  stderr: bytes(""),
  files: new Map([["made", bytes("1234")]]),
};

test("equal runs have no difference", () => {
  assert.equal(differenceOf(RUN, structuredClone(RUN)), undefined);
});

for (const [name, other, difference] of [
  ["the end", { end: "exit code 1" }, /^exit code 0, not exit code 1/],
  ["output that is shorter", { stdout: bytes("sai") }, /^stdout: differs at byte 3/],
  ["output that is longer", { stdout: bytes("said it") }, /^stdout: differs at byte 4/],
  ["errors", { stderr: bytes("x") }, /^stderr: differs at byte 0/],
  ["a byte of a file", { files: new Map([["made", bytes("1224")]]) }, /^made: differs at byte 2/],
  ["a file that one lacks", { files: new Map() }, /^made: should not be/],
  ["a file more", { files: new Map([...RUN.files, ["more", bytes("")]]) }, /^more: is missing/],
] as const)
  test(`${name} is a difference`, () => {
    assert.match(differenceOf(RUN, { ...RUN, ...other }) ?? "none", difference);
  });

test("files are found in directories, with directories and links", () => {
  const folder = mkdtempSync(join(tmpdir(), "welkin-equal-runs-"));
  try {
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "inner/file"), "text");
    symlinkSync("inner/file", join(folder, "link"));
    const found = [...filesIn(folder)].map(([path, content]) => [path, Buffer.from(content).toString()]);
    assert.deepEqual(found, [
      ["inner/", ""],
      ["inner/file", "text"],
      ["link ->", "inner/file"],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

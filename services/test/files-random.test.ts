/** Random operations, done in memory and on a directory of the host: both answer alike, and are alike afterwards. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as kinds from "../kinds.ts";
import * as protocol from "../protocol.ts";
import type { FileClient } from "./file-client.ts";
import { nameOfError } from "./file-client.ts";
import { FileService } from "./file-service.ts";
import {
  READ_WRITE,
  type Setting,
  closeSession,
  create,
  generator,
  inFolder,
  mountHost,
  mountMemory,
} from "./file-setting.ts";

const { CREATE } = kinds;

const ROUNDS = 3000;
const NAMES = ["a", "b", "c", "d", "e"];
const FILES = 6;

type Random = (bound: number) => number;

/** Does one operation: what was answered, in words. */
type Operation = (files: FileClient, opened: number[]) => string;

function path(random: Random): string {
  const part = (): string => {
    const which = random(24);
    return which === 0 ? "." : which === 1 ? ".." : NAMES[random(NAMES.length)]!;
  };
  const parts = Array.from({ length: 1 + (random(2) && random(3)) }, part);
  return parts.join("/") + (random(10) === 0 ? "/" : "");
}

function operation(random: Random): [name: string, act: Operation] {
  const one = path(random);
  const two = path(random);
  const slot = random(FILES);
  const flags = random(3) > 0 ? CREATE : random(16);
  const access = random(2) > 0 ? READ_WRITE : random(4);
  const follow = random(2) === 0;
  const offset = random(3) === 0 ? random(200_000) : random(300);
  const text = `${random(1000)}`.repeat(1 + random(30));
  const at = (opened: number[]): number => opened[slot] ?? 999;
  const open: [string, Operation] = [
    `open ${one} follow ${follow} flags ${flags} access ${access}`,
    (files, opened) => {
      const { error, value } = files.open(opened[FILES]!, one, { follow, flags, access });
      if (value === undefined) return nameOfError(error);
      if (opened[slot] !== undefined) files.close(opened[slot]);
      opened[slot] = value;
      return `${files.stat(value).value?.kind}`;
    },
  ];
  const operations: readonly [string, Operation][] = [
    open,
    open,
    open,
    [`write ${slot} at ${offset}`, (files, opened) => said(files.write(at(opened), offset, text))],
    [`append to ${slot}`, (files, opened) => said(files.write(at(opened), 0, text, protocol.APPEND))],
    [
      `read ${slot} at ${offset}`,
      (files, opened) => {
        const { error, value } = files.read(at(opened), offset, 5000);
        return error ? nameOfError(error) : Buffer.from(value!).toString("latin1");
      },
    ],
    [`set size of ${slot} to ${offset}`, (files, opened) => nameOfError(files.setSize(at(opened), offset))],
    [`allocate in ${slot}`, (files, opened) => nameOfError(files.allocate(at(opened), offset, 100))],
    [`stat ${slot}`, (files, opened) => status(files.stat(at(opened)))],
    [`stat ${one} ${follow}`, (files, opened) => status(files.statPath(opened[FILES]!, one, follow))],
    [`make ${one}`, (files, opened) => nameOfError(files.createDirectory(opened[FILES]!, one))],
    [`remove ${one}`, (files, opened) => nameOfError(files.removeDirectory(opened[FILES]!, one))],
    [`unlink ${one}`, (files, opened) => nameOfError(files.unlink(opened[FILES]!, one))],
    [
      `rename ${one} to ${two}`,
      (files, opened) => nameOfError(files.rename(opened[FILES]!, one, opened[FILES]!, two)),
    ],
    [
      `link ${one} to ${two}`,
      (files, opened) => nameOfError(files.link(opened[FILES]!, one, opened[FILES]!, two)),
    ],
    [`symlink ${one} at ${two}`, (files, opened) => nameOfError(files.symlink(one, opened[FILES]!, two))],
    [`read link ${one}`, (files, opened) => said(files.readLink(opened[FILES]!, one))],
    [`list ${slot}`, (files, opened) => list(files, at(opened))],
  ];
  return operations[random(operations.length)]!;
}

function said({ error, value }: { error: number; value?: unknown }): string {
  return error ? nameOfError(error) : String(value);
}

/** Sizes of directories are the file system's own business. */
function status({ error, value }: ReturnType<FileClient["stat"]>): string {
  if (!value) return nameOfError(error);
  const { kind, links, size } = value;
  return `${kind} ${links} ${kind === kinds.DIRECTORY ? "" : size}`;
}

function list(files: FileClient, directory: number): string {
  const { error, value } = files.readDirectory(directory, 0n, 10_000);
  if (!value) return nameOfError(error);
  return value.entries
    .map(({ name, kind }) => `${name}:${kind}`)
    .sort()
    .join(" ");
}

/** All that is in a directory, as one text. */
function tree(files: FileClient, directory: number, depth = 0): string {
  const { entries } = files.readDirectory(directory, 0n, 10_000).value!;
  const names = entries.map(({ name }) => name).filter((name) => name !== "." && name !== "..");
  return names
    .sort()
    .map((name) => {
      const line = `${" ".repeat(depth)}${name} ${status(files.statPath(directory, name, false))}`;
      const { value } = files.open(directory, name, { follow: false });
      if (value === undefined) return `${line} ${files.readLink(directory, name).value}`;
      const isDirectory = files.stat(value).value!.kind === kinds.DIRECTORY;
      const below = isDirectory
        ? tree(files, value, depth + 1)
        : Buffer.from(files.read(value, 0, 300_000).value!).toString("latin1");
      files.close(value);
      return `${line}\n${below}`;
    })
    .join("\n");
}

for (const seed of [1, 2, 3]) {
  test(`memory and host answer alike, seed ${seed}`, () =>
    inFolder(async (folder) => {
      const memory = mountMemory(await FileService.start());
      const host = mountHost(await FileService.start(), folder);
      const random = generator(seed);
      const opened = new Map<Setting, number[]>([memory, host].map((setting) => [setting, rootOf(setting)]));
      const done: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const [name, act] = operation(random);
        done.push(name);
        const [one, two] = [memory, host].map((setting) => act(setting.files, opened.get(setting)!));
        assert.equal(one, two, `in memory and on the host, after ${done.slice(-15).join("; ")}`);
      }
      assert.equal(tree(memory.files, memory.root), tree(host.files, host.root));
      closeSession(memory);
      closeSession(host);
      assert.equal(memory.service.chunks, 0);
      assert.equal(host.service.host.open, 0);
    }));
}

/** What is open: nothing yet, but the directory behind all others. */
function rootOf({ root }: Setting): number[] {
  const opened: number[] = [];
  opened[FILES] = root;
  return opened;
}

test("a request for which there is no space changes nothing", async () => {
  const setting = mountMemory(await FileService.start(), { quota: 65536 });
  const { files, root } = setting;
  // Files of half of what is left each, so that hardly a block is free.
  for (let bytes = 32768; bytes > 2048; bytes /= 2) create(files, root, `${bytes}`, "x".repeat(bytes));
  const random = generator(4);
  const opened = rootOf(setting);
  let refused = 0;
  for (let round = 0; round < ROUNDS / 2; round += 1) {
    const before = tree(files, root);
    const [name, act] = operation(random);
    if (act(files, opened) !== "NO_SPACE") continue;
    refused += 1;
    assert.equal(tree(files, root), before, name);
  }
  assert.ok(refused > 50, `${refused} refused`);
  closeSession(setting);
  assert.equal(setting.service.chunks, 0);
});

/**
 * Sessions for tests of the file service, with one directory each: in memory, on the host, or the same test with both.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SUCCESS } from "../errors.ts";
import { CREATE } from "../kinds.ts";
import * as protocol from "../protocol.ts";
import { FileClient, nameOfError } from "./file-client.ts";
import { FileService } from "./file-service.ts";

export const READ_WRITE = 3;

export interface Setting {
  readonly service: FileService;
  readonly files: FileClient;
  /** The number of the directory. */
  readonly root: number;
}

export interface Mounting {
  readonly badge?: number;
  /** Bytes that the session may have in memory. */
  readonly quota?: number;
  readonly writable?: boolean;
}

/** A session with an empty directory in memory. */
export function mountMemory(
  service: FileService,
  { badge = 9, quota = 1 << 26, writable = true }: Mounting = {},
): Setting {
  const embedder = clientOf(service, 0);
  fails(embedder.request(protocol.OPEN_SESSION, [badge, quota, 0]).error, SUCCESS);
  const { error, results } = embedder.request(protocol.MOUNT_MEMORY, [badge, writable ? 1 : 0]);
  fails(error, SUCCESS);
  return { service, files: clientOf(service, badge), root: Number(results[0]) };
}

/** A session with a directory of the host. */
export function mountHost(
  service: FileService,
  folder: string,
  { badge = 9, writable = true }: Mounting = {},
): Setting {
  const embedder = clientOf(service, 0);
  fails(embedder.request(protocol.OPEN_SESSION, [badge, 0, 0]).error, SUCCESS);
  const given = service.host.give(folder);
  const { error, results } = embedder.request(protocol.MOUNT_HOST, [badge, given, writable ? 1 : 0]);
  service.host.takeBack(given);
  fails(error, SUCCESS);
  return { service, files: clientOf(service, badge), root: Number(results[0]) };
}

export function closeSession({ service }: Setting, badge = 9): void {
  fails(clientOf(service, 0).request(protocol.CLOSE_SESSION, [badge]).error, SUCCESS);
}

/** Runs a test in memory and then on the host. What its session had is given back. */
export function inBoth(name: string, run: (setting: Setting) => void): void {
  test(`in memory: ${name}`, async () => {
    const setting = mountMemory(await FileService.start());
    run(setting);
    closeSession(setting);
    assert.equal(setting.service.chunks, 0);
  });
  test(`on the host: ${name}`, () =>
    inFolder(async (folder) => {
      const setting = mountHost(await FileService.start(), folder);
      run(setting);
      closeSession(setting);
      assert.equal(setting.service.host.open, 0);
    }));
}

/** Runs with a folder of its own. */
export async function inFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "welkin-files-"));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function clientOf(service: FileService, badge: number): FileClient {
  return new FileClient((words, lent) =>
    service.call({ badge: BigInt(badge), words, ...(lent && { lent }) }),
  );
}

export function fails(error: number, expected: number): void {
  assert.equal(nameOfError(error), nameOfError(expected));
}

export function create(files: FileClient, root: number, path: string, content = ""): void {
  const file = files.open(root, path, { flags: CREATE, access: READ_WRITE });
  fails(file.error, SUCCESS);
  if (content !== "") assert.equal(files.write(file.value!, 0, content).value, content.length);
  fails(files.close(file.value!), SUCCESS);
}

export function contentOf(files: FileClient, root: number, path: string): string {
  const file = files.open(root, path);
  fails(file.error, SUCCESS);
  const bytes = files.read(file.value!, 0, 1000).value!;
  files.close(file.value!);
  return new TextDecoder().decode(bytes);
}

/** Numbers below a bound, always the same. */
export function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/**
 * Devices: functions of the host that the embedder gives to one process.
 *
 * Owns        how a process imports them, and what it means that one throws.
 * Not here    what they do, which processes have any (the embedder).
 */
import { WelkinError } from "./welkin-error.ts";

/** Takes and gives a number for each i32, f32 or f64, a bigint for each i64. It runs to its end at once. */
export type DeviceFunction = (...values: never[]) => number | bigint | void;

/**
 * Makes the functions of a process, by the names under which it imports them. `bytes` gives its byte memory as that is now:
 * what it gave before is of no use once the memory has grown.
 */
export type Devices = (bytes: () => Uint8Array<ArrayBuffer>) => Readonly<Record<string, DeviceFunction>>;

/** A device has thrown `cause`, which is its embedder's error: the process that called it faults. */
export class DeviceError extends Error {
  constructor(cause: unknown) {
    super("a device has failed", { cause });
    this.name = "DeviceError";
  }
}

/** What a process imports, of what there is. Throws "badProgram" if something is missing. */
export function deviceImports(
  names: readonly string[],
  { devices, memory }: { devices: Devices | undefined; memory: WebAssembly.Memory | undefined },
): Record<string, WebAssembly.ImportValue> {
  const given = devices?.(bytesOf(memory)) ?? {};
  return Object.fromEntries(
    names.map((name) => {
      if (!Object.hasOwn(given, name))
        throw new WelkinError(
          "badProgram",
          `it imports the device ${JSON.stringify(name)}, which it was not given`,
        );
      return [name, guarded(given[name]!)];
    }),
  );
}

function bytesOf(memory: WebAssembly.Memory | undefined): () => Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array();
  return () => {
    if (memory && bytes.buffer !== memory.buffer) bytes = new Uint8Array(memory.buffer as ArrayBuffer);
    return bytes;
  };
}

function guarded(device: DeviceFunction) {
  return (...values: never[]) => {
    try {
      return device(...values);
    } catch (error) {
      throw new DeviceError(error);
    }
  };
}

/**
 * The functions of WASI preview 1, by name: their parameters.
 *
 * Owns      for each parameter its type, and what is needed to call the function wrongly: which are pointers, and to how many
 *           bytes. "n" is a number of 32 bits, "l" of 64; "fd" a descriptor of a file, "dir" of a directory, "socket" of a
 *           socket. A pointer is `[bytes]`, or `[bytes, "n"]` with its length behind it, in things of so many bytes.
 * Source    WebAssembly/WASI, phases/snapshot/witx/wasi_snapshot_preview1.witx.
 */
export type Parameter =
  "n" | "l" | "fd" | "dir" | "socket" | readonly [bytes: number] | readonly [bytes: number, "n"];

const PATH = [1, "n"] as const;
const LIST = [8, "n"] as const;

export const SIGNATURES: Readonly<Record<string, readonly Parameter[]>> = {
  args_get: [[4], [1]],
  args_sizes_get: [[4], [4]],
  environ_get: [[4], [1]],
  environ_sizes_get: [[4], [4]],
  clock_res_get: ["n", [8]],
  clock_time_get: ["n", "l", [8]],
  fd_advise: ["fd", "l", "l", "n"],
  fd_allocate: ["fd", "l", "l"],
  fd_close: ["fd"],
  fd_datasync: ["fd"],
  fd_fdstat_get: ["fd", [24]],
  fd_fdstat_set_flags: ["fd", "n"],
  fd_fdstat_set_rights: ["fd", "l", "l"],
  fd_filestat_get: ["fd", [64]],
  fd_filestat_set_size: ["fd", "l"],
  fd_filestat_set_times: ["fd", "l", "l", "n"],
  fd_pread: ["fd", LIST, "l", [4]],
  fd_prestat_get: ["dir", [8]],
  fd_prestat_dir_name: ["dir", PATH],
  fd_pwrite: ["fd", LIST, "l", [4]],
  fd_read: ["fd", LIST, [4]],
  fd_readdir: ["dir", PATH, "l", [4]],
  fd_renumber: ["fd", "fd"],
  fd_seek: ["fd", "l", "n", [8]],
  fd_sync: ["fd"],
  fd_tell: ["fd", [8]],
  fd_write: ["fd", LIST, [4]],
  path_create_directory: ["dir", PATH],
  path_filestat_get: ["dir", "n", PATH, [64]],
  path_filestat_set_times: ["dir", "n", PATH, "l", "l", "n"],
  path_link: ["dir", "n", PATH, "dir", PATH],
  path_open: ["dir", "n", PATH, "n", "l", "l", "n", [4]],
  path_readlink: ["dir", PATH, PATH, [4]],
  path_remove_directory: ["dir", PATH],
  path_rename: ["dir", PATH, "dir", PATH],
  path_symlink: [PATH, "dir", PATH],
  path_unlink_file: ["dir", PATH],
  poll_oneoff: [[48], [32, "n"], [4]],
  proc_exit: ["n"],
  proc_raise: ["n"],
  sched_yield: [],
  random_get: [PATH],
  sock_accept: ["socket", "n", [4]],
  sock_recv: ["socket", LIST, "n", [4], [2]],
  sock_send: ["socket", LIST, "n", [4]],
  sock_shutdown: ["socket", "n"],
};

/** Descriptors that the parameters of such a kind are called with. */
export type Descriptors = Readonly<Record<"fd" | "dir" | "socket", number>>;

export interface WrongCall {
  readonly name: string;
  readonly values: readonly (number | bigint)[];
  /** Besides Fault: so many things cannot be. */
  readonly mayBeInvalid: boolean;
}

/** Where good pointers lead: apart from each other. */
const ROOM = 4096;

/** Calls of every function, with each of its pointers leading out of a memory that ends at `end`. */
export function wrongCalls(end: number, descriptors: Descriptors): readonly WrongCall[] {
  return Object.entries(SIGNATURES).flatMap(([name, parameters]) => {
    const pointers = parameters.filter((each) => typeof each === "object");
    return pointers.flatMap(([bytes, counted], index) =>
      outside(end, bytes)
        .filter(([, length]) => counted !== undefined || length === 1)
        .map(([pointer, length]) => ({
          name,
          values: values(parameters, descriptors, { index, pointer, length }),
          mayBeInvalid: counted !== undefined && length !== 1,
        })),
    );
  });
}

/** Pointers and lengths, in things of so many bytes. */
const outside = (end: number, bytes: number): readonly (readonly [pointer: number, length: number])[] => [
  [end - bytes + 1, 1],
  [end, 1],
  [end + 1, 1],
  [0x7fff_ffff, 1],
  [-bytes, 1],
  [-1, 1],
  [0, Math.floor(end / bytes) + 1],
  [end - bytes, 2],
  [0, -1],
  [-1, -1],
  [-0x8000_0000, -0x8000_0000],
];

function values(
  parameters: readonly Parameter[],
  descriptors: Descriptors,
  bad: { readonly index: number; readonly pointer: number; readonly length: number },
): readonly (number | bigint)[] {
  let pointers = 0;
  return parameters.flatMap((each): (number | bigint)[] => {
    if (each === "n") return [0];
    if (each === "l") return [0n];
    if (typeof each === "string") return [descriptors[each]];
    const isBad = pointers++ === bad.index;
    const at = isBad ? bad.pointer : ROOM * pointers;
    return each.length === 1 ? [at] : [at, isBad ? bad.length : 1];
  });
}

/** The type of a function in WebAssembly's text format. */
export function typeOf(name: string): string {
  const types = { n: "i32", l: "i64", fd: "i32", dir: "i32", socket: "i32" } as const;
  const parameters = SIGNATURES[name]?.flatMap((each) =>
    typeof each === "string" ? [types[each]] : each.length === 1 ? ["i32"] : ["i32", "i32"],
  );
  return `(param ${parameters?.join(" ")}) ${name === "proc_exit" ? "" : "(result i32)"}`;
}

/** Imports of all of them, for a module in the text format, under their names. */
export const IMPORTS = Object.keys(SIGNATURES)
  .map((name) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${typeOf(name)}))`)
  .join("\n");

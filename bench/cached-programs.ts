/**
 * Large programs of others, got or built once.
 *
 * Owns        the folder outside the repository where they are kept ($XDG_CACHE_HOME/welkin, or ~/.cache/welkin), the versions.
 * Invariants  what is in the folder under its name is whole: it is made beside, and renamed when it is.
 * Source      npm: `@yowasp/clang` (a dependency), `@yowasp/yosys`, `better-sqlite3` (which has the amalgamation of SQLite). The latter
 *             two are not among the dependencies, since they are large, and one builds native code when it is installed.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { commands, runLLVM } from "@yowasp/clang";

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "welkin");
const PROGRAMS = join(import.meta.dirname, "programs/real");

const YOSYS = "0.55.944";
const BETTER_SQLITE3 = "12.11.1";

/** One process, files without locks. */
const SQLITE_OPTIONS = [
  "-O1",
  "-DSQLITE_THREADSAFE=0",
  "-DSQLITE_OMIT_LOAD_EXTENSION",
  "-DSQLITE_OMIT_WAL",
  "-DSQLITE_MAX_MMAP_SIZE=0",
];

export interface CachedProgram {
  /** Its module. */
  readonly path: string;
  /** Directories that it reads: what it calls them, and where they are. */
  readonly shared: Readonly<Record<string, string>>;
}

export async function clang(): Promise<CachedProgram> {
  const folder = dirname(fileURLToPath(import.meta.resolve("@yowasp/clang")));
  const { version } = JSON.parse(readFileSync(join(folder, "../package.json"), "utf8")) as {
    version: string;
  };
  const resources = await once(`clang-resources-${version}`, (made) => {
    execFileSync("tar", ["-xf", join(folder, "llvm-resources.tar"), "-C", made]);
  });
  return { path: join(folder, "llvm.core.wasm"), shared: { "/usr": resources } };
}

export async function yosys(): Promise<CachedProgram> {
  const folder = join(await unpacked("@yowasp/yosys", YOSYS), "gen");
  const share = await once(`yosys-share-${YOSYS}`, async (made) => {
    const { filesystem } = (await import(pathToFileURL(join(folder, "resources-yosys.js")).href)) as {
      filesystem: { share: Tree };
    };
    writeTree(made, filesystem.share);
  });
  return { path: join(folder, "yosys.core.wasm"), shared: { "/share": share } };
}

export async function sqlite(): Promise<CachedProgram> {
  const folder = join(await unpacked("better-sqlite3", BETTER_SQLITE3), "deps/sqlite3");
  const main = readFileSync(join(PROGRAMS, "sqlite.c"), "utf8");
  const recipe = createHash("sha256").update(JSON.stringify([BETTER_SQLITE3, SQLITE_OPTIONS, main]));
  const built = await once(`sqlite-${recipe.digest("hex").slice(0, 16)}`, async (made) => {
    console.error("SQLite: is built, once; it takes minutes");
    await runLLVM(undefined, {}, { fetchProgress: () => undefined });
    const sources = {
      "main.c": main,
      "sqlite3.c": readFileSync(join(folder, "sqlite3.c"), "utf8"),
      "sqlite3.h": readFileSync(join(folder, "sqlite3.h"), "utf8"),
    };
    const files = await commands.clang([...SQLITE_OPTIONS, "-o", "out.wasm", "main.c", "sqlite3.c"], sources);
    const binary = files?.["out.wasm"];
    if (!(binary instanceof Uint8Array)) throw new Error("Clang made nothing of SQLite");
    writeFileSync(join(made, "sqlite.wasm"), binary);
  });
  return { path: join(built, "sqlite.wasm"), shared: {} };
}

/** The folder of what a package has in it. Nothing of the package is run. */
async function unpacked(name: string, version: string): Promise<string> {
  return await once(`${name.replace(/^@/, "").replace("/", "-")}-${version}`, (made) => {
    console.error(`${name} ${version}: is got`);
    const packing = ["pack", `${name}@${version}`, "--silent", "--pack-destination", made];
    const archive = join(made, execFileSync("npm", packing, { encoding: "utf8" }).trim());
    execFileSync("tar", ["-xzf", archive, "-C", made, "--strip-components=1"]);
    rmSync(archive);
  });
}

/** The folder of this name in the cache, which is made unless it is there. */
async function once(name: string, make: (made: string) => Promise<void> | void): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, "making-"));
  try {
    await make(made);
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return folder;
}

/** Files as the packages of YoWASP have them: their text, or where it is. */
interface Tree {
  readonly [name: string]: string | Uint8Array | URL | Tree;
}

function writeTree(folder: string, tree: Tree): void {
  for (const [name, node] of Object.entries(tree)) {
    const path = join(folder, name);
    if (typeof node === "string" || node instanceof Uint8Array) writeFileSync(path, node);
    else if (node instanceof URL) writeFileSync(path, readFileSync(node));
    else {
      mkdirSync(path);
      writeTree(path, node);
    }
  }
}

/**
 * Fixtures: many small programs in one file.
 *
 * Owns      the format. `// --- name` begins a program, `// @file name.ts` a further file of it. A program that
 *           imports nothing from "welkin" gets the names that it uses, on its first line, so that lines stay.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Fixture {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

const FOLDER = fileURLToPath(new URL("./programs/", import.meta.url));

const vocabulary = readFileSync(fileURLToPath(new URL("../welkin.d.ts", import.meta.url)), "utf8");
const NAMES = [
  ...vocabulary.matchAll(/^export (?:declare )?(?:type|enum|interface|function) (\w+)/gm),
].flatMap((match) => match[1] ?? []);

export function fixtureFiles(kind: "accept" | "reject" | "pairs"): readonly string[] {
  return readdirSync(join(FOLDER, kind))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(FOLDER, kind, name));
}

/** The programs of a file, of whose text `edition` makes what is read. */
export function readFixtures(path: string, edition = (text: string): string => text): readonly Fixture[] {
  const [, ...parts] = edition(readFileSync(path, "utf8")).split(/^\/\/ --- /m);
  return parts.map((part) => {
    const end = part.indexOf("\n");
    return { name: part.slice(0, end).trim(), files: splitFiles(part.slice(end + 1)) };
  });
}

function splitFiles(text: string): Record<string, string> {
  const [main = "", ...others] = text.split(/^\/\/ @file /m);
  const files: Record<string, string> = { "main.ts": withImports(main) };
  for (const other of others) {
    const end = other.indexOf("\n");
    files[other.slice(0, end).trim()] = withImports(other.slice(end + 1));
  }
  return files;
}

function withImports(text: string): string {
  if (/from "welkin"/.test(text)) return text;
  const code = text.replace(/\/\/.*$/gm, "");
  const used = [...new Set(NAMES)].filter((name) => new RegExp(`(?<![.\\w])${name}\\b`).test(code));
  return used.length === 0 ? text : `import { ${used.join(", ")} } from "welkin"; ${text}`;
}

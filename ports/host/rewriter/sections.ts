/**
 * The sections that declare: imports, functions, tables, memories, tags, globals, exports.
 *
 * Owns        reading each into the shape of the module, and writing it again with capped limits, shifted
 *             indices and the entries that the rewriter adds.
 * Not here    the order of sections (rewrite.ts), segments (segments.ts), function bodies (code.ts).
 * Source      WebAssembly 2.0, section 5.5 (modules).
 */
import { writeConstantExpression } from "./constant.ts";
import type { ExternalKind } from "./description.ts";
import { RewriteError } from "./error.ts";
import type { Import } from "./description.ts";
import { writeImports } from "./imports.ts";
import { FUEL_IMPORT, MEMORY_IMPORT, memoryName, METER, RESERVED, START_EXPORT, tableName } from "./names.ts";
import type { Reader } from "./reader.ts";
import type { Shape } from "./shape.ts";
import { I32, readReferenceType, readValueType, typeName } from "./types.ts";
import { Writer } from "./writer.ts";

export interface Limits {
  /** Pages of 64 KiB that each memory may grow to. */
  readonly maximumPages: number;
  /** Entries that each table may grow to. */
  readonly maximumEntries: number;
}

const KINDS: readonly ExternalKind[] = ["function", "table", "memory", "global", "tag"];
const KIND = { function: 0, table: 1, memory: 2, global: 3 } as const;

const MUTABLE = 1;

function readKind(reader: Reader): ExternalKind {
  const offset = reader.position;
  const kind = KINDS[reader.byte()];
  if (!kind) throw new RewriteError("unsupported", offset, "unknown kind of import or export");
  return kind;
}

/** What is said of imports: how large they may be, which there may be, what a call of each costs. */
interface ImportRules extends Limits {
  readonly allows: (one: Import) => boolean;
  readonly costOf?: (one: Import) => number;
}

/** Reads imports and writes them without their number. */
export function rewriteImports(
  reader: Reader,
  to: Writer,
  { shape, rules }: { shape: Shape; rules: ImportRules },
): void {
  const count = reader.count();
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position;
    const [module, name] = [reader.name(), reader.name()];
    const kind = readKind(reader);
    if (module.startsWith(RESERVED))
      throw new RewriteError("reserved", offset, `import of the reserved module "${module}"`);
    const one = { module, name, kind };
    if (!rules.allows(one))
      throw new RewriteError("import", offset, `import of ${kind} "${module}" "${name}" is not allowed`);
    shape.imports.push(one);
    if (kind === "function") shape.importCosts.push(rules.costOf?.(one) ?? 0);
    to.name(module);
    to.name(name);
    to.byte(KINDS.indexOf(kind));
    rewriteImportType(reader, to, { shape, limits: rules, kind });
  }
  reader.finish("import section");
}

function rewriteImportType(
  reader: Reader,
  to: Writer,
  { shape, limits, kind }: { shape: Shape; limits: Limits; kind: ExternalKind },
): void {
  switch (kind) {
    case "function":
      readFunction(reader, shape);
      shape.importedFunctions += 1;
      return to.u32(shape.functions.at(-1)!);
    case "table":
      return rewriteTable(reader, to, { shape, limits, imported: true });
    case "memory":
      return rewriteMemory(reader, to, { shape, limits, imported: true });
    case "global":
      shape.globals += 1;
      shape.importedGlobals += 1;
      return rewriteGlobalType(reader, to);
    case "tag":
      return rewriteTag(reader, to, shape);
  }
}

export function writeAddedImports(to: Writer, shape: Shape): void {
  writeImports(to, { shared: shape.shared, types: shape.types });
  to.name(METER);
  to.name(FUEL_IMPORT);
  to.bytes([KIND.global, I32, MUTABLE]);
  if (!shape.importedMemory) return;
  to.name(METER);
  to.name(MEMORY_IMPORT);
  to.byte(KIND.memory);
  to.bytes(shape.importedMemory.written);
}

function readFunction(reader: Reader, shape: Shape): void {
  const offset = reader.position;
  const type = reader.u32();
  shape.types.arity(type, offset);
  shape.functions.push(type);
}

export function readFunctions(reader: Reader, shape: Shape): void {
  const count = reader.count();
  for (let index = 0; index < count; index += 1) readFunction(reader, shape);
  reader.finish("function section");
}

/** Minimum and capped maximum, which it writes. `flags`: what may follow. */
function rewriteLimits(
  reader: Reader,
  to: Writer,
  { cap, sharable, what }: { cap: number; sharable: boolean; what: string },
): { minimum: number; maximum: number; shared: boolean } {
  const offset = reader.position;
  const flags = reader.byte();
  if (flags > 3 || (flags >= 2 && !sharable))
    throw new RewriteError(
      "unsupported",
      offset,
      `limits of kind 0x${flags.toString(16)} (64-bit or shared)`,
    );
  const minimum = reader.u32();
  const declared = flags & 1 ? reader.u32() : cap;
  if (minimum > cap) throw new RewriteError("limit", offset, `${minimum} ${what} are more than ${cap}`);
  const maximum = Math.min(declared, cap);
  to.byte(flags | 1);
  to.u32(minimum);
  to.u32(maximum);
  return { minimum, maximum, shared: flags >= 2 };
}

interface Declaring {
  readonly shape: Shape;
  readonly limits: Limits;
  readonly imported: boolean;
}

function rewriteTable(reader: Reader, to: Writer, { shape, limits, imported }: Declaring): void {
  const elementType = readReferenceType(reader);
  to.byte(elementType);
  const options = { cap: limits.maximumEntries, sharable: false, what: "table entries" };
  const { minimum, maximum } = rewriteLimits(reader, to, options);
  shape.tables.push({
    imported,
    element: typeName(elementType),
    elementType,
    minimumEntries: minimum,
    maximumEntries: maximum,
  });
}

function rewriteMemory(reader: Reader, to: Writer, { shape, limits, imported }: Declaring): void {
  const options = { cap: limits.maximumPages, sharable: true, what: "pages of memory" };
  const { minimum, maximum, shared } = rewriteLimits(reader, to, options);
  shape.memories.push({ imported, shared, minimumPages: minimum, maximumPages: maximum });
}

export function rewriteTables(
  reader: Reader,
  to: Writer,
  { shape, limits }: { shape: Shape; limits: Limits },
): void {
  const count = reader.count();
  to.u32(count);
  for (let index = 0; index < count; index += 1) rewriteTable(reader, to, { shape, limits, imported: false });
  reader.finish("table section");
}

/** `importsFirst`: memory 0 is to be an import, and is left out here. */
export function rewriteMemories(
  reader: Reader,
  to: Writer,
  { shape, limits, importsFirst }: { shape: Shape; limits: Limits; importsFirst: boolean },
): void {
  const count = reader.count();
  const leavesOut = importsFirst && count > 0 && shape.memories.length === 0;
  if (leavesOut) shape.importedMemory = new Writer();
  to.u32(leavesOut ? count - 1 : count);
  for (let index = 0; index < count; index += 1) {
    const destination = index === 0 ? (shape.importedMemory ?? to) : to;
    rewriteMemory(reader, destination, { shape, limits, imported: false });
  }
  reader.finish("memory section");
}

function rewriteTag(reader: Reader, to: Writer, shape: Shape): void {
  const offset = reader.position;
  const attribute = reader.byte();
  if (attribute !== 0) throw new RewriteError("unsupported", offset, `tag attribute ${attribute}`);
  const type = reader.u32();
  shape.types.arity(type, offset);
  shape.tags += 1;
  to.byte(attribute);
  to.u32(type);
}

export function rewriteTags(reader: Reader, to: Writer, shape: Shape): void {
  const count = reader.count();
  to.u32(count);
  for (let index = 0; index < count; index += 1) rewriteTag(reader, to, shape);
  reader.finish("tag section");
}

function rewriteGlobalType(reader: Reader, to: Writer): void {
  to.byte(readValueType(reader));
  const offset = reader.position;
  const mutability = reader.byte();
  if (mutability > MUTABLE) throw new RewriteError("unsupported", offset, `mutability ${mutability}`);
  to.byte(mutability);
}

/** Reads globals and writes them without their number. */
export function rewriteGlobals(reader: Reader, to: Writer, shape: Shape): void {
  const count = reader.count();
  for (let index = 0; index < count; index += 1) {
    rewriteGlobalType(reader, to);
    writeConstantExpression(reader, to, shape);
    shape.globals += 1;
  }
  reader.finish("global section");
}

/** Reads exports and writes them without their number. */
export function rewriteExports(reader: Reader, to: Writer, shape: Shape): void {
  const count = reader.count();
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position;
    const name = reader.name();
    if (name.startsWith(RESERVED))
      throw new RewriteError("reserved", offset, `export of the reserved name "${name}"`);
    const kind = readKind(reader);
    const original = reader.u32();
    shape.exports.push({ name, kind });
    to.name(name);
    to.byte(KINDS.indexOf(kind));
    to.u32(exportIndex(shape, kind, original, offset));
  }
  reader.finish("export section");
}

function exportIndex(shape: Shape, kind: ExternalKind, index: number, offset: number): number {
  if (kind === "function") return shape.referenceIndex(index, offset);
  if (kind === "global") return shape.globalIndex(index, offset);
  return index;
}

/** What the host needs: start function, memories, tables. Gives their number. */
export function writeAddedExports(to: Writer, shape: Shape): number {
  if (shape.start !== undefined) writeExport(to, START_EXPORT, KIND.function, shape.start);
  for (const index of shape.memories.keys()) writeExport(to, memoryName(index), KIND.memory, index);
  for (const index of shape.tables.keys()) writeExport(to, tableName(index), KIND.table, index);
  return (shape.start === undefined ? 0 : 1) + shape.memories.length + shape.tables.length;
}

function writeExport(to: Writer, name: string, kind: number, index: number): void {
  to.name(name);
  to.byte(kind);
  to.u32(index);
}

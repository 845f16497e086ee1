/**
 * Names of types and of the functions that belong to them, as people read them in a script.
 *
 * Owns  the spelling: `Seq.length<u32>`, `next<queue.Node>`.
 */
import type { Type } from "../../language/ir.ts";
import { symbol } from "./term.ts";

/** A type in a word: the key of its sort and the name in its functions. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case "void":
    case "bool":
    case "int":
    case "token":
      return type.kind;
    case "integer":
    case "enum":
    case "record":
    case "union":
      return type.name;
    case "array":
      return `FixedArray<${typeName(type.element)},${type.length}>`;
    case "seq":
      return `Seq<${typeName(type.element)}>`;
    case "set":
      return `Set<${typeName(type.element)}>`;
    case "map":
      return `Map<${typeName(type.key)},${typeName(type.value)}>`;
    case "pool":
      return `Pool<${typeName(type.element)}>`;
  }
}

/** A function or constant of a type: `zero<queue.Node>`. */
export function named(operation: string, type: string): string {
  return symbol(`${operation}<${type}>`);
}

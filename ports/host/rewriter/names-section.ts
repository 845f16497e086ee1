/**
 * The custom section "name": what functions are called in traces.
 *
 * Owns        copying the names of functions under their new indices.
 * Invariants  a name section that is malformed is dropped, as engines do: it means nothing.
 * Source      WebAssembly 2.0, section 7.4.1 (name section).
 */
import { RewriteError } from "./error.ts";
import type { Reader } from "./reader.ts";
import type { Shape } from "./shape.ts";
import { Writer } from "./writer.ts";

const FUNCTION_NAMES = 1;

/** The new section's content, its own name included; undefined if there is nothing to keep. */
export function rewriteFunctionNames(reader: Reader, shape: Shape): Writer | undefined {
  try {
    while (!reader.done) {
      const kind = reader.byte();
      const part = reader.part();
      if (kind === FUNCTION_NAMES) return section(part, shape);
    }
    return undefined;
  } catch (error) {
    if (error instanceof RewriteError) return undefined;
    throw error;
  }
}

function section(reader: Reader, shape: Shape): Writer {
  const names = new Writer(reader.end - reader.position + 256);
  const count = reader.count();
  names.u32(count);
  for (let index = 0; index < count; index += 1) {
    names.u32(shape.functionIndex(reader.u32(), reader.position));
    const name = reader.part();
    names.u32(name.end - name.position);
    names.copy(name.bytes, name.position, name.end);
  }
  const to = new Writer(names.length + 16);
  to.name("name");
  to.byte(FUNCTION_NAMES);
  to.part(names);
  return to;
}

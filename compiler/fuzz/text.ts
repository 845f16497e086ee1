/**
 * A random program is written twice: in Kernel TypeScript, and as a model in plain JavaScript.
 *
 *     source   (a + b)             u8.wrap(x)             row[i % 4]
 *     model    add("u8", a, b)     wrap("u8", x)          row[position(rem("u32", i, 4n), 4)]
 *
 * Owns        pairs of text and their concatenation.
 * Invariants  both texts have the same structure; they differ in operators and literals only. The model computes on
 *             bigint with the functions of model.ts, and its objects are references as in TypeScript.
 */
export interface Text {
  readonly source: string;
  readonly model: string;
}

/** Plain parts are the same in both. */
export function text(strings: TemplateStringsArray, ...parts: readonly (Text | string | number)[]): Text {
  let [source, model] = ["", ""];
  strings.forEach((plain, i) => {
    source += plain;
    model += plain;
    const part = parts[i];
    if (part === undefined) return;
    source += typeof part === "object" ? part.source : String(part);
    model += typeof part === "object" ? part.model : String(part);
  });
  return { source, model };
}

export function either(source: string, model: string): Text {
  return { source, model };
}

export function joined(parts: readonly Text[], separator: string): Text {
  return {
    source: parts.map((part) => part.source).join(separator),
    model: parts.map((part) => part.model).join(separator),
  };
}

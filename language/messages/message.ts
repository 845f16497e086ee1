/** One row of a table of diagnostics. `{name}` in a text is filled in. */
export interface Message {
  readonly title: string;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion: string;
  /** Why. */
  readonly explanation: string;
}

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

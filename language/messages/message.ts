/** One row of the table of diagnostics. `{name}` in a text is filled in. */
export interface Message {
  readonly title: string;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion: string;
  /** Why. */
  readonly explanation: string;
}

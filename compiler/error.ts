/**
 * Compile errors: what the program asks for and cannot be compiled, in the words of its author.
 *
 * Owns      the form of the error; the words are in messages.ts.
 */
import type { Span } from "../language/ir.ts";
import { fill } from "../language/messages/message.ts";
import { MESSAGES } from "./messages.ts";

export class CompileError extends Error {
  readonly code: keyof typeof MESSAGES;
  readonly span: Span;

  constructor(code: keyof typeof MESSAGES, span: Span, values: Readonly<Record<string, string>>) {
    super(fill(MESSAGES[code].message, values));
    this.code = code;
    this.span = span;
  }
}

/**
 * Diagnostics: what is wrong with a program's text, and what to write instead.
 *
 * Owns        the table of codes. A code is never reused; docs/messages.md is made from this table.
 * Invariants  a message says what is wrong, its suggestion what to write instead, its explanation why.
 * Not here    proof obligations that fail (V codes, the verifier's).
 */
import type { Span } from "./ir.ts";
import { CONTRACTS } from "./messages/contracts.ts";
import { EXPRESSIONS } from "./messages/expressions.ts";
import { GHOST } from "./messages/ghost.ts";
import { fill, type Message } from "./messages/message.ts";
import { MODULES } from "./messages/modules.ts";
import { STATEMENTS } from "./messages/statements.ts";
import { TYPES } from "./messages/types.ts";

export const MESSAGES = {
  ...MODULES,
  ...TYPES,
  ...EXPRESSIONS,
  ...STATEMENTS,
  ...CONTRACTS,
  ...GHOST,
} satisfies Record<string, Message>;

export type Code = keyof typeof MESSAGES;

export interface Diagnostic {
  readonly code: Code;
  readonly span: Span;
  readonly message: string;
  readonly suggestion?: string;
}

export function diagnostic(
  code: Code,
  span: Span,
  values: Readonly<Record<string, string>> = {},
): Diagnostic {
  const { message, suggestion } = MESSAGES[code];
  return { code, span, message: fill(message, values), suggestion: fill(suggestion, values) };
}

/**
 * The page of messages, made from the tables of codes.
 *
 * Owns        the layout of docs/messages.md. Run by `npm run docs`, which writes it.
 * Invariants  the page is a function of the tables; docs/test/messages.test.ts fails when it is stale.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { MESSAGES as COMPILER } from "../compiler/messages.ts";
import { CONTRACTS } from "../language/messages/contracts.ts";
import { EXPRESSIONS } from "../language/messages/expressions.ts";
import { GHOST } from "../language/messages/ghost.ts";
import { MODULES } from "../language/messages/modules.ts";
import { STATEMENTS } from "../language/messages/statements.ts";
import { TYPES } from "../language/messages/types.ts";
import { MESSAGES as PROOFS } from "../verifier/messages.ts";

/** One code, in the words that all tables share. */
interface Row {
  readonly title: string;
  readonly wrong: string;
  readonly instead: string;
  readonly why: string;
}

export const PAGE = join(import.meta.dirname, "messages.md");

const INTRODUCTION = `# Messages

Every message has a code, which never changes its meaning. \`K\` codes are about the text of a program: it is not
Kernel TypeScript, and nothing of it is proved. \`V\` codes are about a proof: the solver could not show something that
the program owes. \`C\` codes are about what the compiler cannot make of a program, proved or not. In braces stands what a message fills in. This page is made by \`npm run docs\`; the programs in
\`language/test/programs/pairs\` show for each feature of the language one that is right beside one that is wrong.`;

export async function messagesPage(): Promise<string> {
  const sections = [
    INTRODUCTION,
    section("Files, modules, the top of a module", languageRows(MODULES)),
    section("Types", languageRows(TYPES)),
    section("Expressions", languageRows(EXPRESSIONS)),
    section("Statements", languageRows(STATEMENTS)),
    section("Contracts, specifications, proof steps", languageRows(CONTRACTS)),
    section("Ghost code, places, generics", languageRows(GHOST)),
    section("Proofs: operations", proofRows("V1")),
    section("Proofs: contracts, loops, assertions, modules", proofRows("V2")),
    section("Proofs that mean nothing", proofRows("V3")),
    section("Compilation", languageRows(COMPILER)),
  ];
  return format(sections.join("\n\n"), { ...(await resolveConfig(PAGE)), filepath: PAGE });
}

function section(title: string, rows: ReadonlyMap<string, Row>): string {
  return [`## ${title}`, ...[...rows].sort().map(([code, row]) => entry(code, row))].join("\n\n");
}

function entry(code: string, { title, wrong, instead, why }: Row): string {
  return `### ${code}: ${/[a-z]/.test(title) ? title : `\`${title}\``}\n\n${wrong}\n\n- **Instead:** ${instead}\n- **Why:** ${why}`;
}

type LanguageTable = Readonly<Record<string, (typeof MODULES)["K100"]>>;

function languageRows(table: LanguageTable): ReadonlyMap<string, Row> {
  return new Map(
    Object.entries(table).map(([code, { title, message, suggestion, explanation }]) => [
      code,
      { title, wrong: message, instead: suggestion, why: explanation },
    ]),
  );
}

function proofRows(group: string): ReadonlyMap<string, Row> {
  const rows = Object.entries(PROOFS).filter(([code]) => code.startsWith(group));
  return new Map(
    rows.map(([code, { title, failure, advice, explanation }]) => [
      code,
      { title, wrong: sentence(failure), instead: advice, why: explanation },
    ]),
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

if (import.meta.main) writeFileSync(PAGE, await messagesPage());

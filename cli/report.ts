/**
 * The report of a verification, for people and for programs.
 *
 * Owns        the order in which things are told: failures with their source, then the slowest functions, then one
 *             line of counts.
 * Invariants  a counterexample is shown only if the interpreter has replayed it.
 * Not here    the words of the codes (verifier/messages.ts).
 */
import { relative, resolve } from "node:path";
import type { Span } from "../language/ir.ts";
import { MESSAGES } from "../verifier/messages.ts";
import type { Generic } from "../verifier/session/program-cache.ts";
import type { Failure, FunctionResult, Report } from "../verifier/session/verdict.ts";
import { codeFrame, location } from "./code-frame.ts";
import type { Invocation } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";
import type { Diagnostic } from "./toolchain.ts";

/** A path as the user would write it. */
export function shownPath(file: string, folder: string): string {
  const absolute = resolve(folder, file);
  const path = relative(folder, absolute);
  return path.startsWith("..") ? absolute : path;
}

/** A span whose file is a path as the user would write it. */
export function shown(span: Span, folder: string): Span {
  return { ...span, file: shownPath(span.file, folder) };
}

/** Tells why a program does not load, or, by codes of the compiler, does not compile. */
export function reportDiagnostics(
  { terminal, folder, flag }: Pick<Invocation, "terminal" | "folder" | "flag">,
  diagnostics: readonly Diagnostic[],
): ExitCode {
  if (flag("json")) {
    terminal.line(JSON.stringify(jsonDiagnostics(diagnostics, folder)));
    return EXIT.notLoaded;
  }
  for (const { code, span, message } of diagnostics) {
    printError(code, message, shown(span, folder), terminal, folder);
    terminal.line();
  }
  const errors = diagnostics.length === 1 ? "1 error" : `${diagnostics.length} errors`;
  const step = diagnostics.every(({ code }) => code.startsWith("C")) ? "compile" : "load";
  terminal.line(terminal.style("red", `the program does not ${step}: ${errors}`));
  return EXIT.notLoaded;
}

function printError(code: string, message: string, span: Span, terminal: Terminal, folder: string): void {
  terminal.line(`${location(span)}: ${terminal.style("red", `error ${code}`)}: ${message}`);
  for (const line of codeFrame(span, folder)) terminal.line(line);
}

/** What can be told about one failure besides its wording. */
export interface Explained {
  readonly failure: Failure;
  /** A replayed call that fails. */
  readonly counterexample: string | undefined;
}

/** One function's failures, each with its source, the clause it comes from, and what to do. */
export function printFailures(explained: readonly Explained[], terminal: Terminal, folder: string): void {
  for (const one of explained) {
    const { obligation } = one.failure;
    const words = `${MESSAGES[obligation.code].failure}: ${obligation.text}`;
    printError(obligation.code, words, shown(obligation.span, folder), terminal, folder);
    if (obligation.related) {
      const related = shown(obligation.related, folder);
      terminal.line(`  ${location(related)}: this clause`);
      for (const line of codeFrame(related, folder)) terminal.line(line);
    }
    for (const line of explanation(one)) terminal.line(`  ${line}`);
    terminal.line();
  }
}

function explanation({ failure, counterexample }: Explained): readonly string[] {
  const { obligation, verdict, detail } = failure;
  const { advice } = MESSAGES[obligation.code];
  if (verdict === "error") return [`the solver did not answer: ${detail}`];
  if (counterexample !== undefined) return [counterexample];
  return verdict === "proved" ? [advice] : [`${REASON[verdict]}; no failing call was confirmed`, advice];
}

/** Why there is no proof. */
const REASON: Readonly<Record<Exclude<Failure["verdict"], "proved" | "error">, string>> = {
  refuted: "the solver found values for which it fails, though perhaps none that can occur",
  undecided: "the solver can neither prove nor refute it",
  exhausted: "the solver reached its resource limit (--resources)",
  stopped: "the solver took too long and was stopped",
};

/** Nothing is proved of a generic declaration without an instance; that must not pass for a proof. */
export function printUninstantiated(generics: readonly Generic[], terminal: Terminal, folder: string): void {
  for (const { name, span } of generics) {
    const warning = terminal.style("yellow", "warning");
    terminal.line(
      `${location(shown(span, folder))}: ${warning}: ${name} is not verified: it has no instance here`,
    );
  }
}

/** The slowest functions and the line of counts. */
export function printSummary(
  report: Report,
  uninstantiated: readonly Generic[],
  terminal: Terminal,
  slowest: number,
): void {
  const slow = report.functions.filter(({ milliseconds }) => milliseconds > 0);
  slow.sort((a, b) => b.milliseconds - a.milliseconds);
  const listed = slow.slice(0, slowest);
  if (listed.length < slow.length || listed.length > 2) {
    terminal.line("slowest functions");
    for (const { name, milliseconds } of listed)
      terminal.line(`  ${(milliseconds / 1000).toFixed(2).padStart(8)} s  ${name}`);
  }
  const count = (status: FunctionResult["status"]): number =>
    report.functions.filter((result) => result.status === status).length;
  const parts = (["failed", "unknown", "vacuous"] as const)
    .map((status) => ({ status, number: count(status) }))
    .filter(({ number }) => number > 0)
    .map(({ status, number }) => `${number} ${status}`);
  const all = report.functions;
  const obligations = all.reduce((sum, result) => sum + result.obligations, 0);
  const cached = all.reduce((sum, result) => sum + result.cached, 0);
  const figures = `${obligations} obligations, ${cached} answers cached, ${report.seconds.toFixed(2)} s`;
  const without =
    uninstantiated.length === 0 ? [] : [`${uninstantiated.length} without instance not verified`];
  const counts = [`${count("proved")} of ${all.length} functions proved`, ...parts, ...without].join(", ");
  terminal.line(`${terminal.style(parts.length === 0 ? "green" : "red", counts)} (${figures})`);
}

/** The one object that `--json` prints. */
export function jsonReport(report: Report, uninstantiated: readonly Generic[], folder: string): object {
  const proved = report.functions.filter(({ status }) => status === "proved").length;
  return {
    functions: report.functions.map((result) => {
      const { file, line } = shown(result.span, folder);
      const { sourceName: name, name: id, status, obligations, cached, milliseconds } = result;
      const errors = result.failures.map((failure) => jsonError(failure, folder));
      return { name, id, file, line, status, obligations, cached, milliseconds, errors };
    }),
    proved,
    failed: report.functions.length - proved,
    uninstantiated: uninstantiated.map(({ name: id, span }) => {
      const { file, line } = shown(span, folder);
      return { id, file, line };
    }),
    seconds: Number(report.seconds.toFixed(3)),
  };
}

function jsonError({ obligation, verdict }: Failure, folder: string): object {
  const { file, line, column } = shown(obligation.span, folder);
  const message = `${MESSAGES[obligation.code].failure}: ${obligation.text}`;
  const related = obligation.related && shown(obligation.related, folder);
  const clause = related && { file: related.file, line: related.line, column: related.column };
  return { code: obligation.code, file, line, column, message, verdict, ...(clause ? { clause } : {}) };
}

function jsonDiagnostics(diagnostics: readonly Diagnostic[], folder: string): object {
  return {
    functions: [],
    proved: 0,
    failed: 0,
    seconds: 0,
    diagnostics: diagnostics.map(({ code, span, message }) => {
      const { file, line, column } = shown(span, folder);
      return { code, file, line, column, message };
    }),
  };
}

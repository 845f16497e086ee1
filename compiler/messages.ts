/**
 * Messages: what the compiler refuses of a program that the front end accepts.
 *
 * Owns        the table of C codes, in the form of the K codes (language/messages). A code is never reused.
 * Not here    what can be seen without compiling: that is rejected before anything is proved.
 */
import type { Message } from "../language/messages/message.ts";

export const MESSAGES = {
  C101: {
    title: "locals larger than the stack",
    message: "The locals of `{name}` take {bytes} bytes, and the stack of records has {limit}.",
    suggestion: "Move some of them into module state, or into functions of their own.",
    explanation: "Records and arrays of running functions share one stack.",
  },
  C102: {
    title: "condition without a test",
    message: "A checked function tests this at run time, but {what}.",
    suggestion: "Say it with smaller numbers, or verify the function.",
    explanation: "Sums and products are tested exactly; quotients and choices only where they fit 64 bits.",
  },
  C103: {
    title: "more than the memory",
    message: "The program needs {bytes} bytes of memory.",
    suggestion: "Make its state and its frames smaller.",
    explanation: "A WebAssembly memory has at most 4 GiB.",
  },
  C104: {
    title: "function named like the memory",
    message: "The module's memory is exported as `{name}`.",
    suggestion: "Give the function another name.",
    explanation: "Exports of a WebAssembly module are told apart by name.",
  },
} satisfies Record<string, Message>;

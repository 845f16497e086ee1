/**
 * The calls for what goes with calls, as data: bytes, handles and pages that a client lends or offers while it waits.
 *
 * Owns      their parameters, errors and meaning, as calls.ts does for the others.
 */
import {
  CLIENT,
  COPY,
  COPY_ERRORS,
  type Call,
  NO_CLIENT,
  NO_SLOT,
  PAGE,
  type Parameter,
  SLOT,
  handle,
} from "./call.ts";

const OFFSET: Parameter = {
  name: "offset",
  type: "u64",
  meaning: "of the first byte, in what the client lends",
};
const ADDRESS = { name: "address", type: "u64" } as const;
const LENGTH: Parameter = { name: "length", type: "u32", meaning: "how many bytes, at most 65536" };
const TRANSFER_ERRORS = {
  ...NO_CLIENT,
  NotAllowed:
    "the client does not lend its bytes so, or a page of either range must not be written, is in a large one, or memory of a device",
  BadArgument: "the client does not lend so many, or `length` is too great, or the ranges overlap",
  NoSuchPage: "a range ends behind 2^47",
  NotMapped: "there is nothing at a page of either range",
} as const;
const PAGES_OFFSET: Parameter = {
  name: "offset",
  type: "u64",
  meaning: "where a page begins, in what the client lends to be read and written",
};
const COUNT: Parameter = { name: "count", type: "u32", meaning: "how many pages, at most 16" };
const MOVE_ERRORS = {
  ...NO_CLIENT,
  NotAllowed:
    "the client does not lend its bytes to be read and written, or a page on either side must not be written, is in a large one, or memory of a device",
  BadArgument:
    "the client does not lend so many, no page begins there, `count` is too great, or a page is on both sides",
  NoSuchPage: "a page on either side has no number that there is",
  NotMapped: "there is nothing at a page on either side",
} as const;

export const TRANSFERS: readonly Call[] = [
  {
    name: "lend",
    group: "What goes with calls",
    summary: "says which bytes whoever the caller calls may use",
    effect:
      "While the caller waits for a reply, the process that has to reply can read or write these bytes of the caller's address space. It holds for all calls of this thread until it says otherwise.",
    parameters: [
      { name: "address", type: "u64", meaning: "of the first byte, in the caller's address space" },
      { name: "length", type: "u64", meaning: "how many; 0 for none" },
      { name: "access", type: "u32", meaning: "1 to read them, 2 to write them, 3 for both" },
    ],
    errors: { BadArgument: "there is no such access, or the bytes end behind 2^47" },
    notes: "Nothing needs to be mapped there: that is looked at when the bytes are used.",
  },
  {
    name: "read",
    group: "What goes with calls",
    summary: "copies bytes that a client lends to the caller's memory",
    effect: "The bytes from `address` on are those of the client's from `offset` on.",
    parameters: [
      CLIENT,
      OFFSET,
      { ...ADDRESS, meaning: "where they go, in the caller's address space" },
      LENGTH,
    ],
    errors: TRANSFER_ERRORS,
  },
  {
    name: "write",
    group: "What goes with calls",
    summary: "copies bytes of the caller's memory into what a client lends",
    effect: "The client's bytes from `offset` on are those from `address` on.",
    parameters: [
      CLIENT,
      OFFSET,
      { ...ADDRESS, meaning: "where they are, in the caller's address space" },
      LENGTH,
    ],
    errors: TRANSFER_ERRORS,
  },
  {
    name: "offer",
    group: "What goes with calls",
    summary: "says which handle whoever the caller calls may copy, and where it may put one",
    effect:
      "While the caller waits for a reply, the process that has to reply can take a copy of the handle, and put one into the slot. It holds for all calls of this thread until it says otherwise.",
    parameters: [
      handle("handle", "any of the caller's, with Grant; 0xffffffff for none"),
      ...COPY,
      {
        name: "slot",
        type: "slot",
        meaning: "an empty slot of the caller's, for a handle that it gets; 0xffffffff for none",
      },
    ],
    errors: { BadArgument: "there are no such rights" },
    notes: "The handle and the slot are looked at when they are used.",
  },
  {
    name: "accept",
    group: "What goes with calls",
    summary: "takes a copy of the handle that a client offers",
    effect: "The copy is in `slot`, with the rights and the badge that the client has said.",
    parameters: [CLIENT, SLOT],
    errors: {
      ...NO_CLIENT,
      NoSuchHandle: "the client offers no handle",
      Destroyed: "the object of the handle is destroyed",
      NotAllowed: "the handle lacks the right Grant",
      ...NO_SLOT,
    },
  },
  {
    name: "grant",
    group: "What goes with calls",
    summary: "gives a client a copy of a handle",
    effect: "The copy is in the slot that the client has said.",
    parameters: [CLIENT, handle("handle", "any of the caller's, with Grant"), ...COPY],
    errors: {
      ...NO_CLIENT,
      ...COPY_ERRORS,
      NotAllowed: "the handle lacks the right Grant",
      SlotTaken: "the client has said no slot, or it is not empty",
    },
  },
  {
    name: "takePages",
    group: "What goes with calls",
    summary: "moves whole pages that a client lends to the caller",
    effect:
      "The caller's pages are the frames that the client's were, with what is in them, and the client's are the frames that the caller's were, full of zeros. Nobody pays for more than before.",
    parameters: [CLIENT, PAGES_OFFSET, { ...PAGE, meaning: "the first of the caller's" }, COUNT],
    errors: MOVE_ERRORS,
  },
  {
    name: "putPages",
    group: "What goes with calls",
    summary: "moves whole pages of the caller to where a client lends some",
    effect: "As `takePages`, the other way.",
    parameters: [CLIENT, PAGES_OFFSET, { ...PAGE, meaning: "the first of the caller's" }, COUNT],
    errors: MOVE_ERRORS,
  },
];

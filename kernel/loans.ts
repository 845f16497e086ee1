/**
 * Loans: what a client lends with its call, and how its server comes to it.
 *
 * Owns      no state. What becomes of using a client's loan; where the bytes are that it lends.
 * Life      a thread says once what it lends; a process can use it while the thread waits for a reply of that process.
 * Not here  what threads lend (threads.ts), copying (ranges.ts).
 */
import { ensures, implies, requires, spec, u64, type int, type u32 } from "welkin";
import { consistent, threadHasProcess } from "./consistency.ts";
import { FRAME_BYTES, SPACE_BYTES } from "./machine.ts";
import { MOST } from "./moves.ts";
import { processes, spaceOf } from "./processes.ts";
import { queues } from "./queues.ts";
import { LONGEST, pageOf } from "./ranges.ts";
import { isClient, isClientOf } from "./rendezvous.ts";
import { spaces } from "./spaces.ts";
import { Status, andThen } from "./status.ts";
import { loanAt, loans, processAt, threads } from "./threads.ts";

/** What may be done with bytes that are lent: bits. */
export const LEND_READ: u32 = 1;
export const LEND_WRITE: u32 = 2;
export const LEND_BOTH: u32 = 3;

/** What becomes of using so many bytes, from byte `offset` on, of those that a client of process `p` lends. */
export const loanStatus = spec((p: u32, client: u32, offset: u64, length: int, wanted: u32): Status =>
  !isClientOf(p, client)
    ? Status.NoSuchClient
    : (loans().get(client).access & wanted) !== wanted
      ? Status.NotAllowed
      : length > LONGEST || offset + length > loans().get(client).length
        ? Status.BadArgument
        : Status.Done,
);

/** Checks that so many bytes of a client's can be used. */
export function checkLoan(p: u32, client: u32, offset: u64, length: u32, wanted: u32): Status {
  requires(consistent() && processes().has(p) && queues().has(processes().get(p).replies));
  ensures((status: Status) => status === loanStatus(p, client, offset, length, wanted));
  ensures((status: Status) =>
    implies(
      status === Status.Done,
      threads().has(client) && loans().get(client).address + offset + length <= SPACE_BYTES,
    ),
  );
  if (!isClient(p, client)) return Status.NoSuchClient;
  const loan = loanAt(client);
  if ((loan.access & wanted) !== wanted) return Status.NotAllowed;
  if (length > LONGEST || offset > loan.length) return Status.BadArgument;
  return u64.from(length) > loan.length - offset ? Status.BadArgument : Status.Done;
}

/** What becomes of moving so many whole pages, from byte `offset` on of what a client of `p` lends. */
export const lentPagesStatus = spec((p: u32, client: u32, offset: u64, count: int): Status =>
  andThen(
    loanStatus(p, client, offset, count * FRAME_BYTES, LEND_BOTH),
    lentAddress(client, offset) % FRAME_BYTES !== 0 ? Status.BadArgument : Status.Done,
  ),
);

/** Checks that so many whole pages of a client's can be moved. */
export function checkLentPages(p: u32, client: u32, offset: u64, count: u32): Status {
  requires(consistent() && processes().has(p) && queues().has(processes().get(p).replies));
  ensures((status: Status) => status === lentPagesStatus(p, client, offset, count));
  ensures((status: Status) =>
    implies(
      status === Status.Done,
      threads().has(client) && count <= MOST && loans().get(client).address + offset <= SPACE_BYTES,
    ),
  );
  const length = count > MOST ? LONGEST + 1 : count * FRAME_BYTES;
  const status = checkLoan(p, client, offset, length, LEND_BOTH);
  if (status !== Status.Done) return status;
  return ((loanAt(client).address + offset) & 4095) === 0 ? Status.Done : Status.BadArgument;
}

/** The address of byte `offset` of those that a thread lends. */
export const lentAddress = spec((t: u32, offset: u64): u64 => u64.from(loans().get(t).address + offset));

/** The page that begins there. */
export const lentPage = spec((t: u32, offset: u64): u64 => pageOf(lentAddress(t, offset)));

/** The process of a thread. */
export const processOfThread = spec((t: u32): u32 => threads().get(t).process);

/** The process of a thread. */
export function processFrom(t: u32): u32 {
  requires(consistent() && threads().has(t));
  ensures((p: u32) => p === processOfThread(t) && processes().has(p));
  threadHasProcess(t);
  return processAt(t);
}

/** The address space of a thread. */
export const spaceOfThread = spec((t: u32): u32 => processes().get(processOfThread(t)).space);

/** The address space of a thread. */
export function spaceFrom(t: u32): u32 {
  requires(consistent() && threads().has(t));
  ensures((space: u32) => space === spaceOfThread(t) && spaces().has(space));
  threadHasProcess(t);
  return spaceOf(processAt(t));
}

/**
 * The parent of all programs: answers what they ask of it, each by the badge of its handle.
 *
 * Owns        the endpoint, which program has which badge.
 * Invariants  what a program asks is about itself and its own children; a wrong question is answered with an error.
 * Not here    what becomes of children (children.ts).
 */
import type { Endpoint, Received } from "../endpoint.ts";
import { errorNumber, isOver } from "./errors.ts";
import { descriptorWords, type Startup } from "./startup.ts";
import {
  BAD_FILE,
  FAULT,
  INPUT_OUTPUT,
  NOT_CONNECTED,
  NOT_SUPPORTED,
  SUCCESS,
} from "../../../services/errors.ts";
import {
  ARGUMENTS,
  DESCRIPTOR,
  DESCRIPTOR_NAME,
  ENVIRONMENT,
  EXIT,
  KILL,
  SPAWN,
  STARTUP,
  WAIT,
} from "../../../services/protocol.ts";

/** Requests that are waited for at a time. */
const RECEIVERS = 4;

/** A program, as its parent knows it. */
export interface Member {
  readonly startup: Startup;
  /** It ends itself with this code. */
  exits(code: number): void;
  /** Words of the answer: the number of its child. */
  spawn(request: Received): Promise<readonly number[]>;
  /** Words of the answer: a code, and how the child has ended. */
  wait(child: number): Promise<readonly number[]>;
  kill(child: number): Promise<void>;
}

export class Parent {
  readonly endpoint: Endpoint;
  private readonly members = new Map<bigint, Member>();

  private constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
    for (let receiver = 0; receiver < RECEIVERS; receiver += 1) void this.serve();
  }

  /** Rejects if there are no frames for it. */
  static async create(endpoint: Endpoint): Promise<Parent> {
    await endpoint.port.javascript.prepareReceivers(RECEIVERS);
    return new Parent(endpoint);
  }

  add(badge: number, member: Member): void {
    this.members.set(BigInt(badge), member);
  }

  remove(badge: number): void {
    this.members.delete(BigInt(badge));
  }

  /** Until the machine is shut down. */
  private async serve(): Promise<void> {
    try {
      for (;;) void this.handle(await this.endpoint.receive({ patient: true }));
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  }

  private async handle(request: Received): Promise<void> {
    const member = this.members.get(request.badge);
    try {
      if (Number(request.words[0]! & 0xffffn) === EXIT)
        return member?.exits(Number(request.words[1]! & 0xffff_ffffn));
      await request.reply(member ? await this.answer(member, request) : [NOT_CONNECTED]);
    } catch (error) {
      // Who has asked is no more.
      if (!isOver(error)) throw error;
    }
  }

  /** The words of the answer. A service that fails meanwhile is an error like others. */
  private async answer(member: Member, request: Received): Promise<readonly (number | bigint)[]> {
    try {
      return [SUCCESS, ...(await this.results(member, request))];
    } catch (error) {
      return [errorNumber(error, error instanceof Refusal ? error.number : INPUT_OUTPUT)];
    }
  }

  private async results(member: Member, request: Received): Promise<readonly (number | bigint)[]> {
    const { startup } = member;
    const number = Number(request.words[1]! & 0xffff_ffffn);
    switch (Number(request.words[0]! & 0xffffn)) {
      case STARTUP:
        return startup.words;
      case ARGUMENTS:
        return await fill(request, startup.args);
      case ENVIRONMENT:
        return await fill(request, startup.env);
      case DESCRIPTOR:
        return descriptorWords(startup.descriptors[number] ?? refuse(BAD_FILE));
      case DESCRIPTOR_NAME:
        return await fill(request, (startup.descriptors[number] ?? refuse(BAD_FILE)).name);
      case SPAWN:
        return await member.spawn(request);
      case WAIT:
        return await member.wait(number);
      case KILL:
        await member.kill(number);
        return [];
      default:
        return refuse(NOT_SUPPORTED);
    }
  }
}

/** Why a question is not answered otherwise. */
export class Refusal extends Error {
  readonly number: number;

  constructor(number: number) {
    super(`refused: ${number}`);
    this.number = number;
  }
}

export function refuse(number: number): never {
  throw new Refusal(number);
}

/** Writes into what the program has lent. */
async function fill(request: Received, bytes: Uint8Array): Promise<readonly number[]> {
  if (bytes.length === 0) return [];
  try {
    await request.write(0, bytes);
  } catch (error) {
    if (isOver(error)) throw error;
    refuse(FAULT);
  }
  return [];
}

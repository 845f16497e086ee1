/**
 * Sessions: what a program has in the services, by the badge of its handles.
 *
 * Owns        the number, and what is in the session, so that it can be opened again in a service that has lost it.
 * Numbers     a service gives the least number that is free: so what is opened in the same order has the same numbers.
 * Not here    what the program is told of it (startup.ts).
 */
import type { Service } from "./service.ts";
import { answered } from "./errors.ts";
import {
  CLOSE_SESSION,
  MOUNT_HOST,
  MOUNT_MEMORY,
  OPEN_CONSOLE,
  OPEN_LISTENER,
  OPEN_SESSION,
  SHARE,
} from "../../../services/protocol.ts";

/** Something that is opened in a session when it begins. */
export type Opening =
  | { readonly kind: "console"; readonly stream: number; readonly terminal: boolean }
  | { readonly kind: "listener"; readonly number: number }
  | { readonly kind: "host"; readonly handle: number; readonly writes: boolean }
  | { readonly kind: "memory" }
  /** A file of another session. */
  | { readonly kind: "shared"; readonly session: number; readonly file: number; readonly writes: boolean };

export class Session {
  readonly number: number;
  readonly service: Service;
  private readonly openings: readonly Opening[];
  /** Bytes of files in memory that it may have. */
  private readonly quota: number;

  /** What is opened has the numbers from 0 on, in this order. */
  constructor(
    number: number,
    {
      service,
      openings,
      quota = 0,
    }: {
      readonly service: Service;
      readonly openings: readonly Opening[];
      readonly quota?: number;
    },
  ) {
    this.number = number;
    this.service = service;
    this.openings = openings;
    this.quota = quota;
  }

  async open(): Promise<void> {
    const requests = [this.begin(), ...this.openings.map((opening) => this.openOne(opening))];
    const results = await Promise.allSettled(requests);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  /**
   * It may be open, as a whole or in part, and in use: one thing is opened after the other, so that what cannot be opened leaves its
   * number to nothing else.
   */
  async openAnew(): Promise<void> {
    await this.close();
    await this.begin();
    for (const opening of this.openings) await this.openOne(opening);
  }

  private begin(): Promise<void> {
    return this.ask(OPEN_SESSION, this.quota, this.service.era);
  }

  /** It is in the service no more, if it was. */
  async close(): Promise<void> {
    await this.service.call([CLOSE_SESSION, this.number]);
  }

  private async openOne(opening: Opening): Promise<void> {
    switch (opening.kind) {
      case "console":
        return await this.ask(OPEN_CONSOLE, opening.stream, this.number, opening.terminal ? 1 : 0);
      case "listener":
        return await this.ask(OPEN_LISTENER, opening.number);
      case "host":
        return await this.ask(MOUNT_HOST, opening.handle, opening.writes ? 1 : 0);
      case "memory":
        return await this.ask(MOUNT_MEMORY, 1);
      case "shared":
        return void answered(
          await this.service.call([
            SHARE,
            opening.session,
            opening.file,
            this.number,
            opening.writes ? 0 : 1,
          ]),
        );
    }
  }

  private async ask(operation: number, ...words: readonly number[]): Promise<void> {
    answered(await this.service.call([operation, this.number, ...words]));
  }
}

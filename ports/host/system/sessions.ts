/**
 * Sessions that are open, so that a service which has lost them gets them again.
 *
 * Owns        which they are.
 * Invariants  what is told to a service in vain, for it fails meanwhile, is told again to its successor, from the beginning.
 */
import { ignoreEnd } from "./errors.ts";
import type { Service } from "./service.ts";
import type { Session } from "./session.ts";

export class Sessions {
  private readonly all = new Set<Session>();

  get size(): number {
    return this.all.size;
  }

  /** Resolves when the session is open. Rejects if it cannot be; then there is nothing of it. */
  async open(session: Session): Promise<void> {
    try {
      await session.service.use(async (isAgain) => {
        this.all.add(session);
        await session.open({ anew: isAgain });
      });
    } catch (error) {
      await this.close(session);
      throw error;
    }
  }

  /** A service that fails meanwhile knows nothing of the session when it is back. */
  async close(session: Session): Promise<void> {
    if (this.all.delete(session)) await session.close().catch(ignoreEnd);
  }

  /** Opens in a service again what it has lost. What cannot be, since it shares what is lost for good, is closed. */
  async reopen(service: Service): Promise<void> {
    for (const session of this.all)
      if (session.service === service)
        await session.open({ anew: true }).catch(() => session.close().catch(ignoreEnd));
  }
}

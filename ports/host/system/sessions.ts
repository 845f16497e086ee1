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
  private reopening: Promise<void> = Promise.resolve();

  get size(): number {
    return this.all.size;
  }

  has(session: Session): boolean {
    return this.all.has(session);
  }

  /** Resolves when the session is open. Rejects if it cannot be; then there is nothing of it. */
  async open(session: Session): Promise<void> {
    try {
      await session.service.use(async (isAgain) => {
        this.all.add(session);
        await (isAgain ? session.openAnew() : session.open());
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

  /** Opens in a service again what it has lost, one time after the other. */
  reopen(service: Service): Promise<void> {
    this.reopening = this.reopening.then(() => this.reopenAll(service));
    return this.reopening;
  }

  private async reopenAll(service: Service): Promise<void> {
    for (const session of this.all) if (session.service === service) await this.reopenOne(session);
  }

  /** What cannot be opened, since it shares what is lost for good, is closed; and so is what was closed meanwhile. */
  private async reopenOne(session: Session): Promise<void> {
    try {
      await session.openAnew();
      if (this.all.has(session)) return;
    } catch {
      // It is not open, or in part.
    }
    await session.close().catch(ignoreEnd);
  }
}

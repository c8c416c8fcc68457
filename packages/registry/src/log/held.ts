import type { LogEvent } from '../signed/event.ts';
import { isHoldEvent, RELEASED } from '../signed/hold.ts';

/** Which leaves are held, as a log is read from its beginning on. Grows with the holds in force alone. */
export class HeldLeaves {
  readonly #byHold = new Map<string, readonly string[]>();
  readonly #released = new Set<string>();

  meet(event: Pick<LogEvent, 'type' | 'subject' | 'details'>): void {
    if (!isHoldEvent(event)) return;
    const { hold, entries } = event.details;
    const key = `${event.subject} ${hold}`;
    if (event.type === RELEASED) {
      // Entries of another log may have been taken in in another order.
      if (!this.#byHold.delete(key)) this.#released.add(key);
    } else if (Array.isArray(entries) && !this.#released.delete(key)) {
      this.#byHold.set(key, entries);
    }
  }

  has(leafHash: Uint8Array): boolean {
    if (this.#byHold.size === 0) return false;
    const leaf = Buffer.from(leafHash).toString('hex');
    return Array.from(this.#byHold.values()).some((entries) => entries.includes(leaf));
  }
}

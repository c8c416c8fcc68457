import { isIPv6 } from 'node:net';
import { Problem } from './problem.ts';

/** Clients that are remembered; the longest unseen goes first. */
const MOST_CLIENTS = 20_000;

/** Where requests are counted. */
export interface RateStore {
  /**
   * Takes one of a client's requests, of which `most` can wait to be used and `perMinute` come again.
   *
   * @returns null; or the seconds until there is one.
   */
  take(client: string, perMinute: number, most: number): Promise<number | null>;
}

/** Counts in this process: each of several instances for itself. */
export class MemoryRates implements RateStore {
  readonly #now: () => number;
  readonly #clients = new Map<string, { tokens: number; at: number }>();

  /** @param now Milliseconds; of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async take(client: string, perMinute: number, most: number): Promise<number | null> {
    const now = this.#now();
    const known = this.#clients.get(client) ?? { tokens: most, at: now };
    this.#clients.delete(client);
    const tokens = Math.min(most, known.tokens + ((now - known.at) / 60_000) * perMinute);
    const isLeft = tokens >= 1;
    this.#clients.set(client, { tokens: isLeft ? tokens - 1 : tokens, at: now });
    if (this.#clients.size > MOST_CLIENTS) {
      this.#clients.delete(this.#clients.keys().next().value as string);
    }
    return isLeft ? null : ((1 - tokens) * 60) / perMinute;
  }
}

/** Requests a minute of each client, with as many at once as half a minute has. */
export class RateLimit {
  readonly #kind: string;
  readonly #perMinute: number;
  readonly #store: RateStore;
  readonly #otherwise = new MemoryRates();

  /** @param kind Of the clients: an address and a token are never one. */
  constructor(kind: string, perMinute: number, store: RateStore) {
    this.#kind = kind;
    this.#perMinute = perMinute;
    this.#store = store;
  }

  /**
   * Where a shared store is out of reach, this process counts: who attacks it gains no more than that.
   *
   * @throws Problem RATE_LIMITED with Retry-After.
   */
  async take(client: string): Promise<void> {
    const name = `${this.#kind} ${client}`;
    const most = Math.max(1, this.#perMinute / 2);
    const wait = await this.#store
      .take(name, this.#perMinute, most)
      .catch(() => this.#otherwise.take(name, this.#perMinute, most));
    if (wait === null) return;
    const seconds = Math.ceil(wait);
    throw new Problem('RATE_LIMITED', `Too many requests. Try again in ${seconds} s.`, {
      headers: { 'retry-after': String(seconds) },
    });
  }
}

/** Who has one IPv6 address has 2^64 of them: they are one client. */
export function clientOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

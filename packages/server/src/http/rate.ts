import { isIPv6 } from 'node:net';
import { Problem } from './problem.ts';

/** Clients that are remembered; the longest unseen goes first. */
const MOST_CLIENTS = 20_000;

/**
 * Requests a minute of each client, with as many at once as half a minute has. Kept in this process: each
 * of several instances counts for itself.
 */
export class RateLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #clients = new Map<string, { tokens: number; at: number }>();

  /** @param now Milliseconds; of a clock that never goes back. */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** @throws Problem RATE_LIMITED with Retry-After. */
  take(client: string): void {
    const most = Math.max(1, this.#perMinute / 2);
    const now = this.#now();
    const known = this.#clients.get(client) ?? { tokens: most, at: now };
    this.#clients.delete(client);
    const tokens = Math.min(most, known.tokens + ((now - known.at) / 60_000) * this.#perMinute);
    const isLeft = tokens >= 1;
    this.#clients.set(client, { tokens: isLeft ? tokens - 1 : tokens, at: now });
    if (this.#clients.size > MOST_CLIENTS) {
      this.#clients.delete(this.#clients.keys().next().value as string);
    }
    if (isLeft) return;
    const seconds = Math.ceil(((1 - tokens) * 60) / this.#perMinute);
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

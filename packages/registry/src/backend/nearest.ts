export interface Near {
  readonly index: number;
  /** Bits. */
  readonly distance: number;
  readonly variant: number;
}

/**
 * The `limit` nearest records of all that are offered, each once: nearest first, then oldest, then of
 * the first variant. Takes memory for `limit` of them, however many are offered.
 */
export class Nearest {
  readonly #limit: number;
  readonly #kept: Near[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether it could still be among them. */
  wants(near: Near): boolean {
    return this.#kept.length < this.#limit || compare(near, this.#kept.at(-1)!) < 0;
  }

  offer(near: Near): void {
    const kept = this.#kept;
    const known = kept.findIndex(({ index }) => index === near.index);
    if (known >= 0) {
      if (compare(near, kept[known]!) >= 0) return;
      kept.splice(known, 1);
    }
    const at = kept.findIndex((other) => compare(near, other) < 0);
    kept.splice(at < 0 ? kept.length : at, 0, near);
    if (kept.length > this.#limit) kept.pop();
  }

  all(): readonly Near[] {
    return this.#kept;
  }
}

function compare(a: Near, b: Near): number {
  return a.distance - b.distance || a.index - b.index || a.variant - b.variant;
}

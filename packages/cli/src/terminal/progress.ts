import type { Io } from './io.ts';

const INTERVAL_MS = 100;

/**
 * One line on a terminal's stderr that counts, and gives way to result lines. Own code because
 * progress libraries assume that they alone write to the terminal.
 */
export class Progress {
  readonly #io: Io;
  readonly #total: number;
  readonly #shown: boolean;
  #done = 0;
  #drawn = 0;

  constructor(io: Io, total: number, quiet: boolean) {
    this.#io = io;
    this.#total = total;
    this.#shown = io.stderr.isTTY && !quiet && total > 1;
  }

  async step(): Promise<void> {
    this.#done++;
    const now = performance.now();
    if (!this.#shown || now - this.#drawn < INTERVAL_MS) return;
    this.#drawn = now;
    const filled = Math.round((20 * this.#done) / this.#total);
    const bar = '█'.repeat(filled).padEnd(20, '░');
    await this.#io.stderr.write(`\r${bar} ${this.#done}/${this.#total}\x1b[K`);
  }

  /** Takes the line away: before a result is printed, and at the end. */
  async clear(): Promise<void> {
    if (this.#shown) await this.#io.stderr.write('\r\x1b[K');
  }
}

/** A limit on something that begins later: `exceeded` rejects `seconds` after `start()`. */
export class TimeLimit {
  readonly exceeded: Promise<never>;
  readonly #seconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reject: (reason: Error) => void = () => {};

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.exceeded = new Promise((_, reject) => {
      this.#reject = reject;
    });
  }

  get started(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    const error = new Error(`no answer in ${this.#seconds} seconds`);
    this.#timer = setTimeout(() => this.#reject(error), this.#seconds * 1000);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

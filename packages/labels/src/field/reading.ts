import { ContainerError } from '@provenance/container';
import type { Field, FieldForm, UnreadPart, UnreadReason } from './field.ts';
import type { LabelLimits } from './limits.ts';

/** Ends the reading of a part. Thrown inside of {@link Reading.attempt}, which notes why. */
export class Unread extends Error {
  readonly reason: UnreadReason;

  constructor(reason: UnreadReason) {
    super(`A part was not read: ${reason}.`);
    this.name = 'Unread';
    this.reason = reason;
  }
}

/** The fields of one file as they are found, and what could not be read. Nothing grows over the limits. */
export class Reading {
  readonly limits: Required<LabelLimits>;
  readonly fields: Field[] = [];
  readonly #unread = new Map<string, UnreadPart>();
  #bytes = 0;

  constructor(limits: Required<LabelLimits>) {
    this.limits = limits;
  }

  /** Each part and reason once, in the order in which they were met. */
  get unread(): readonly UnreadPart[] {
    return [...this.#unread.values()];
  }

  add(part: string, form: FieldForm, name: string, value: string): void {
    if (value.trim() === '') return;
    if (this.fields.length >= this.limits.fields) this.cannotRead(part, 'limit');
    else this.fields.push({ form, name, value, part });
  }

  cannotRead(part: string, reason: UnreadReason): void {
    this.#unread.set(`${part} ${reason}`, { part, reason });
  }

  /**
   * Takes bytes of a block off what may be read. False: they are more than that, and the block is noted
   * as unread.
   */
  mayRead(part: string, bytes: number): boolean {
    if (bytes > this.roomFor()) {
      this.cannotRead(part, 'limit');
      return false;
    }
    this.#bytes += bytes;
    return true;
  }

  /** How many bytes the next block may have. */
  roomFor(): number {
    return Math.min(this.limits.blockBytes, this.limits.totalBytes - this.#bytes);
  }

  /** Reads a part: one that cannot be taken apart is noted, and the others are read all the same. */
  attempt(part: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof Unread) this.cannotRead(part, error.reason);
      else if (error instanceof ContainerError) {
        this.cannotRead(part, error.fault === 'tooManyParts' ? 'limit' : 'damaged');
      } else throw error;
    }
  }
}

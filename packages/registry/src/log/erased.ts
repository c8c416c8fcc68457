import { ProvenanceError } from '@provenance/content';
import type { Backend } from '../backend/backend.ts';
import { readErasure } from '../signed/erasure.ts';
import type { FindCertificate } from './certificates.ts';
import { signedBy } from './check.ts';
import { leafHash, sameHash } from './merkle.ts';

/** A Set holds 16 million. */
const PARTS = 256;

/**
 * Which entries a log has erased, by their leaf hashes: all that it still knows of them. Read when it is first asked,
 * and then only what came since. A hundred bytes of memory for each erasure.
 */
export class ErasedLeaves {
  readonly #backend: Backend;
  readonly #find: FindCertificate;
  readonly #erasedBy = Array.from({ length: PARTS }, () => new Map<string, number>());
  #size = 0;
  #running: Promise<void> = Promise.resolve();
  /** Begins when `#running` has ended: all that ask meanwhile share it. */
  #next: Promise<void> | null = null;

  constructor(backend: Backend, find: FindCertificate) {
    this.#backend = backend;
    this.#find = find;
  }

  /**
   * Whether the log of now has erased it. An index can say anything: an erasure that nobody signed is none.
   *
   * @throws ProvenanceError REGISTRY_CORRUPT.
   */
  async has(leaf: Uint8Array): Promise<boolean> {
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#running = this.#next!;
        this.#next = null;
        return this.#read();
      });
    await this.#next;
    const at = this.#erasedBy[leaf[0]!]!.get(keyOf(leaf));
    return at !== undefined && (await this.#says(at, leaf));
  }

  async #read(): Promise<void> {
    const { size } = await this.#backend.logState();
    if (size === this.#size) return;
    for await (const { index, bytes } of this.#backend.erasures(this.#size)) {
      const leaf = erasureOf(index, bytes).erasure.leafHash;
      this.#erasedBy[leaf[0]!]!.set(keyOf(leaf), index);
    }
    // What was written meanwhile is met twice, and is the same.
    this.#size = size;
  }

  async #says(index: number, leaf: Uint8Array): Promise<boolean> {
    const entry = await this.#backend.byLogIndex(index);
    if (!entry?.bytes || !sameHash(leafHash(entry.bytes), entry.leafHash)) throw corrupt(index);
    const { erasure, signed } = erasureOf(index, entry.bytes);
    if (!(await signedBy(signed, this.#find))) throw corrupt(index);
    return sameHash(erasure.leafHash, leaf);
  }
}

const keyOf = (leaf: Uint8Array): string => Buffer.from(leaf).toString('latin1');

function erasureOf(index: number, bytes: Uint8Array | null): ReturnType<typeof readErasure> {
  if (bytes === null) throw corrupt(index);
  try {
    return readErasure(bytes);
  } catch (cause) {
    throw corrupt(index, cause);
  }
}

function corrupt(index: number, cause?: unknown): ProvenanceError {
  return new ProvenanceError('REGISTRY_CORRUPT', `Entry ${index} is no erasure that holds.`, {
    cause,
  });
}

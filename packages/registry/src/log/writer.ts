import { setImmediate, setTimeout } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import type { Backend, NewEntry } from '../backend/backend.ts';
import { appendLeaves, leafHash, rootOf } from './merkle.ts';

/** A new entry before it has a place. */
export interface Draft {
  readonly kind: NewEntry['kind'];
  readonly bytes: Uint8Array;
  /** When it is known to be what its signer should have made; where it rejects, this one alone fails. */
  readonly checked?: Promise<void>;
  readonly manifestStore: Uint8Array | null;
  readonly keys: NewEntry['keys'];
  readonly event: NewEntry['event'];
  /** Log index of the record or event that it erases. */
  readonly erases: number | null;
  /**
   * Asked before each attempt: whether it is still to be written. Others write as well, and what it
   * erases may be gone.
   */
  readonly wanted?: () => Promise<boolean>;
  /** In a batch of its own: what is asked by `wanted` of others has to find it written, or not at all. */
  readonly alone?: boolean;
}

/** Where a draft went; or that its content id is taken, or that it was not wanted any more. */
export type Placed =
  | { readonly outcome: 'written'; readonly index: number }
  | { readonly outcome: 'taken' | 'unwanted' };

/** Signs the head of a log of that size and root. */
export type SignHead = (size: number, root: Uint8Array) => Promise<Uint8Array>;

/** Of a batch: entries, and bytes of them. One fsync and one signed head for all. */
const MOST_ENTRIES = 1024;
const MOST_BYTES = 2 ** 24;
/** Attempts of a batch, while others write in between. */
const MOST_ATTEMPTS = 200;

interface Waiting {
  readonly draft: Draft;
  readonly done: (placed: Placed) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Appends to the log, one batch at a time: whatever comes while a batch is on its way is the next one.
 */
export class LogWriter {
  readonly #backend: Backend;
  readonly #signHead: SignHead;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(backend: Backend, signHead: SignHead) {
    this.#backend = backend;
    this.#signHead = signHead;
  }

  /** Resolves when it is on disk. */
  append(draft: Draft): Promise<Placed> {
    return new Promise((done, failed) => {
      this.#waiting.push({ draft, done, failed });
      this.#running ??= this.#run();
    });
  }

  /** When nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // What is appended in the same turn is one batch.
    await setImmediate();
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        await this.#write(batch);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#running = null;
  }

  #take(): Waiting[] {
    let bytes = 0;
    const subjects = new Set<string | number>();
    const end = this.#waiting.findIndex(({ draft }, i) => {
      const subject = draft.keys?.contentId ?? draft.erases;
      bytes += draft.bytes.length + (draft.manifestStore?.length ?? 0);
      const full = i === MOST_ENTRIES || bytes > MOST_BYTES;
      // The second of two about the same is for the next batch, which finds what the first has done.
      const apart = draft.alone || this.#waiting[0]!.draft.alone;
      if (i > 0 && (full || apart || (subject !== null && subjects.has(subject)))) return true;
      if (subject !== null) subjects.add(subject);
      return false;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #write(all: readonly Waiting[]): Promise<void> {
    let batch = await approved(all, async ({ draft }) => draft.checked?.then(() => true) ?? true);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const state = await this.#backend.logState();
      batch = await approved(batch, async ({ draft, done }) => {
        const wanted = (await draft.wanted?.()) ?? true;
        if (!wanted) done({ outcome: 'unwanted' });
        return wanted;
      });
      if (batch.length === 0) return;
      const entries = batch.map(({ draft }, i): NewEntry => {
        const { kind, bytes, manifestStore, keys, event } = draft;
        return {
          index: state.size + i,
          kind,
          leafHash: leafHash(bytes),
          bytes,
          manifestStore,
          keys,
          event,
        };
      });
      const appended = appendLeaves(
        state,
        entries.map((entry) => entry.leafHash),
      );
      const { size, peaks } = appended.state;
      const outcome = await this.#backend.append({
        size: state.size,
        entries,
        nodes: appended.nodes,
        head: { size, bytes: await this.#signHead(size, rootOf(peaks)) },
        erase: batch.flatMap(({ draft }) => draft.erases ?? []),
      });
      if (outcome.written) {
        for (const [i, { done }] of batch.entries()) {
          done({ outcome: 'written', index: state.size + i });
        }
        return;
      }
      const taken = new Set(outcome.taken);
      const isTaken = ({ draft }: Waiting) => taken.has(draft.keys?.contentId ?? '');
      for (const { done } of batch.filter(isTaken)) done({ outcome: 'taken' });
      batch = batch.filter((each) => !isTaken(each));
      // Writers that try again at once would get in each other's way again.
      if (outcome.moved) await setTimeout(Math.random() * Math.min(attempt + 1, 20));
    }
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'Others write to the registry all the time, faster than this signer signs.',
    );
  }
}

/** Those of which `judge` says so. What cannot be told of one is no reason for the others to fail. */
async function approved(
  batch: readonly Waiting[],
  judge: (waiting: Waiting) => Promise<boolean>,
): Promise<Waiting[]> {
  const answers = await Promise.allSettled(batch.map(judge));
  return batch.filter(({ failed }, i) => {
    const answer = answers[i]!;
    if (answer.status === 'rejected') failed(answer.reason);
    return answer.status === 'fulfilled' && answer.value;
  });
}

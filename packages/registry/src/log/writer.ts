import { setImmediate, setTimeout } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import type { Backend, NewEntry } from '../backend/backend.ts';
import type { Unchecked } from '../signed/sign1.ts';
import { appendLeaves, leafHash, rootOf } from './merkle.ts';

/** A new entry before it has a place. */
export interface Draft {
  readonly kind: NewEntry['kind'];
  /** What is signed, or is being signed: its place is that in which it was given. Where that rejects, this one alone fails. */
  readonly bytes: Uint8Array | Promise<Unchecked>;
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
/** Where more wait, half of them are a batch: the others are signed while that is written. */
const MOST_AT_ONCE = 512;
const LATE_MILLISECONDS = 1000;
/** Attempts of a batch, while others write in between. */
const MOST_ATTEMPTS = 200;

interface Signed {
  readonly waiting: Waiting;
  readonly bytes: Uint8Array;
  readonly checked: Promise<void> | null;
}

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
    // It is heard in its batch.
    if (!(draft.bytes instanceof Uint8Array)) draft.bytes.catch(() => {});
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
      const batch = this.#fit(await this.#signed(this.#take()));
      if (batch.length === 0) continue;
      try {
        await this.#write(batch);
      } catch (error) {
        for (const { waiting } of batch) waiting.failed(error);
      }
    }
    this.#running = null;
  }

  #take(): Waiting[] {
    const { length } = this.#waiting;
    const most = length > MOST_AT_ONCE ? Math.ceil(length / 2) : length;
    const subjects = new Set<string | number>();
    const end = this.#waiting.findIndex(({ draft }, i) => {
      const subject = draft.keys?.contentId ?? draft.erases;
      const full = i === Math.min(most, MOST_ENTRIES);
      // The second of two about the same is for the next batch, which finds what the first has done.
      const apart = draft.alone || this.#waiting[0]!.draft.alone;
      if (i > 0 && (full || apart || (subject !== null && subjects.has(subject)))) return true;
      if (subject !== null) subjects.add(subject);
      return false;
    });
    return this.#waiting.splice(0, end < 0 ? length : end);
  }

  /**
   * Those that are signed, in their order. A signer that lets one wait, as one over a network may, lets the others, and
   * those that come meanwhile, wait for a second and no longer: it is of a later batch, and the first to be.
   */
  async #signed(all: readonly Waiting[]): Promise<readonly Signed[]> {
    const answers = all.map((): Signed | 'failed' | null => null);
    const signing = all.map(async (waiting, i) => {
      const { bytes } = waiting.draft;
      try {
        const signed = bytes instanceof Uint8Array ? { bytes, checked: null } : await bytes;
        answers[i] = { waiting, ...signed };
      } catch {
        answers[i] = 'failed';
      }
    });
    const late = setTimeout(LATE_MILLISECONDS, undefined, { ref: false });
    await Promise.race([Promise.all(signing), late]);
    this.#waiting.unshift(...all.filter((_, i) => answers[i] === null));
    const failed = all.filter((_, i) => answers[i] === 'failed');
    await Promise.all(
      failed.map(({ draft, failed }) => (draft.bytes as Promise<unknown>).catch(failed)),
    );
    return answers.filter((answer): answer is Signed => answer !== null && answer !== 'failed');
  }

  /** As many of the first as make no batch that is too large; the others wait on, before all that came later. */
  #fit(signed: readonly Signed[]): readonly Signed[] {
    let bytes = 0;
    const end = signed.findIndex(({ bytes: own, waiting: { draft } }, i) => {
      bytes += own.length + (draft.manifestStore?.length ?? 0);
      return i > 0 && bytes > MOST_BYTES;
    });
    if (end < 0) return signed;
    this.#waiting.unshift(...signed.slice(end).map(({ waiting }) => waiting));
    return signed.slice(0, end);
  }

  async #write(all: readonly Signed[]): Promise<void> {
    let batch = all;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const state = await this.#backend.logState();
      batch = await approved(batch, async ({ waiting: { draft, done } }) => {
        const wanted = (await draft.wanted?.()) ?? true;
        if (!wanted) done({ outcome: 'unwanted' });
        return wanted;
      });
      if (batch.length === 0) return;
      const entries = batch.map(({ bytes, waiting: { draft } }, i): NewEntry => {
        const { kind, manifestStore, keys, event } = draft;
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
      const [head, sound] = await Promise.all([
        this.#signHead(size, rootOf(peaks)),
        approved(batch, async ({ checked }) => checked?.then(() => true) ?? true),
      ]);
      if (sound.length < batch.length) {
        batch = sound;
        continue;
      }
      const outcome = await this.#backend.append({
        size: state.size,
        entries,
        nodes: appended.nodes,
        head: { size, bytes: head },
        erase: batch.flatMap(({ waiting: { draft } }) => draft.erases ?? []),
      });
      if (outcome.written) {
        for (const [i, { waiting }] of batch.entries()) {
          waiting.done({ outcome: 'written', index: state.size + i });
        }
        return;
      }
      const taken = new Set(outcome.taken);
      const isTaken = ({ waiting: { draft } }: Signed) => taken.has(draft.keys?.contentId ?? '');
      for (const { waiting } of batch.filter(isTaken)) waiting.done({ outcome: 'taken' });
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
  batch: readonly Signed[],
  judge: (each: Signed) => Promise<boolean>,
): Promise<readonly Signed[]> {
  const answers = await Promise.allSettled(batch.map(judge));
  return batch.filter(({ waiting }, i) => {
    const answer = answers[i]!;
    if (answer.status === 'rejected') waiting.failed(answer.reason);
    return answer.status === 'fulfilled' && answer.value;
  });
}

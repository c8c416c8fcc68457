import type { Backend, NodeId, StoredEntry, StoredHead } from '../backend/backend.ts';
import { readErasure } from '../signed/erasure.ts';
import { readTreeHead, type TreeHead } from '../signed/tree-head.ts';
import { LOG_ID } from '../write.ts';
import { Bitmap } from './bitmap.ts';
import { type FindCertificate, givenCertificates, storedCertificates } from './certificates.ts';
import { checkedRecord, signedBy } from './check.ts';
import { appendLeaves, leafHash, rootOf, sameHash } from './merkle.ts';

/** What can be wrong with a log, and where. */
export interface LogProblem {
  readonly kind: keyof typeof LOG_PROBLEMS;
  /** Of the entry; of a head its size; of a node its first leaf. */
  readonly index: number;
}

/** Every kind of problem, for people. */
export const LOG_PROBLEMS = {
  removed: 'The entry is gone, and the log does not say that it was erased.',
  altered: 'The entry is not what was logged, or its signature does not hold.',
  reordered: 'A genuine entry stands where another one was logged.',
  inserted: 'The entry is beyond the end of the log.',
  truncated: 'The log ends before something that was signed.',
  store: 'The manifest store is not that of the record.',
  erasure: 'What is said to be erased is still there, or was never logged so.',
  unindexed: 'The record is not found by its content id.',
  node: 'A node of the tree is not what its leaves give.',
  head: 'A signed head is not over this log.',
  unsigned: 'No signed head covers the end of the log.',
  forked: 'The log is not the one whose head was saved.',
} as const;

export interface LogReport {
  /** Nothing was found to be wrong. */
  readonly verified: boolean;
  /** The first hundred, in the order in which they were met. */
  readonly problems: readonly LogProblem[];
  readonly problemCount: number;
  /** What was looked at. */
  readonly entries: number;
  readonly records: number;
  readonly erasures: number;
  readonly heads: number;
  /** Root of the log as it is now: 32 bytes. */
  readonly root: Uint8Array;
}

export interface VerifyLogOptions {
  /** PEM chains that are accepted, and no others. Default: those that the registry keeps. */
  readonly certificates?: readonly string[];
  /**
   * A signed head that was saved earlier, away from the registry. Only this shows that the end of the
   * log was cut off, or that all of it was made anew by somebody with the key.
   */
  readonly head?: Uint8Array;
  readonly signal?: AbortSignal;
}

const MOST_PROBLEMS = 100;
/** Entries whose nodes are read together. */
const PAGE = 256;
/** A gap that is longer is told once, and ends the walk: an index may be any number. */
const MOST_GAP = 10_000;

/**
 * Looks at everything in a registry: every entry, its signature, its place in the tree, every node and
 * every head, as far as the log went when the walk began; others may write meanwhile. In one pass, with
 * memory that does not grow but for two bits an entry.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED, RECORD_MALFORMED for a saved head that is none,
 *   REGISTRY_UNAVAILABLE.
 */
export async function verifyLog(
  backend: Backend,
  options: VerifyLogOptions = {},
): Promise<LogReport> {
  const find = options.certificates
    ? await givenCertificates(options.certificates)
    : storedCertificates(backend);
  const walk = new LogWalk(backend, find);
  if (options.head) await walk.expect(options.head);
  await walk.run(options.signal);
  return walk.report();
}

/** One entry, as far as it can be judged alone. */
interface Looked {
  readonly index: number;
  /** Hash of its bytes; what the database says where there are none. */
  readonly leaf: Uint8Array | null;
  /** It is what its own hash says, and genuine. */
  readonly sound: boolean;
  readonly kind: 'entry' | 'missing';
}

class LogWalk {
  readonly #backend: Backend;
  readonly #find: FindCertificate;
  readonly #problems: LogProblem[] = [];
  #problemCount = 0;
  #state = appendLeaves({ size: 0, peaks: [] }, []).state;
  #page: Looked[] = [];
  #records = 0;
  #erasures = 0;
  #headCount = 0;
  /** Records without bytes, and those that an erasure names. */
  readonly #gone = new Bitmap();
  readonly #erased = new Bitmap();
  #saved: { readonly head: TreeHead; readonly sound: boolean } | null = null;
  #heads: AsyncIterator<StoredHead>;
  #nextHead: StoredHead | null = null;
  #logId: Uint8Array | null = null;
  /** Of the log when the walk began: there is a signed head there, whoever writes meanwhile. */
  #end = 0;
  #lastHead = 0;

  constructor(backend: Backend, find: FindCertificate) {
    this.#backend = backend;
    this.#find = find;
    this.#heads = backend.heads()[Symbol.asyncIterator]();
  }

  async expect(bytes: Uint8Array): Promise<void> {
    const { head, signed } = readTreeHead(bytes);
    this.#saved = { head, sound: (await signedBy(signed, this.#find)) !== null };
  }

  async run(signal?: AbortSignal): Promise<void> {
    this.#logId = await this.#backend.getMeta(LOG_ID);
    this.#end = (await this.#backend.stats()).entries;
    await this.#advanceHead();
    await this.#checkHeads();
    for await (const entry of this.#backend.entries()) {
      signal?.throwIfAborted();
      if (entry.index >= this.#end || !(await this.#reach(entry.index))) break;
      this.#page.push(await this.#look(entry));
      if (this.#page.length >= PAGE) await this.#turn();
    }
    await this.#turn();
    if (this.#state.size < this.#end) this.#problem('truncated', this.#state.size);
    const end = await this.#lookBeyond(signal);
    await this.#finishHeads(end);
    await this.#finishErasures();
  }

  report(): LogReport {
    return {
      verified: this.#problemCount === 0,
      problems: this.#problems,
      problemCount: this.#problemCount,
      entries: this.#state.size,
      records: this.#records,
      erasures: this.#erasures,
      heads: this.#headCount,
      root: rootOf(this.#state.peaks),
    };
  }

  #problem(kind: LogProblem['kind'], index: number): void {
    this.#problemCount++;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ kind, index });
  }

  /** Fills a gap before an entry. False: the walk cannot go on. */
  async #reach(index: number): Promise<boolean> {
    const next = this.#state.size + this.#page.length;
    if (index - next > MOST_GAP) {
      this.#problem('removed', next);
      return false;
    }
    for (let missing = next; missing < index; missing++) {
      this.#page.push({ index: missing, leaf: null, sound: false, kind: 'missing' });
      if (this.#page.length >= PAGE) await this.#turn();
    }
    return true;
  }

  async #look(entry: StoredEntry): Promise<Looked> {
    const { index, kind, bytes } = entry;
    const looked = (sound: boolean, leaf = bytes ? leafHash(bytes) : entry.leafHash): Looked => ({
      index,
      leaf,
      sound: sound && sameHash(leaf, entry.leafHash),
      kind: 'entry',
    });
    if (!bytes) {
      this.#gone.add(index);
      return looked(kind === 'record');
    }
    if (kind === 'erasure') {
      this.#erasures++;
      return looked(await this.#lookAtErasure(bytes));
    }
    this.#records++;
    try {
      const { record } = await checkedRecord({ ...entry, manifestStore: null }, this.#find);
      const found = await this.#backend.byContentId(record.contentId);
      // Erased since it was read: then it has to be found no more.
      if (found?.index !== index && (await this.#backend.byLogIndex(index))?.bytes) {
        this.#problem('unindexed', index);
      }
    } catch {
      return looked(false);
    }
    await checkedRecord(entry, this.#find).catch(() => this.#problem('store', index));
    return looked(true);
  }

  async #lookAtErasure(bytes: Uint8Array): Promise<boolean> {
    try {
      const { erasure, signed } = readErasure(bytes);
      if (!(await signedBy(signed, this.#find))) return false;
      const record = await this.#backend.byLogIndex(erasure.index);
      if (record && record.kind === 'record' && sameHash(record.leafHash, erasure.leafHash)) {
        this.#erased.add(erasure.index);
      } else {
        this.#problem('erasure', erasure.index);
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Holds a page of entries against the tree, and the tree against the heads. */
  async #turn(): Promise<void> {
    const page = this.#page;
    this.#page = [];
    const logged = await this.#readNodes(page.map(({ index }) => ({ level: 0, index })));
    for (const [i, { index, leaf, sound, kind }] of page.entries()) {
      const expected = logged[i] ?? null;
      const fits = leaf !== null && expected !== null && sameHash(leaf, expected);
      if (kind === 'missing') this.#problem('removed', index);
      else if (expected === null) this.#problem('node', index);
      else if (!sound) this.#problem('altered', index);
      else if (!fits) this.#problem('reordered', index);
      // What was logged: so that one entry does not make every node above it wrong.
      const used = expected ?? leaf ?? new Uint8Array(32);
      const { state, nodes } = appendLeaves(this.#state, [used]);
      this.#state = state;
      await this.#checkNodes(nodes.slice(1));
      await this.#checkHeads();
    }
  }

  async #checkNodes(nodes: readonly (NodeId & { readonly hash: Uint8Array })[]): Promise<void> {
    if (nodes.length === 0) return;
    const stored = await this.#readNodes(nodes);
    for (const [i, { level, index, hash }] of nodes.entries()) {
      const there = stored[i];
      if (!there || !sameHash(there, hash)) this.#problem('node', index * 2 ** level);
    }
  }

  /** Null for those that are missing. */
  async #readNodes(at: readonly NodeId[]): Promise<(Uint8Array | null)[]> {
    try {
      return await this.#backend.nodes(at);
    } catch {
      // One at a time, to tell which.
      return Promise.all(
        at.map((node) =>
          this.#backend.nodes([node]).then(
            ([hash]) => hash!,
            () => null,
          ),
        ),
      );
    }
  }

  async #checkHeads(): Promise<void> {
    const { size } = this.#state;
    while (this.#nextHead && this.#nextHead.size <= size) {
      this.#headCount++;
      if (!(await this.#isOver(this.#nextHead))) this.#problem('head', this.#nextHead.size);
      else this.#lastHead = this.#nextHead.size;
      await this.#advanceHead();
    }
    if (this.#saved?.head.size === size) {
      const { head, sound } = this.#saved;
      if (!sound || !this.#isOfThisLog(head)) this.#problem('forked', size);
    }
  }

  async #isOver(stored: StoredHead): Promise<boolean> {
    try {
      const { head, signed } = readTreeHead(stored.bytes);
      if (head.size !== stored.size || head.size !== this.#state.size) return false;
      return this.#isOfThisLog(head) && (await signedBy(signed, this.#find)) !== null;
    } catch {
      return false;
    }
  }

  #isOfThisLog({ logId, root }: TreeHead): boolean {
    return (
      this.#logId !== null &&
      sameHash(logId, this.#logId) &&
      sameHash(root, rootOf(this.#state.peaks))
    );
  }

  async #advanceHead(): Promise<void> {
    const { done, value } = await this.#heads.next();
    this.#nextHead = done ? null : value;
  }

  /**
   * What was appended during the walk is for the next one, but for the erasures of what was found gone.
   *
   * @returns Where the log ends now.
   */
  async #lookBeyond(signal?: AbortSignal): Promise<number> {
    let end = this.#end;
    for await (const { index, kind, bytes } of this.#backend.entries(this.#end)) {
      signal?.throwIfAborted();
      if (index >= end) end = (await this.#backend.stats()).entries;
      if (index >= end) this.#problem('inserted', index);
      else if (kind === 'erasure' && bytes) await this.#lookAtErasure(bytes);
    }
    return end;
  }

  async #finishHeads(end: number): Promise<void> {
    const { size } = this.#state;
    for (; this.#nextHead; await this.#advanceHead()) {
      if (this.#nextHead.size <= end) continue;
      if ((await this.#backend.stats()).entries >= this.#nextHead.size) continue;
      this.#headCount++;
      this.#problem('truncated', this.#nextHead.size);
    }
    if (this.#lastHead < size) this.#problem('unsigned', this.#lastHead);
    if (this.#saved && this.#saved.head.size > size) this.#problem('truncated', size);
  }

  async #finishErasures(): Promise<void> {
    for (const index of this.#gone) if (!this.#erased.has(index)) this.#problem('removed', index);
    for (const index of this.#erased) {
      if (this.#gone.has(index)) continue;
      // It was still there when it was read, and its erasure came after.
      if ((await this.#backend.byLogIndex(index))?.bytes) this.#problem('erasure', index);
    }
  }
}

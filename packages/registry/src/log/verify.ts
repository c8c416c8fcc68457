import type {
  Backend,
  IndexedEvent,
  IndexedKeys,
  NodeId,
  StoredEntry,
  StoredHead,
} from '../backend/backend.ts';
import type { CompromisedSince } from '../signed/certificate.ts';
import { readErasure } from '../signed/erasure.ts';
import { LOG_ID, readTreeHead, type TreeHead } from '../signed/tree-head.ts';
import { Bitmap } from './bitmap.ts';
import { type FindCertificate, givenIssuers, storedCertificates } from './certificates.ts';
import { eventKeysOf, keysOf, lookAtEvent, lookAtRecord, signedBy } from './check.ts';
import { HeldLeaves } from './held.ts';
import {
  appendLeaves,
  consistencyPath,
  continues,
  leafHash,
  peaksOf,
  rootOf,
  sameHash,
} from './merkle.ts';
import { LOOKUP_PROBLEMS, type LogProblem, type LogReport } from './report.ts';
import { Signers } from './signers.ts';

export interface VerifyLogOptions {
  /**
   * PEM chains that are accepted for everything, and no others; also the record keys that they have certified.
   * Default: those that the registry keeps, and whoever writes to it can keep any.
   */
  readonly certificates?: readonly string[];
  /**
   * PEM chains of the issuer: one of them, or a record key that it has certified, has to have signed a head over the
   * end of the log. What is under it may be signed by others: an earlier key, or whose records were taken in. Not looked
   * at where it is not given.
   */
  readonly issuer?: readonly string[];
  /**
   * SHA-256 of certificates, and ids of record keys, in hexadecimal, whose keys somebody else may have: a head over the
   * end of the log has to be by another, which no such certificate has certified. A record key that was given itself
   * counts all the same. What is under that head stays as it is.
   */
  readonly compromised?: readonly string[];
  /**
   * The same by the certificate or delegation itself, with the day. A record that is dated from that day on is counted
   * (`compromisedRecords`): who has the key may have made it, though another has signed the end.
   */
  readonly compromisedSince?: CompromisedSince;
  /**
   * A signed head that was saved earlier, away from the registry. Only this shows that the end of the
   * log was cut off, or that all of it was made anew by somebody with the key.
   */
  readonly head?: Uint8Array;
  /**
   * The signed head of a log that was verified to its end. Where it still is of this log, what it covers is not looked
   * at again, and neither are storage and look-ups as a whole: what somebody changed there since is for the next
   * verification without it. Where it is not, everything is looked at.
   */
  readonly since?: Uint8Array;
  readonly signal?: AbortSignal;
}

const MOST_PROBLEMS = 100;
/** Whose index is none of an entry. */
const OF_THE_TREE = new Set<LogProblem['kind']>(['node', 'head', 'unsigned', 'stranger', 'forked']);
/** Entries whose nodes are read together. */
const PAGE = 256;
/** A gap that is longer is told once, and ends the walk: an index may be any number. */
const MOST_GAP = 10_000;

/**
 * Looks at everything in a registry: every entry, its signature and issuer, its place in the tree, what it
 * is found by, its manifest store, every node and every head, as far as the log went when the walk began;
 * others may write meanwhile. Then at every look-up, whether it leads where it should. With memory that
 * does not grow but for two bits an entry.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED, RECORD_MALFORMED for a saved head that is none,
 *   REGISTRY_UNAVAILABLE; REGISTRY_CORRUPT where the database is damaged so that it cannot be read.
 */
export async function verifyLog(
  backend: Backend,
  options: VerifyLogOptions = {},
): Promise<LogReport> {
  const stored = storedCertificates(backend);
  const given = options.certificates && (await givenIssuers(options.certificates));
  const issuer = options.issuer && (await givenIssuers(options.issuer));
  const find = given?.among(stored) ?? stored;
  const { compromised = [], compromisedSince } = options;
  const accepted = given ?? issuer ?? null;
  const signers = new Signers(find, stored, accepted, compromised, compromisedSince);
  const walk = new LogWalk(backend, find, signers);
  if (options.head) await walk.expect(options.head);
  await walk.run(options.since ?? null, options.signal);
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
  readonly #signers: Signers;
  readonly #problems: LogProblem[] = [];
  #problemCount = 0;
  #state = appendLeaves({ size: 0, peaks: [] }, []).state;
  #page: Looked[] = [];
  /** Records of the page that are genuine, with what they have to be found by. */
  #found: IndexedKeys[] = [];
  #foundEvents: IndexedEvent[] = [];
  /** Entries that something is wrong with, among the first problems: a stray that leads there is no news. */
  readonly #told = new Set<number>();
  #records = 0;
  #events = 0;
  #erasures = 0;
  #compromised = 0;
  #headCount = 0;
  /** Records and events without bytes, and those that an erasure names. */
  readonly #gone = new Bitmap();
  readonly #erased = new Bitmap();
  readonly #held = new HeldLeaves();
  /** Where the walk begins. */
  #from = 0;
  #saved: { readonly head: TreeHead; readonly sound: boolean } | null = null;
  #heads: AsyncIterator<StoredHead>;
  #nextHead: StoredHead | null = null;
  #logId: Uint8Array | null = null;
  /** Of the log when the walk began: there is a signed head there, whoever writes meanwhile. */
  #end = 0;
  #unguarded = 0;
  /** Size of the last head that holds, and of the last one by somebody who is accepted. */
  #lastHead = 0;
  #lastAccepted = 0;

  constructor(backend: Backend, find: FindCertificate, signers: Signers) {
    this.#backend = backend;
    this.#find = find;
    this.#signers = signers;
    this.#heads = backend.heads()[Symbol.asyncIterator]();
  }

  async expect(bytes: Uint8Array): Promise<void> {
    const { head, signed } = readTreeHead(bytes);
    this.#saved = { head, sound: (await signedBy(signed, this.#find)) !== null };
  }

  async run(since: Uint8Array | null, signal?: AbortSignal): Promise<void> {
    // Before anything is read: the library of a folder ends the process over a damaged page.
    if (since === null) await this.#backend.checkStorage(signal);
    this.#logId = await this.#backend.getMeta(LOG_ID);
    const { entries, unguarded } = await this.#backend.stats();
    this.#end = entries;
    this.#unguarded = Math.min(unguarded, entries);
    if (since !== null) {
      await this.#beginAt(since);
      if (this.#from === 0) await this.#backend.checkStorage(signal);
    }
    await this.#advanceHead();
    await this.#checkHeads();
    for await (const entry of this.#backend.entries(this.#from)) {
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
    if (this.#from > 0) return;
    for await (const index of this.#backend.strays()) {
      signal?.throwIfAborted();
      if (!this.#told.has(index)) this.#problem('stray', index);
    }
  }

  /** Skips what a head covers, if it is of this log and somebody who may has signed it. */
  async #beginAt(bytes: Uint8Array): Promise<void> {
    const { head, signed } = readTreeHead(bytes);
    const { size } = head;
    const { holds, accepted } = await this.#signers.judge(signed);
    if (size > this.#end) return this.#problem('truncated', this.#end);
    const peaks = await this.#readNodes(peaksOf(size));
    const known = peaks.filter((hash) => hash !== null);
    const isOfThisLog =
      known.length === peaks.length &&
      this.#logId !== null &&
      sameHash(head.logId, this.#logId) &&
      sameHash(head.root, rootOf(known));
    if (!holds || !isOfThisLog) return this.#problem('forked', size);
    this.#state = { size, peaks: known };
    this.#from = size;
    this.#lastHead = size;
    if (accepted) this.#lastAccepted = size;
    this.#heads = this.#backend.heads(size + 1)[Symbol.asyncIterator]();
    await this.#meetHolds(size);
    if (this.#saved && this.#saved.head.size <= size) await this.#holdAgainst(this.#saved, head);
  }

  /** A head that was saved before that one: the walk does not come past it. */
  async #holdAgainst(saved: { head: TreeHead; sound: boolean }, since: TreeHead): Promise<void> {
    const { size, logId } = saved.head;
    const path = await consistencyPath(size, since.size, (at) => this.#backend.nodes(at)).catch(
      () => null,
    );
    const grew = path !== null && continues(saved.head, since, path);
    if (!saved.sound || !sameHash(logId, since.logId) || !grew) this.#problem('forked', size);
    this.#saved = null;
  }

  /** What was held before may be erased after. */
  async #meetHolds(end: number): Promise<void> {
    for (let from = 0; from < end; ) {
      const events = await this.#backend.events({ subject: null, from, limit: PAGE });
      for (const entry of events.filter(({ index }) => index < end)) {
        const event = await lookAtEvent(entry, this.#find);
        if (event) this.#held.meet(event);
      }
      if (events.length < PAGE) return;
      from = events.at(-1)!.index + 1;
    }
  }

  report(): LogReport {
    return {
      from: this.#from,
      verified: this.#problemCount === 0,
      problems: this.#problems,
      problemCount: this.#problemCount,
      entries: this.#state.size,
      records: this.#records,
      events: this.#events,
      erasures: this.#erasures,
      compromisedRecords: this.#compromised,
      heads: this.#headCount,
      root: rootOf(this.#state.peaks),
      signers: this.#signers.all(),
      unguarded: this.#unguarded,
    };
  }

  #problem(kind: LogProblem['kind'], index: number): void {
    this.#problemCount++;
    if (this.#problems.length >= MOST_PROBLEMS) return;
    this.#problems.push({ kind, index });
    if (!OF_THE_TREE.has(kind)) this.#told.add(index);
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
      return looked(kind !== 'erasure');
    }
    if (kind === 'erasure') {
      this.#erasures++;
      return looked(await this.#lookAtErasure(bytes));
    }
    if (kind === 'event') {
      this.#events++;
      const event = await lookAtEvent(entry, this.#find);
      if (event) {
        this.#held.meet(event);
        this.#foundEvents.push({ index, event: eventKeysOf(event) });
      }
      return looked(event !== null);
    }
    this.#records++;
    const { found, fault } = await lookAtRecord(entry, this.#find);
    if (found === null) return looked(false);
    const since = await this.#signers.since(found.certificates);
    if (since !== null && Date.parse(found.record.time) >= Date.parse(since)) this.#compromised++;
    if (fault === 'issuer') this.#problem('issuer', index);
    if (fault === 'store') this.#problem('store', index);
    // Erased since it was read: then its store may have been gone before its bytes were.
    else if (found.record.manifest && !found.manifestStore && (await this.#lacksStore(index))) {
      this.#problem('store', index);
    }
    this.#found.push({ index, keys: keysOf(found.record) });
    return looked(true);
  }

  async #lacksStore(index: number): Promise<boolean> {
    const entry = await this.#backend.byLogIndex(index);
    return entry?.bytes != null && entry.manifestStore === null;
  }

  /** Holds a page of records and events against what they have to be found by. */
  async #lookUp(): Promise<void> {
    const [records, events] = [this.#found, this.#foundEvents];
    [this.#found, this.#foundEvents] = [[], []];
    const missing = [
      ...(records.length > 0 ? await this.#backend.missing(records) : []),
      ...(events.length > 0 ? await this.#backend.missingEvents(events) : []),
    ];
    for (const { index, lookup } of missing) {
      // Erased since it was read: then it has to be found no more.
      if (!(await this.#backend.byLogIndex(index))?.bytes) continue;
      this.#problem(LOOKUP_PROBLEMS[lookup], index);
    }
  }

  async #lookAtErasure(bytes: Uint8Array): Promise<boolean> {
    try {
      const { erasure, signed } = readErasure(bytes);
      if (!(await signedBy(signed, this.#find))) return false;
      if (this.#held.has(erasure.leafHash)) this.#problem('held', erasure.index);
      const record = await this.#backend.byLogIndex(erasure.index);
      if (record && record.kind !== 'erasure' && sameHash(record.leafHash, erasure.leafHash)) {
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
    await this.#lookUp();
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
      const { size: at } = this.#nextHead;
      const { holds, accepted } = await this.#isOver(this.#nextHead);
      if (holds) this.#lastHead = at;
      else this.#problem('head', at);
      if (accepted) this.#lastAccepted = at;
      await this.#advanceHead();
    }
    if (this.#saved?.head.size === size) {
      const { head, sound } = this.#saved;
      if (!sound || !this.#isOfThisLog(head)) this.#problem('forked', size);
    }
  }

  async #isOver(stored: StoredHead): Promise<{ holds: boolean; accepted: boolean }> {
    const no = { holds: false, accepted: false };
    let parts: ReturnType<typeof readTreeHead>;
    try {
      parts = readTreeHead(stored.bytes);
    } catch {
      return no;
    }
    const { head, signed } = parts;
    const { holds, accepted } = await this.#signers.judge(signed);
    if (head.size !== stored.size || head.size !== this.#state.size) return no;
    return this.#isOfThisLog(head) ? { holds, accepted } : no;
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
    else if (this.#lastAccepted < size) this.#problem('stranger', this.#lastAccepted);
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

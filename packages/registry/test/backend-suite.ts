import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend, Batch, EntryKeys, NewEntry, SimilarHit } from '../src/backend/backend.ts';
import { NO_TRAITS, type TraitQuery, type Traits } from '../src/backend/traits.ts';
import { appendLeaves, rootOf } from '../src/log/merkle.ts';

/** A place of its own for each test, that may be opened more than once at the same time. */
export interface BackendPlace {
  open(): Promise<Backend>;
  /** Called when everything that was opened is closed. */
  remove(): Promise<void>;
}

/**
 * What every backend must do. The bytes mean nothing here, as they mean nothing to a backend; hashes
 * and nodes are those of a real log.
 *
 * @param makePlace A new, empty place.
 */
export function backendSuite(name: string, makePlace: () => Promise<BackendPlace>): void {
  describe(`${name} as a backend`, () => {
    let undo: (() => Promise<unknown>)[] = [];

    const start = async () => {
      const place = await makePlace();
      undo.push(() => place.remove());
      const open = async () => {
        const backend = await place.open();
        undo.push(() => backend.close());
        return backend;
      };
      return { open, backend: await open() };
    };

    afterEach(async () => {
      for (const step of undo.reverse()) await step();
      undo = [];
    });

    it('is empty at first', async () => {
      const { backend } = await start();
      expect(await backend.logState()).toEqual({ size: 0, peaks: [] });
      expect(await backend.byContentId('0123456789abcdef')).toBeNull();
      expect(await backend.byLogIndex(0)).toBeNull();
      expect(await backend.byManifestId('urn:none', 5)).toEqual([]);
      expect(await backend.byContentHash(hash('none'), 5)).toEqual([]);
      expect(await backend.headUpTo(100)).toBeNull();
      expect(await all(backend.heads())).toEqual([]);
      expect(await all(backend.entries())).toEqual([]);
      expect(await backend.expired('9999-12-31', 5)).toEqual([]);
      expect(await similarTo(backend, hash('none'), 31)).toEqual([]);
      expect(await backend.stats()).toMatchObject({ entries: 0, records: 0, erased: 0 });
    });

    it('gives back what was appended, by every key', async () => {
      const { backend } = await start();
      const entries = [
        record(0, { manifestId: 'urn:c2pa:a', store: bytes('store 0') }),
        record(1, { manifestId: 'urn:c2pa:a', contentHash: hash('content 0') }),
        record(2, { manifestId: 'urn:c2pa:ab' }),
      ];
      expect(await append(backend, entries)).toEqual({ written: true });
      for (const entry of entries) {
        expect(plain(await backend.byContentId(entry.keys!.contentId))).toEqual(stored(entry));
        expect(plain(await backend.byLogIndex(entry.index))).toEqual(stored(entry));
      }
      expect(indexes(await backend.byManifestId('urn:c2pa:a', 5))).toEqual([0, 1]);
      expect(indexes(await backend.byManifestId('urn:c2pa:a', 1))).toEqual([0]);
      expect(indexes(await backend.byManifestId('urn:c2pa:ab', 5))).toEqual([2]);
      expect(indexes(await backend.byManifestId('urn:c2pa:', 5))).toEqual([]);
      expect(indexes(await backend.byContentHash(hash('content 0'), 5))).toEqual([0, 1]);
      expect(indexes(await backend.byContentHash(hash('content 0'), 1))).toEqual([0]);
      expect((await all(backend.entries())).map(plain)).toEqual(entries.map(stored));
      expect(await backend.stats()).toMatchObject({ entries: 3, records: 3, erased: 0 });
    });

    it('hands out the content ids of all records, and of those that came since', async () => {
      const { backend } = await start();
      expect(plain(await backend.contentIds(0))).toEqual({ ids: '', size: 0 });
      const inOrder = async (from: number) => {
        const { ids, size } = await backend.contentIds(from);
        const list = Array.from({ length: ids.length / 8 }, (_, i) =>
          Buffer.from(ids.subarray(8 * i, 8 * i + 8)).toString('hex'),
        );
        return { ids: list.sort(), size };
      };
      const idsOf = (entries: readonly NewEntry[]) =>
        entries.flatMap(({ keys }) => keys?.contentId ?? []).sort();
      const many = records(0, 40);
      await append(backend, many);
      expect(await inOrder(0)).toEqual({ ids: idsOf(many), size: 40 });
      expect(await inOrder(25)).toEqual({ ids: idsOf(many.slice(25)), size: 40 });
      // Few of many, which LMDB has in another table.
      expect(await inOrder(39)).toEqual({ ids: idsOf(many.slice(39)), size: 40 });
      expect(await inOrder(40)).toEqual({ ids: [], size: 40 });
      expect(await inOrder(1000)).toEqual({ ids: [], size: 40 });
      await append(backend, [erasure(40)], [3, 39]);
      const left = many.filter(({ index }) => index !== 3 && index !== 39);
      expect(await inOrder(0)).toEqual({ ids: idsOf(left), size: 41 });
      expect(await inOrder(39)).toEqual({ ids: [], size: 41 });
    });

    it('finds events by their subject and in order, and erases them like records', async () => {
      const { backend } = await start();
      const entries = [
        event(0, 'request 1', '2026-01-01'),
        record(1, { retainUntil: '2026-01-02' }),
        event(2, 'request 10'),
        event(3, 'request 1', '2026-01-03'),
        event(4, 'é 日本'),
      ];
      await append(backend, entries);
      const found = async (subject: string | null, from = 0, limit = 9) =>
        indexes(await backend.events({ subject, from, limit }));
      expect(await found(null)).toEqual([0, 2, 3, 4]);
      expect(await found(null, 1, 2)).toEqual([2, 3]);
      expect(await found('request 1')).toEqual([0, 3]);
      expect(await found('request 1', 1)).toEqual([3]);
      expect(await found('request 1', 0, 1)).toEqual([0]);
      expect(await found('request')).toEqual([]);
      expect(await found('é 日本')).toEqual([4]);
      expect(plain((await backend.byLogIndex(3))!)).toEqual(stored(entries[3]!));
      expect((await all(backend.entries())).map(plain)).toEqual(entries.map(stored));
      expect(await backend.expired('2026-01-04', 9)).toEqual([0, 1, 3]);
      expect(await backend.expired('2026-01-04', 2)).toEqual([0, 1]);
      expect(await backend.stats()).toMatchObject({ entries: 5, records: 1, events: 4, erased: 0 });
      const indexed = entries.flatMap(({ index, event }) => (event ? [{ index, event }] : []));
      expect(await backend.missingEvents(indexed)).toEqual([]);
      expect(await all(backend.strays())).toEqual([]);

      await append(backend, [erasure(5), erasure(6)], [0, 1]);
      expect(await found('request 1')).toEqual([3]);
      expect(await backend.expired('2026-01-04', 9)).toEqual([3]);
      expect((await backend.byLogIndex(0))!).toMatchObject({ kind: 'event', bytes: null });
      expect(await backend.stats()).toMatchObject({ entries: 7, records: 0, events: 3, erased: 2 });
      expect(new Set(indexes(await backend.missingEvents(indexed)))).toEqual(new Set([0]));
      expect(await all(backend.strays())).toEqual([]);
      // What is erased already is not counted again.
      await append(backend, [erasure(7)], [0]);
      expect(await backend.stats()).toMatchObject({ records: 0, events: 3, erased: 2 });
    });

    it('keeps bytes of any length and value, and text beyond ASCII', async () => {
      const { backend } = await start();
      const store = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) & 0xff);
      const entry = {
        ...record(0, { manifestId: 'urn:é:日本', store }),
        bytes: Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 0xff),
      };
      await append(backend, [entry]);
      expect(plain((await backend.byManifestId('urn:é:日本', 1))[0]!)).toEqual(stored(entry));
    });

    it('continues the log: peaks, nodes and heads', async () => {
      const { backend } = await start();
      let size = 0;
      for (const count of [1, 2, 5, 3, 10]) {
        await append(backend, records(size, count));
        size += count;
        const state = await backend.logState();
        expect(plain(state)).toEqual(plain(logOf(size)));
      }
      const { nodes } = appendLeaves({ size: 0, peaks: [] }, records(0, size).map(leafOf));
      const shuffled = [...nodes].reverse();
      expect(plain(await backend.nodes(shuffled))).toEqual(plain(shuffled.map(({ hash }) => hash)));
      expect(await backend.nodes([])).toEqual([]);
      expect((await all(backend.heads())).map(({ size }) => size)).toEqual([1, 3, 8, 11, 21]);
      expect((await all(backend.heads(8))).map(({ size }) => size)).toEqual([8, 11, 21]);
      expect(await all(backend.heads(22))).toEqual([]);
      expect(plain(await backend.headUpTo(10))).toEqual(plain(headOf(8)));
      expect(plain(await backend.headUpTo(11))).toEqual(plain(headOf(11)));
      expect(plain(await backend.headUpTo(1e9))).toEqual(plain(headOf(21)));
      expect(await backend.headUpTo(0)).toBeNull();
      await expectCode('REGISTRY_CORRUPT', () => backend.nodes([{ level: 0, index: size }]));
    });

    it('lists entries from anywhere, across its own pages', async () => {
      const { backend } = await start();
      await append(backend, records(0, 300));
      const listed = (await all(backend.entries())).map(({ index }) => index);
      expect(listed).toEqual(Array.from({ length: 300 }, (_, index) => index));
      expect((await all(backend.entries(297))).map(({ index }) => index)).toEqual([297, 298, 299]);
      expect(await all(backend.entries(300))).toEqual([]);
    });

    it('refuses a batch for a log that has moved, and writes nothing of it', async () => {
      const { backend } = await start();
      await append(backend, records(0, 2));
      for (const size of [0, 1, 3]) {
        const outcome = await append(backend, records(size, 1, 'late'));
        expect(outcome).toEqual({ written: false, moved: true, taken: [] });
      }
      expect((await backend.logState()).size).toBe(2);
      expect(await backend.byContentId(idOf('late', 1))).toBeNull();
      expect(await all(backend.heads())).toHaveLength(1);
    });

    it('answers look-ups that come together as each alone', async () => {
      const { backend } = await start();
      const made = Array.from({ length: 150 }, (_, n) =>
        record(n, { manifestId: `urn:c2pa:${n % 3}`, contentHash: hash(`content ${n % 50}`) }),
      );
      await append(backend, made);
      const ids = made.map(({ keys }) => keys!.contentId);
      const asked = [...ids, 'ffffffffffffffff', ids[7]!, 'a\0b'];
      const found = await Promise.all(asked.map((id) => backend.byContentId(id)));
      expect(found.map((each) => each?.index ?? null)).toEqual([...ids.keys(), null, 7, null]);
      const [byHash, byManifest, few] = await Promise.all([
        Promise.all(
          Array.from({ length: 51 }, (_, n) => backend.byContentHash(hash(`content ${n}`), 9)),
        ),
        Promise.all([0, 1, 2, 3].map((n) => backend.byManifestId(`urn:c2pa:${n}`, 100))),
        backend.byManifestId('urn:c2pa:1', 2),
      ]);
      const indexes = (entries: readonly { index: number }[]) => entries.map(({ index }) => index);
      expect(byHash.map(indexes)).toEqual([
        ...Array.from({ length: 50 }, (_, n) => [n, n + 50, n + 100]),
        [],
      ]);
      expect(byManifest.map(({ length }) => length)).toEqual([50, 50, 50, 0]);
      expect(indexes(few)).toEqual([1, 4]);
    });

    it('names content ids that are taken, and writes nothing of their batch', async () => {
      const { backend } = await start();
      await append(backend, records(0, 2));
      const entries = [
        record(2),
        record(3, { contentId: idOf('record', 1) }),
        record(4, { contentId: idOf('record', 0) }),
      ];
      const outcome = await append(backend, entries);
      if (outcome.written) throw new Error('It was written.');
      expect(outcome.moved).toBe(false);
      expect([...outcome.taken].sort()).toEqual([idOf('record', 0), idOf('record', 1)].sort());
      expect((await backend.logState()).size).toBe(2);
      expect(await backend.byContentId(idOf('record', 2))).toBeNull();
      expect((await backend.stats()).records).toBe(2);
    });

    it('lets one of several writers win each time', async () => {
      const { backend, open } = await start();
      const writers = [backend, await open(), await open()];
      const attempts = await Promise.all(
        writers.map((writer, i) => append(writer, records(0, 3, `writer ${i}`))),
      );
      expect(attempts.filter(({ written }) => written)).toHaveLength(1);
      expect(attempts.filter((outcome) => !outcome.written && outcome.moved)).toHaveLength(2);
      for (const writer of writers) expect((await writer.logState()).size).toBe(3);
      expect(await all(backend.entries())).toHaveLength(3);
    });

    it('is there when it is opened again', async () => {
      const { backend, open } = await start();
      const entry = record(0, { manifestId: 'urn:c2pa:a', store: bytes('store') });
      await append(backend, [entry]);
      await backend.close();
      const again = await open();
      expect(plain(await again.byContentId(entry.keys!.contentId))).toEqual(stored(entry));
      expect(plain(await again.logState())).toEqual(plain(logOf(1)));
    });

    it('erases bytes, store and keys with the entry that says so, and keeps the log', async () => {
      const { backend } = await start();
      const shared = { fingerprint: hash('same look'), contentHash: hash('same bytes') };
      const gone = { manifestId: 'urn:gone', retainUntil: '2026-01-31', store: bytes('store') };
      await append(backend, [record(0, { ...shared, ...gone }), record(1, shared), record(2)]);
      await append(backend, [erasure(3)], [0]);
      expect(await backend.byContentId(idOf('record', 0))).toBeNull();
      expect(await backend.byManifestId('urn:gone', 5)).toEqual([]);
      expect(indexes(await backend.byContentHash(shared.contentHash, 5))).toEqual([1]);
      expect(hits(await similarTo(backend, shared.fingerprint, 0))).toEqual([[1, 0]]);
      expect(await backend.expired('2027-01-01', 5)).toEqual([]);
      const [erased, , , entry] = await all(backend.entries());
      const { kind, leafHash } = record(0);
      expect(plain(erased)).toEqual(
        plain({ index: 0, kind, leafHash, bytes: null, manifestStore: null }),
      );
      expect(plain(await backend.byLogIndex(0))).toEqual(plain(erased));
      expect(plain(entry)).toEqual(stored(erasure(3)));
      expect(await backend.stats()).toMatchObject({ entries: 4, records: 2, erased: 1 });
      expect((await backend.logState()).size).toBe(4);
      // The last record with that look goes as well, and its content id is free again.
      await append(backend, [erasure(4)], [1]);
      expect(await similarTo(backend, shared.fingerprint, 31)).toEqual([]);
      await append(backend, [record(5, { contentId: idOf('record', 0) })]);
      expect((await backend.byContentId(idOf('record', 0)))?.index).toBe(5);
    });

    it('erases an entry of the same batch: an import of what was erased before', async () => {
      const { backend } = await start();
      const lost = { ...record(1), bytes: Uint8Array.of(0), keys: null };
      await append(backend, [record(0), lost, record(2)], [1]);
      const [, gone] = await all(backend.entries());
      const { kind, leafHash } = record(1);
      expect(plain(gone)).toEqual(
        plain({ index: 1, kind, leafHash, bytes: null, manifestStore: null }),
      );
      expect(await backend.stats()).toMatchObject({ entries: 3, records: 2, erased: 1 });
      expect(plain(await backend.logState())).toEqual(plain(logOf(3)));
    });

    it('counts a record once that is erased twice', async () => {
      const { backend } = await start();
      await append(backend, records(0, 2));
      await append(backend, [erasure(2)], [0]);
      await append(backend, [erasure(3)], [0]);
      expect(await backend.stats()).toMatchObject({ entries: 4, records: 1, erased: 1 });
    });

    it('tells whose retention has ended: the day itself is still kept', async () => {
      const { backend } = await start();
      const days = ['2026-03-02', '2026-03-01', null, '2026-03-01', '2025-12-31'];
      await append(
        backend,
        days.map((retainUntil, i) => record(i, { retainUntil })),
      );
      expect(await backend.expired('2025-12-31', 9)).toEqual([]);
      expect((await backend.expired('2026-03-02', 9)).sort()).toEqual([1, 3, 4]);
      expect((await backend.expired('2026-03-03', 9)).sort()).toEqual([0, 1, 3, 4]);
      expect(await backend.expired('2026-03-03', 2)).toHaveLength(2);
    });

    describe('look-ups', () => {
      const full = (index: number) =>
        record(index, {
          manifestId: `urn:c2pa:${index}`,
          retainUntil: '2026-03-01',
          fingerprint: hash(`look ${index}`),
          store: bytes('store'),
          traits: traits(index),
        });
      const keysOf = (entry: NewEntry) => ({ index: entry.index, keys: entry.keys! });

      it('of what was written lack nothing, and lead nowhere else', async () => {
        const { backend } = await start();
        const shared = { fingerprint: hash('same look'), contentHash: hash('same bytes') };
        const entries = [full(0), full(1), record(2, shared), record(3, shared), record(4)];
        await append(backend, entries);
        await append(backend, [erasure(5)], [1]);
        const left = entries.filter(({ index }) => index !== 1);
        expect(await backend.missing(left.map(keysOf))).toEqual([]);
        expect(await backend.missing([])).toEqual([]);
        expect(await all(backend.strays())).toEqual([]);
        expect(await backend.missing([keysOf(full(1))])).toEqual([
          { index: 1, lookup: 'contentId' },
        ]);
      });

      it('of many are read in lots', async () => {
        const { backend } = await start();
        const entries = Array.from({ length: 700 }, (_, index) => full(index));
        await append(backend, entries);
        expect(await backend.missing(entries.map(keysOf))).toEqual([]);
        expect(await all(backend.strays())).toEqual([]);
      });

      it.each<[string, Partial<EntryKeys>]>([
        ['contentHash', { contentHash: hash('other') }],
        ['manifestId', { manifestId: 'urn:c2pa:other' }],
        ['fingerprint', { fingerprints: [{ alg: ALG, value: hash('other') }] }],
        ['fingerprint', { fingerprints: [{ alg: 'org.example.other', value: hash('look 0') }] }],
        ['retention', { retainUntil: '2026-03-02' }],
        ['traits', { traits: traits(0, { requestId: 'other' }) }],
        ['traits', { traits: traits(0, { model: 'other' }) }],
        ['traits', { traits: traits(0, { issuer: 'other' }) }],
        ['traits', { traits: traits(0, { day: '2026-03-02' }) }],
      ])('are missing by %s where the record says otherwise', async (lookup, keys) => {
        const { backend } = await start();
        const entry = full(0);
        await append(backend, [entry, full(1)]);
        const missing = await backend.missing([
          { index: 0, keys: { ...entry.keys!, ...keys } },
          keysOf(full(1)),
        ]);
        expect(missing).toContainEqual({ index: 0, lookup });
        expect(missing.filter(({ index }) => index === 1)).toEqual([]);
      });

      it('are missing where a content id leads to another entry, and no more is said of it', async () => {
        const { backend } = await start();
        await append(backend, [full(0), full(1)]);
        expect(await backend.missing([{ index: 0, keys: full(1).keys! }])).toEqual([
          { index: 0, lookup: 'contentId' },
        ]);
      });
    });

    describe('search', () => {
      /** Of 1,300 records every 700th is of another model, every third of another issuer, 100 of each day. */
      const many = () =>
        Array.from({ length: 1300 }, (_, index) =>
          record(index, {
            traits: traits(index, {
              model: index % 700 === 0 ? 'é 日本' : index % 5 === 0 ? null : 'example',
              issuer: index % 3 === 0 ? 'Example' : 'Example 2',
              day: `2026-01-${String(10 + Math.floor(index / 100)).padStart(2, '0')}`,
            }),
          }),
        );

      it('finds by each trait and by several, in the order of the log, and nothing that is erased', async () => {
        const { backend } = await start();
        const entries = many();
        // One by one, in one go, and across what any backend reads at a time.
        for (const entry of entries.slice(0, 5)) await append(backend, [entry]);
        await append(backend, entries.slice(5, 900));
        await append(backend, entries.slice(900));
        const gone = [0, 700, 701, 1299];
        const found = async (query: TraitQuery) => indexes(await all(backend.search(query)));
        const wanted = (fits: (traits: Traits) => boolean) =>
          entries
            .filter(({ index, keys }) => !gone.includes(index) && fits(keys!.traits))
            .map(({ index }) => index);
        expect(await found({ model: 'é 日本' })).toEqual([0, 700]);
        expect(await found({ requestIds: ['request 701', 'request 3'] })).toEqual([3, 701]);
        await append(
          backend,
          gone.map((_, i) => erasure(1300 + i)),
          gone,
        );
        for (const [query, fits] of [
          [{ model: 'é 日本' }, ({ model }) => model === 'é 日本'],
          [{ model: 'exampl' }, () => false],
          [{ model: 'example' }, ({ model }) => model === 'example'],
          [{ issuer: 'Example' }, ({ issuer }) => issuer === 'Example'],
          [{ from: '2026-01-12' }, ({ day }) => day! >= '2026-01-12'],
          [{ to: '2026-01-12' }, ({ day }) => day! <= '2026-01-12'],
          [
            { from: '2026-01-15', to: '2026-01-16', model: 'example', issuer: 'Example' },
            ({ day, model, issuer }) =>
              day! >= '2026-01-15' &&
              day! <= '2026-01-16' &&
              model === 'example' &&
              issuer === 'Example',
          ],
          [{ requestIds: ['request 701', 'request 3'] }, (t) => t.requestId === 'request 3'],
          [{ requestIds: [] }, () => false],
          [{ requestIds: ['request'] }, () => false],
          [{ requestIds: ['request 3'], model: 'other' }, () => false],
        ] as [TraitQuery, (traits: Traits) => boolean][]) {
          expect(await found(query), JSON.stringify(query)).toEqual(wanted(fits));
        }
        expect(await all(backend.strays())).toEqual([]);
      });

      it('hands out entries as they are, with their stores', async () => {
        const { backend } = await start();
        const store = new Uint8Array(3 * 2 ** 20);
        const entries = [0, 1, 2, 3].map((index) =>
          record(index, { store, traits: traits(index, { model: 'large' }) }),
        );
        await append(backend, entries);
        expect((await all(backend.search({ model: 'large' }))).map(plain)).toEqual(
          entries.map(stored),
        );
      });
    });

    it('writes a value of the whole registry once', async () => {
      const { backend, open } = await start();
      const other = await open();
      expect(await backend.getMeta('id')).toBeNull();
      const written = await Promise.all([
        backend.putMeta('id', bytes('first')),
        other.putMeta('id', bytes('second')),
      ]);
      expect(plain(written[0])).toEqual(plain(written[1]));
      expect(plain(await backend.getMeta('id'))).toEqual(plain(written[0]));
      await backend.putMeta('empty', new Uint8Array());
      expect(plain(await backend.getMeta('empty'))).toBe('');
      expect(plain(await backend.putMeta('empty', bytes('full')))).toBe('');
    });

    it('rejects with an error of the registry once it is closed', async () => {
      const { backend } = await start();
      await append(backend, records(0, 1));
      await backend.close();
      await backend.close();
      await expectCode('REGISTRY_UNAVAILABLE', () => backend.logState());
      await expectCode('REGISTRY_UNAVAILABLE', () => append(backend, records(1, 1)));
    });

    describe('similar', () => {
      it('finds exactly what a linear scan finds, at any distance', async () => {
        const { backend } = await start();
        const stock: Uint8Array[] = [];
        const hashes = fc.uint8Array({ minLength: 32, maxLength: 32 });
        const near = fc.tuple(fc.nat(1e6), fc.array(fc.nat(255), { maxLength: 40 }));
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.oneof(hashes, near), { minLength: 1, maxLength: 12 }),
            fc.array(fc.oneof(hashes, near), { minLength: 1, maxLength: 8 }),
            fc.nat(31),
            fc.integer({ min: 1, max: 30 }),
            async (added, asked, distance, limit) => {
              // Near ones differ from an earlier one by some bits, so that hashes come in clusters.
              const resolve = (source: Uint8Array | [number, number[]]) => {
                if (source instanceof Uint8Array) return source;
                const [from, bits] = source;
                return flip(stock[from % Math.max(1, stock.length)] ?? hash('first'), bits);
              };
              const first = stock.length;
              for (const source of added) stock.push(resolve(source));
              await append(
                backend,
                stock.slice(first).map((fingerprint, i) => record(first + i, { fingerprint })),
              );
              const values = asked.map(resolve);
              const found = await backend.similar({ alg: ALG, values, distance, limit });
              expect(found.map(({ entry, ...hit }) => ({ index: entry.index, ...hit }))).toEqual(
                scan(stock, values, distance, limit),
              );
            },
          ),
          { numRuns: 60 },
        );
      });

      it('keeps algorithms apart, and counts a record once', async () => {
        const { backend } = await start();
        const value = hash('look');
        const twice = [
          { alg: ALG, value: flip(value, [0, 17, 99]) },
          { alg: ALG, value: flip(value, [3]) },
          { alg: 'org.example.other', value },
        ];
        const entry = record(0);
        await append(backend, [{ ...entry, keys: { ...entry.keys!, fingerprints: twice } }]);
        expect(hits(await similarTo(backend, value, 31))).toEqual([[0, 1]]);
        const other = { alg: 'org.example.other', values: [value], distance: 31, limit: 5 };
        expect(hits(await backend.similar(other))).toEqual([[0, 0]]);
        expect(await backend.similar({ ...other, alg: 'org.example.none' })).toEqual([]);
      });

      it('finds exactly that among thousands which share all bands but one', async () => {
        const { backend } = await start();
        const value = hash('skewed');
        const stock = Array.from({ length: 3000 }, (_, i) => {
          const skewed = Uint8Array.from(value);
          [skewed[30], skewed[31]] = [(i * 7) >> 8, (i * 7) & 0xff];
          return skewed;
        });
        await append(
          backend,
          stock.map((fingerprint, i) => record(i, { fingerprint })),
        );
        for (const [distance, limit] of [
          [2, 1000],
          [31, 7],
        ] as const) {
          const values = [stock[1234]!];
          const found = await backend.similar({ alg: ALG, values, distance, limit });
          expect(found.map(({ entry, ...hit }) => ({ index: entry.index, ...hit }))).toEqual(
            scan(stock, values, distance, limit),
          );
        }
      });

      it('gives the oldest of many that look the same', async () => {
        const { backend } = await start();
        const value = hash('grey');
        const same = Array.from({ length: 200 }, (_, i) => record(i, { fingerprint: value }));
        await append(backend, same);
        const found = await backend.similar({
          alg: ALG,
          values: [flip(value, [1]), value],
          distance: 8,
          limit: 3,
        });
        expect(found.map(({ entry, variant }) => [entry.index, variant])).toEqual([
          [0, 1],
          [1, 1],
          [2, 1],
        ]);
      });
    });
  });
}

const ALG = 'org.example.look';

type RecordOptions = Partial<Omit<EntryKeys, 'fingerprints'>> & {
  readonly fingerprint?: Uint8Array;
  readonly store?: Uint8Array;
};

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hash(text: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(text).digest());
}

function idOf(label: string, index: number): string {
  return Buffer.from(hash(`${label} ${index}`))
    .toString('hex')
    .slice(0, 16);
}

function leafOf({ leafHash }: NewEntry): Uint8Array {
  return leafHash;
}

function record(index: number, options: RecordOptions = {}, label = 'record'): NewEntry {
  const { fingerprint, store = null, ...keys } = options;
  return {
    index,
    kind: 'record',
    leafHash: hash(`leaf ${index}`),
    bytes: bytes(`receipt of ${label} ${index}`),
    manifestStore: store,
    event: null,
    keys: {
      contentId: idOf(label, index),
      contentHash: hash(`content ${index}`),
      manifestId: null,
      fingerprints: fingerprint ? [{ alg: ALG, value: fingerprint }] : [],
      retainUntil: null,
      traits: NO_TRAITS,
      ...keys,
    },
  };
}

function traits(index: number, changes: Partial<Traits> = {}): Traits {
  const some = { model: 'example', issuer: 'Example', day: '2026-01-01' };
  return { requestId: `request ${index}`, ...some, ...changes };
}

function records(from: number, count: number, label?: string): NewEntry[] {
  return Array.from({ length: count }, (_, i) => record(from + i, {}, label));
}

function event(index: number, subject: string, retainUntil: string | null = null): NewEntry {
  return {
    index,
    kind: 'event',
    leafHash: hash(`leaf ${index}`),
    bytes: bytes(`event ${index}`),
    manifestStore: null,
    keys: null,
    event: { subject, retainUntil },
  };
}

function erasure(index: number): NewEntry {
  return {
    index,
    kind: 'erasure',
    leafHash: hash(`leaf ${index}`),
    bytes: bytes(`erasure ${index}`),
    manifestStore: null,
    keys: null,
    event: null,
  };
}

function logOf(size: number) {
  return appendLeaves({ size: 0, peaks: [] }, records(0, size).map(leafOf)).state;
}

function headOf(size: number): Batch['head'] {
  return {
    size,
    bytes: bytes(`head ${size} ${Buffer.from(rootOf(logOf(size).peaks)).toString('hex')}`),
  };
}

/** Appends to the log of `record(0)`, `record(1)` and so on, as it is before the first entry. */
function append(backend: Backend, entries: readonly NewEntry[], erase: readonly number[] = []) {
  const size = entries[0]!.index;
  const { nodes } = appendLeaves(logOf(size), entries.map(leafOf));
  return backend.append({ size, entries, nodes, head: headOf(size + entries.length), erase });
}

/** What is read of an entry that was written, in a form that compares whatever kind of bytes it has. */
function stored({ index, kind, leafHash, bytes, manifestStore }: NewEntry): unknown {
  return plain({ index, kind, leafHash, bytes, manifestStore });
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function indexes(entries: readonly { readonly index: number }[]): number[] {
  return entries.map(({ index }) => index);
}

function similarTo(backend: Backend, value: Uint8Array, distance: number): Promise<SimilarHit[]> {
  return backend.similar({ alg: ALG, values: [value], distance, limit: 10 });
}

function hits(found: readonly SimilarHit[]): [index: number, distance: number][] {
  return found.map(({ entry, distance }) => [entry.index, distance]);
}

function flip(value: Uint8Array, bits: readonly number[]): Uint8Array {
  const flipped = Uint8Array.from(value);
  for (const bit of bits) flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
  return flipped;
}

/** The oracle: every record against every value. */
function scan(
  stock: readonly Uint8Array[],
  values: readonly Uint8Array[],
  distance: number,
  limit: number,
) {
  const bitsOf = (a: Uint8Array, b: Uint8Array) =>
    a.reduce((sum, byte, i) => sum + (byte ^ b[i]!).toString(2).replaceAll('0', '').length, 0);
  return stock
    .map((fingerprint, index) => {
      const distances = values.map((value) => bitsOf(fingerprint, value));
      const nearest = Math.min(...distances);
      return { index, distance: nearest, variant: distances.indexOf(nearest) };
    })
    .filter((hit) => hit.distance <= distance)
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, limit);
}

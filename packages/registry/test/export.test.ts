import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { type ExportItem, encodeItem, readItems } from '../src/exchange/item.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyLog } from '../src/log/verify.ts';
import type { RecordSigner } from '../src/signed/signer.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

let signer: RecordSigner;
let file: Uint8Array;
let items: ExportItem[];

const manifestStore = new TextEncoder().encode('a manifest store');
const manifest = { id: 'urn:c2pa:1', hash: sha256('a manifest store') };

async function openBackend() {
  const backend = await openLmdb(await temporaryFolder(), { create: true });
  onTestFinished(() => backend.close());
  return backend;
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}

async function* chunksOf(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* encoded(list: readonly ExportItem[]): AsyncGenerator<Uint8Array> {
  for (const item of list) yield encodeItem(item);
}

/** Seven entries of two signers: five records, one with a store, one erased, one pruned. */
async function makeLog() {
  const backend = await openBackend();
  const registry = await createRegistry(backend, { signer });
  await registry.put(makeRecord(1, { manifest }), { manifestStore });
  await Promise.all([
    registry.put(makeRecord(2)),
    registry.put(makeRecord(3, { retainUntil: '2026-01-01' })),
    registry.put(makeRecord(4)),
  ]);
  await registry.erase(makeRecord(2).contentId);
  const later = await createRegistry(backend, { signer: await makeSigner() });
  await later.put(makeRecord(5));
  await later.prune('2026-02-01');
  return { backend, registry };
}

beforeAll(async () => {
  signer = await makeSigner();
  const folder = await mkdtemp(join(tmpdir(), 'provenance-registry-'));
  const backend = await openLmdb(folder, { create: true });
  const registry = await createRegistry(backend, { signer });
  await registry.put(makeRecord(1, { manifest }), { manifestStore });
  await registry.put(makeRecord(2));
  await registry.erase(makeRecord(2).contentId);
  file = await bytesOf(exportRegistry(backend));
  await backend.close();
  await rm(folder, { recursive: true });
  items = [];
  for await (const item of readItems(chunksOf(file))) items.push(item);
});

describe('export and import', () => {
  it('make the same log in an empty registry', async () => {
    const { backend, registry } = await makeLog();
    const exported = await bytesOf(exportRegistry(backend));
    const copy = await openBackend();
    const report = await importRegistry(copy, chunksOf(exported));
    expect(report).toEqual({ entries: 7, appended: 7, erased: 2, erasedHere: 0, sameLog: true });
    const [before, after] = [await verifyLog(backend), await verifyLog(copy)];
    expect(after).toEqual(before);
    expect(after).toMatchObject({ verified: true, records: 3, erasures: 2 });
    expect(await copy.stats()).toMatchObject({ entries: 7, records: 3, erased: 2 });
    const opened = await createRegistry(copy, { signer });
    for (const n of [1, 2, 3, 4, 5]) {
      const { contentId } = makeRecord(n);
      expect(await opened.byContentId(contentId)).toEqual(await registry.byContentId(contentId));
    }
    expect((await opened.byContentId(makeRecord(1).contentId))?.manifestStore).toEqual(
      manifestStore,
    );
    expect(await bytesOf(exportRegistry(copy))).toEqual(exported);
    // And it goes on from there.
    expect((await opened.put(makeRecord(6))).logIndex).toBe(7);
  });

  it('append to the beginning of the same log what is missing, erasures too', async () => {
    const { backend, registry } = await makeLog();
    const copy = await openBackend();
    await importRegistry(copy, exportRegistry(backend));
    await Promise.all([6, 7].map((n) => registry.put(makeRecord(n))));
    await registry.erase(makeRecord(1).contentId);
    const exported = await bytesOf(exportRegistry(backend));
    expect(await importRegistry(copy, chunksOf(exported))).toMatchObject({
      entries: 10,
      appended: 3,
    });
    expect(await importRegistry(copy, chunksOf(exported))).toMatchObject({ appended: 0 });
    expect(await verifyLog(copy)).toEqual(await verifyLog(backend));
    expect(await copy.byContentId(makeRecord(1).contentId)).toBeNull();
  });

  it('append to another log the records that it has not', async () => {
    const { backend, registry } = await makeLog();
    const own = await makeSigner();
    const target = await openBackend();
    const other = await createRegistry(target, { signer: own });
    const { receipt } = (await registry.byContentId(makeRecord(4).contentId))!;
    await other.put(makeRecord(9));
    await other.put(makeRecord(4));
    const report = await importRegistry(other, exportRegistry(backend));
    expect(report).toEqual({ entries: 7, appended: 2, erased: 2, erasedHere: 0, sameLog: false });
    expect((await other.byContentId(makeRecord(1).contentId))?.certificates).toBe(
      signer.certificates,
    );
    expect((await other.byContentId(makeRecord(4).contentId))?.receipt).not.toEqual(receipt);
    expect(await verifyLog(target)).toMatchObject({ verified: true, records: 4, erasures: 0 });
  });

  it('refuse another log for a backend, and an accepted certificate that is another', async () => {
    const { backend } = await makeLog();
    await expectCode('RECORD_MALFORMED', () => importRegistry(backend, chunksOf(file)));
    const stranger = await makeSigner();
    const options = { certificates: [stranger.certificates] };
    const empty = await openBackend();
    await expectCode('RECORD_MALFORMED', () => importRegistry(empty, chunksOf(file), options));
    expect((await empty.logState()).size).toBe(0);
    const accepted = { certificates: [signer.certificates] };
    expect(await importRegistry(empty, chunksOf(file), accepted)).toMatchObject({ appended: 3 });
  });

  it('export a log that others write to and erase from', async () => {
    const { backend, registry } = await makeLog();
    await Promise.all(Array.from({ length: 300 }, (_, n) => registry.put(makeRecord(100 + n))));
    const stream = exportRegistry(backend);
    const copy = await openBackend();
    let read = 0;
    async function* disturbed() {
      for await (const chunk of stream) {
        if (read++ === 20) await registry.erase(makeRecord(390).contentId);
        if (read === 30) await registry.put(makeRecord(500));
        yield chunk;
      }
    }
    await importRegistry(copy, disturbed());
    expect((await verifyLog(copy)).problems).toEqual([]);
  });

  it('of an empty registry are nothing', async () => {
    expect(await bytesOf(exportRegistry(await openBackend()))).toEqual(new Uint8Array());
    expect(await importRegistry(await openBackend(), chunksOf(new Uint8Array()))).toMatchObject({
      entries: 0,
    });
  });
});

describe('a file from elsewhere', () => {
  it('is read whatever the chunks are', async () => {
    for (const size of [1, 7, 1e6]) {
      const backend = await openBackend();
      expect(await importRegistry(backend, chunksOf(file, size))).toMatchObject({ appended: 3 });
    }
  });

  it('is malformed wherever it is cut off', async () => {
    for (let at = 1; at < file.length; at += 131) {
      const target = await openBackend();
      const cut = chunksOf(file.subarray(0, at));
      await expectCode('RECORD_MALFORMED', () => importRegistry(target, cut));
      await target.close();
    }
  });

  it('never makes a log that does not hold, whatever bit is changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Uint8Array.from(file);
        changed[at]! ^= 1 << bit;
        const target = await openBackend();
        const error = await importRegistry(target, chunksOf(changed)).catch((error) => error);
        // A bit in the text around a certificate, or that makes it another one.
        if (error instanceof Error) {
          expect((error as unknown as { code: string }).code).toMatch(/_MALFORMED$/);
        }
        const { problems } = await verifyLog(target);
        expect(problems.filter(({ kind }) => kind !== 'removed')).toEqual([]);
        await target.close();
      }),
      { numRuns: 30 },
    );
  });

  const at = (kind: ExportItem['kind'], n = 0) =>
    items.indexOf(items.filter((item) => item.kind === kind)[n]!);

  it.each<[string, () => ExportItem[]]>([
    ['has no header', () => items.slice(1)],
    ['has two headers', () => [items[0]!, ...items]],
    [
      'has another id',
      () => [{ kind: 'header', logId: new Uint8Array(16), unguarded: 0 }, ...items.slice(1)],
    ],
    ['lacks an entry', () => items.toSpliced(at('entry', 1), 1)],
    ['has an entry twice', () => items.toSpliced(at('entry', 1), 0, items[at('entry', 1)]!)],
    ['lacks a head', () => items.toSpliced(at('head', 2), 1)],
    ['has a head too early', () => items.toSpliced(at('entry', 1), 0, items[at('head', 1)]!)],
    ['lacks a certificate', () => items.toSpliced(at('certificates'), 1)],
    ['lacks its end', () => items.slice(0, -1)],
    ['goes on after its end', () => [...items, items[0]!]],
    ['counts wrong', () => items.with(-1, { kind: 'end', entries: 2 })],
    [
      'has lost an erasure',
      () => {
        const [entry, head] = [at('entry', 2), at('head', 2)];
        return items
          .filter((_, i) => i !== entry && i !== head)
          .with(-1, { kind: 'end', entries: 2 });
      },
    ],
    [
      'has a store of another record',
      () =>
        items.map((item) =>
          item.kind === 'entry' && item.entry.manifestStore
            ? { ...item, entry: { ...item.entry, manifestStore: Uint8Array.of(1) } }
            : item,
        ),
    ],
    [
      'has an index that is any number',
      () =>
        items.map((item) =>
          item.kind === 'entry' ? { ...item, entry: { ...item.entry, index: 2 ** 50 } } : item,
        ),
    ],
  ])('is malformed where it %s', async (_, change) => {
    const target = await openBackend();
    await expectCode('RECORD_MALFORMED', () => importRegistry(target, encoded(change())));
  });

  it.each([
    ['what is no byte string', '80'],
    ['an item without a length', '5f4100ff'],
    ['an item of 2^63 bytes', '5b8000000000000000'],
    ['an item of 4 GB', '5affffffff'],
    ['an item that is no map', '4100'],
    ['an item that is no CBOR', '41ff'],
    ['an item of another kind', Buffer.from(encodeUnknown()).toString('hex')],
  ])('is malformed where it holds %s', async (_, bytes) => {
    const target = await openBackend();
    const stream = chunksOf(Buffer.from(bytes, 'hex'));
    await expectCode('RECORD_MALFORMED', () => importRegistry(target, stream));
  });
});

function encodeUnknown(): Uint8Array {
  return encodeItem({ kind: 'other' } as unknown as ExportItem);
}

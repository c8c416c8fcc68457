import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import type { IssuerRegistry } from '../src/registry.ts';
import { type Answer, answerRequest, openRequest } from '../src/requests.ts';
import { type RecordQuery, reportRegistry, searchRecords } from '../src/search.ts';
import type { RecordSigner } from '../src/signed/signer.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const manifest = { id: 'urn:c2pa:1', hash: sha256('a manifest store') };
const manifestStore = new TextEncoder().encode('a manifest store');
const other = { name: 'example-writer', version: null };

let signer: RecordSigner;
let backend: Backend;
let registry: IssuerRegistry;

beforeAll(async () => {
  signer = await makeSigner();
});

/** Records 0 to 5, of which 5 is erased. */
beforeEach(async () => {
  backend = await openLmdb(await temporaryFolder(), { create: true });
  onTestFinished(() => backend.close());
  registry = await createRegistry(backend, { signer });
  await registry.put(makeRecord(0, { time: '2026-01-31T23:59:59.999Z' }));
  await registry.put(makeRecord(1, { time: '2026-02-01T00:00:00.000Z', watermark: null }));
  await registry.put(makeRecord(2, { time: '2026-02-28T12:00:00.000Z', model: other }));
  await registry.put(makeRecord(3, { time: '2026-02-28T23:59:59.999Z', manifest }), {
    manifestStore,
  });
  await registry.put(makeRecord(4, { time: '2026-03-01T00:00:00.000Z', model: null }));
  await registry.put(makeRecord(5, { time: '2026-02-02T00:00:00.000Z' }));
  await registry.erase(makeRecord(5).contentId);
});

async function found(query: RecordQuery): Promise<number[]> {
  const indexes: number[] = [];
  for await (const { logIndex } of searchRecords(backend, query)) indexes.push(logIndex);
  return indexes;
}

describe('searchRecords', () => {
  it.each<[RecordQuery, number[]]>([
    [{}, [0, 1, 2, 3, 4]],
    [{ contentId: makeRecord(3).contentId }, [3]],
    [{ contentId: makeRecord(5).contentId }, []],
    [{ contentId: makeRecord(3).contentId, model: 'example-writer' }, []],
    [{ contentHash: sha256('content 2') }, [2]],
    [{ contentHash: sha256('content 2'), to: '2026-02-27' }, []],
    [{ requestId: 'request 4' }, [4]],
    [{ requestId: 'request 5' }, []],
    [{ model: 'example-diffusion' }, [0, 1, 3]],
    [{ model: 'example-writer' }, [2]],
    [{ issuer: 'Example' }, [0, 1, 2, 3, 4]],
    [{ issuer: 'Other' }, []],
    [{ from: '2026-02-01' }, [1, 2, 3, 4]],
    [{ to: '2026-02-28' }, [0, 1, 2, 3]],
    [{ from: '2026-02-01', to: '2026-02-28', model: 'example-diffusion' }, [1, 3]],
  ])('finds by %o', async (query, indexes) => {
    expect(await found(query)).toEqual(indexes);
  });

  it('hands out what was checked, with its store', async () => {
    for await (const record of searchRecords(backend, { requestId: 'request 3' })) {
      expect(record).toEqual(await registry.byContentId(makeRecord(3).contentId));
    }
  });

  it('hands out nothing that is not as asked, wherever it is led', async () => {
    const wrong: Backend = { ...backend, search: () => backend.entries() };
    const query = { requestIds: ['request 3'], from: '2026-01-01' };
    const found: string[] = [];
    for await (const { record } of searchRecords(wrong, query)) found.push(record.contentId);
    expect(found).toEqual([makeRecord(3).contentId]);
  });

  it('refuses a day that is none, and hears its signal', async () => {
    await expect(found({ from: '2026-02-30' })).rejects.toThrow(RangeError);
    const signal = AbortSignal.abort(new Error('no longer'));
    await expect(searchRecords(backend, {}, { signal }).next()).rejects.toThrow('no longer');
  });

  it('passes over nothing that cannot be read', async () => {
    const damaged: Backend = {
      ...backend,
      async *search(query) {
        for await (const entry of backend.search(query)) {
          yield { ...entry, bytes: Uint8Array.of(1) };
        }
      },
    };
    await expectCode('REGISTRY_CORRUPT', async () => {
      for await (const _ of searchRecords(damaged, { requestId: 'request 4' }));
    });
  });
});

describe('reportRegistry', () => {
  it('counts by day, issuer and model, and what was erased', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const model = makeRecord(0).model;
    const row = { issuer: 'Example', records: 1, watermarked: 1, signed: 0 };
    expect(await reportRegistry(backend, { from: '2026-02-01', to: '2026-02-28' })).toEqual({
      rows: [
        { ...row, day: '2026-02-01', model, watermarked: 0 },
        { ...row, day: '2026-02-28', model, signed: 1 },
        { ...row, day: '2026-02-28', model: other },
      ],
      erasures: [],
      answers: [],
    });
    await registry.put(makeRecord(6, { time: '2026-03-01T01:00:00.000Z', model: null }));
    const { rows, erasures } = await reportRegistry(backend, {
      from: '2026-03-01',
      to: '9999-12-31',
    });
    expect(rows).toEqual([{ ...row, day: '2026-03-01', model: null, records: 2, watermarked: 2 }]);
    expect(erasures.map(({ request, retention }) => [request, retention])).toEqual([[1, 0]]);
    expect(erasures[0]!.day >= today).toBe(true);
  });

  it('counts what was answered to requests, and nothing that is erased', async () => {
    const [contentHash, retainUntil] = ['0'.repeat(64), '2030-01-01'];
    const open = () =>
      openRequest(registry, { purpose: 'mine?', contentHash, asker: null, retainUntil });
    const answer = (id: string, outcome: Answer['outcome']) =>
      answerRequest(registry, id, {
        ...{ outcome, by: null, contentIds: [], models: [], made: [], looked: ['hash'] },
        ...{ chance: 0, note: null },
      });
    const [one, other, gone] = [await open(), await open(), await open()];
    await answer(one.id, 'not-found');
    await answer(one.id, 'ours');
    await answer(other.id, 'ours');
    await answer(gone.id, 'perhaps');
    await registry.eraseEvents(gone.id);
    const { answers } = await reportRegistry(backend, { from: '2026-01-01', to: '9999-12-31' });
    const sum = (outcome: Answer['outcome']) =>
      answers.reduce((count, each) => count + each[outcome], 0);
    expect((['ours', 'perhaps', 'not-found', 'unread'] as const).map(sum)).toEqual([2, 0, 1, 0]);
    expect(await reportRegistry(backend, { from: '2026-01-01', to: '2026-01-31' })).toMatchObject({
      answers: [],
    });
  });
});

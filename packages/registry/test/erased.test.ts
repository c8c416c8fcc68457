import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyLog } from '../src/log/verify.ts';
import { openPostgres } from '../src/postgres/open.ts';
import { openRequest } from '../src/requests.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const programs = postgresPrograms();
if (programs === null) notice();
let server: PostgresServer | null = null;
let signer: Awaited<ReturnType<typeof makeSigner>>;

beforeAll(async () => {
  signer = await makeSigner();
  if (programs !== null) server = await startPostgres(programs, { fsync: 'off' });
});
afterAll(() => server?.stop());

let schemas = 0;
const kinds = programs === null ? ['lmdb'] : ['lmdb', 'postgresql'];
const idOf = (n: number) => makeRecord(n).contentId;

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}

describe.each(kinds)('what a log in %s has erased', (kind) => {
  const newPlace = async (): Promise<() => Promise<Backend>> => {
    const folder = kind === 'lmdb' ? await temporaryFolder() : null;
    const schema = `erased_${schemas++}`;
    return async () => {
      const backend =
        folder === null
          ? await openPostgres(server!.url, { create: true, schema })
          : await openLmdb(folder, { create: true });
      onTestFinished(() => backend.close());
      return backend;
    };
  };
  const open = async (place: () => Promise<Backend>) => {
    const backend = await place();
    return { backend, registry: await createRegistry(backend, { signer }) };
  };
  const opened = async () => open(await newPlace());

  it('is not brought back by an export of its own, which says how many it left out', async () => {
    const { backend, registry } = await opened();
    const manifest = { id: 'urn:c2pa:1', hash: sha256('store') };
    const manifestStore = new TextEncoder().encode('store');
    await registry.put(makeRecord(1, { manifest }), { manifestStore });
    await registry.put(makeRecord(2));
    const asked = { purpose: 'mine?', asker: null, retainUntil: null };
    const contentHash = Buffer.from(sha256('upload')).toString('hex');
    const { id } = await openRequest(registry, { contentHash, ...asked });
    const file = await bytesOf(exportRegistry(backend));
    await registry.erase(idOf(1));
    await registry.eraseEvents(id);
    const { entries } = await registry.stats();
    expect(await importRegistry(registry, once(file))).toEqual({
      entries: 3,
      appended: 0,
      erased: 0,
      erasedHere: 2,
      sameLog: false,
    });
    expect(await registry.byContentId(idOf(1))).toBeNull();
    expect(await registry.stats()).toMatchObject({ entries, records: 1, events: 0, erased: 2 });
    expect(await verifyLog(backend)).toMatchObject({ verified: true, problems: [] });
  });

  it('is not brought back by another log either, whoever erased it, and a log without it takes it', async () => {
    const source = await opened();
    const found = await source.registry.put(makeRecord(1));
    const place = await newPlace();
    const target = await open(place);
    const other = await open(place);
    expect(await target.registry.adopt(found.receipt, found)).toMatchObject({ logIndex: 0 });
    expect(await other.registry.erase(idOf(1))).toBe(true);
    expect(await target.registry.adopt(found.receipt, found)).toBeNull();
    expect(await other.registry.adopt(found.receipt, found)).toBeNull();
    // One that is opened anew reads it from the log.
    expect(await (await open(place)).registry.adopt(found.receipt, found)).toBeNull();
    expect(await target.registry.stats()).toMatchObject({ entries: 2, records: 0 });
    expect(await (await opened()).registry.adopt(found.receipt, found)).not.toBeNull();
  });

  it('leaves the content id free, of which nothing is kept: what is put again is a new record', async () => {
    const { backend, registry } = await opened();
    const first = await registry.put(makeRecord(1));
    await registry.erase(idOf(1));
    const time = '2026-03-03T00:00:00.000Z';
    const again = await registry.put(makeRecord(1, { time }));
    expect(again).toMatchObject({ logIndex: 2, record: { time } });
    // Of the first one nothing comes back with it.
    expect(await backend.byLogIndex(first.logIndex)).toMatchObject({ bytes: null });
    expect(await registry.byContentId(idOf(1))).toMatchObject({ logIndex: 2 });
    await registry.erase(idOf(1));
    expect(await registry.adopt(first.receipt, first)).toBeNull();
    expect(await registry.adopt(again.receipt, again)).toBeNull();
    expect(await verifyLog(backend)).toMatchObject({ verified: true, problems: [] });
  });

  it('is found among more erasures than are read at a time', async () => {
    const { backend, registry } = await opened();
    const count = 600;
    await Promise.all(
      Array.from({ length: count }, (_, n) =>
        registry.put(makeRecord(n, { retainUntil: '2026-01-01' })),
      ),
    );
    const file = await bytesOf(exportRegistry(backend));
    await registry.put(makeRecord(count));
    expect(await registry.prune('2026-02-01')).toMatchObject({ erased: count });
    const indexes: number[] = [];
    for await (const entry of backend.erasures(0)) {
      expect(entry.kind).toBe('erasure');
      indexes.push(entry.index);
    }
    expect(indexes).toEqual(Array.from({ length: count }, (_, n) => count + 1 + n));
    expect(await importRegistry(registry, once(file))).toMatchObject({
      appended: 0,
      erasedHere: count,
    });
  });

  it('is not what somebody without a key says: such an erasure is an error', async () => {
    const { backend, registry } = await opened();
    const found = await registry.put(makeRecord(1));
    await registry.erase(idOf(1));
    const forged: Backend = {
      ...backend,
      byLogIndex: async (index) => {
        const entry = await backend.byLogIndex(index);
        return entry?.kind === 'erasure'
          ? { ...entry, bytes: entry.bytes!.with(-1, entry.bytes!.at(-1)! ^ 1) }
          : entry;
      },
    };
    const believing = await createRegistry(forged, { signer });
    await expectCode('REGISTRY_CORRUPT', () => believing.adopt(found.receipt, found));
  });
});

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyLog } from '../src/log/verify.ts';
import { openPostgres } from '../src/postgres/open.ts';
import { openRequest } from '../src/requests.ts';
import {
  addWork,
  type GuardHit,
  hitsOn,
  logHit,
  removeWork,
  workById,
  workChanges,
} from '../src/works.ts';
import { createRegistry } from '../src/write.ts';
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
const BACKENDS: Readonly<Record<string, () => Promise<Backend>>> = {
  lmdb: async () => openLmdb(await temporaryFolder(), { create: true }),
  postgresql: () => openPostgres(server!.url, { create: true, schema: `works_${schemas++}` }),
};

const given = {
  kind: 'picture',
  title: 'Lighthouse',
  contact: 'rights@example.org',
  reason: 'asked for by its photographer',
  by: 'operator',
  fingerprints: [
    { alg: 'a.whole', value: new Uint8Array(32).fill(7) },
    { alg: 'a.parts', value: new Uint8Array(3072).fill(9) },
  ],
  retainUntil: '2031-01-01',
} as const;
const hit: Omit<GuardHit, 'time' | 'logIndex' | 'work'> = {
  action: 'flag',
  alg: 'a.parts',
  distance: null,
  parts: 31,
  contentId: '0123456789abcdef',
};

describe.each(programs === null ? ['lmdb'] : ['lmdb', 'postgresql'])('works in %s', (kind) => {
  const opened = async () => {
    const backend = await BACKENDS[kind]!();
    onTestFinished(() => backend.close());
    return { backend, registry: await createRegistry(backend, { signer }) };
  };

  it('are added and removed by entries of the log, which can be verified', async () => {
    const { backend, registry } = await opened();
    const work = await addWork(registry, given);
    expect(work).toMatchObject({ ...given, removed: null, logIndex: 0 });
    expect(await workById(registry, work.id)).toEqual(work);
    const why = { reason: 'asked for again', by: null };
    const removed = await removeWork(registry, work.id, why);
    expect(removed).toMatchObject({ ...given, id: work.id, removed: why });
    expect(await removeWork(registry, work.id, why)).toBeNull();
    expect(await removeWork(registry, 'ffffffffffff', why)).toBeNull();
    expect(await verifyLog(backend)).toMatchObject({ problems: [], events: 2 });
  });

  it('are read as a list, and then what has changed since', async () => {
    const { registry } = await opened();
    const first = await addWork(registry, given);
    await openRequest(registry, {
      purpose: 'x',
      contentHash: '0'.repeat(64),
      asker: null,
      retainUntil: null,
    });
    const before = await workChanges(registry);
    expect(before).toEqual({ works: [first], removed: [], next: 2 });
    expect(await workChanges(registry, before.next)).toEqual({ works: [], removed: [], next: 2 });
    const second = await addWork(registry, { ...given, kind: 'text', title: null, by: null });
    await removeWork(registry, first.id, { reason: 'over', by: null });
    const after = await workChanges(registry, before.next);
    expect(after).toEqual({ works: [second], removed: [first.id], next: 4 });
  });

  it('are erased by their id and by their day, with their removal', async () => {
    const { backend, registry } = await opened();
    const work = await addWork(registry, given);
    await removeWork(registry, work.id, { reason: 'over', by: null });
    expect(await registry.eraseEvents(work.id)).toBe(2);
    await addWork(registry, { ...given, retainUntil: '2026-01-01' });
    expect(await registry.prune('2026-01-02')).toEqual({ erased: 1, held: 0 });
    expect((await workChanges(registry)).works).toEqual([]);
    expect((await verifyLog(backend)).problems).toEqual([]);
  });

  it('have their hits, which go by their own days', async () => {
    const { registry } = await opened();
    const { id } = await addWork(registry, given);
    const written = await logHit(registry, { ...hit, work: id }, { retainUntil: '2026-01-01' });
    const near = { ...hit, work: id, parts: null, distance: 12, contentId: null } as const;
    const other = await logHit(registry, near, { retainUntil: null });
    expect(written).toMatchObject({ ...hit, work: id });
    const hits: GuardHit[] = [];
    for await (const each of hitsOn(registry, id)) hits.push(each);
    expect(hits).toEqual([written, other]);
    await registry.prune('2026-02-01');
    const left: GuardHit[] = [];
    for await (const each of hitsOn(registry, id)) left.push(each);
    expect(left).toEqual([other]);
    expect(await workById(registry, id)).not.toBeNull();
  });

  it('are refused where an entry cannot hold them', async () => {
    const { registry } = await opened();
    const value = new Uint8Array(3073);
    for (const fingerprints of [
      [],
      [{ alg: 'a', value }],
      [{ alg: 'a', value: new Uint8Array() }],
      Array.from({ length: 65 }, () => ({ alg: 'a', value: new Uint8Array(1) })),
    ]) {
      await expect(addWork(registry, { ...given, fingerprints })).rejects.toThrow(RangeError);
    }
    await expectCode('EVENT_MALFORMED', () => addWork(registry, { ...given, contact: '' }));
    expect((await registry.stats()).entries).toBe(0);
  });

  it('are a fault of the log where they are of no known form', async () => {
    const { registry } = await opened();
    for (const details of [
      { kind: 'song', contact: 'a', reason: 'b', algs: ['a'], values: ['AA=='] },
      { kind: 'text', contact: 'a', reason: 'b', algs: ['a'], values: [] },
      { kind: 'text', contact: 'a', algs: [], values: [] },
    ]) {
      const event = { type: 'guard.added', subject: 'aaaaaaaaaaaa', details, retainUntil: null };
      const { logIndex } = await registry.logEvent(event);
      await expectCode('REGISTRY_CORRUPT', () => workChanges(registry, logIndex));
    }
  });
});

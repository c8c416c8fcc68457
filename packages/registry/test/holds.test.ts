import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import { expectCode } from '../../content/test/expect-code.ts';
import { auditRegistry, logOperation } from '../src/audit.ts';
import type { Backend } from '../src/backend/backend.ts';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { allHolds, holdsOn } from '../src/holds.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyLog } from '../src/log/verify.ts';
import { LogWriter } from '../src/log/writer.ts';
import { openPostgres } from '../src/postgres/open.ts';
import type { IssuerRegistry } from '../src/registry.ts';
import { openRequest } from '../src/requests.ts';
import { readErasure } from '../src/signed/erasure.ts';
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
/** Opens the same place as often as it is called. */
const PLACES: Readonly<Record<string, () => Promise<() => Promise<Backend>>>> = {
  lmdb: async () => {
    const folder = await temporaryFolder();
    return () => openLmdb(folder, { create: true });
  },
  postgresql: async () => {
    const schema = `holds_${schemas++}`;
    return () => openPostgres(server!.url, { create: true, schema });
  },
};

const kinds = programs === null ? ['lmdb'] : ['lmdb', 'postgresql'];
const until = (day: string) => ({ retainUntil: day });
const idOf = (number: number) => makeRecord(number).contentId;
const why = { reason: 'case 17', by: 'counsel' };

describe.each(kinds)('legal holds in %s', (kind) => {
  let place: () => Promise<Backend>;
  const open = async (): Promise<{ backend: Backend; registry: IssuerRegistry }> => {
    const backend = await place();
    onTestFinished(() => backend.close());
    return { backend, registry: await createRegistry(backend, { signer }) };
  };
  const start = async () => {
    place = await PLACES[kind]!();
    return open();
  };

  it('keep a record, whoever erases it, until the last of them is released', async () => {
    const { backend, registry } = await start();
    await registry.put(makeRecord(1));
    const first = await registry.hold(idOf(1), why);
    const second = await registry.hold(idOf(1), { reason: 'case 18' });
    expect(first).toMatchObject({ target: idOf(1), reason: 'case 17', by: 'counsel' });
    expect(second).toMatchObject({ by: null, released: null });
    await expectCode('RECORD_HELD', () => registry.erase(idOf(1)));
    const other = await open();
    await expectCode('RECORD_HELD', () => other.registry.erase(idOf(1)));
    expect(await registry.release(idOf(1), first!.id, { reason: 'settled' })).toMatchObject({
      id: first!.id,
      released: { reason: 'settled', by: null },
    });
    expect(await registry.release(idOf(1), first!.id, { reason: 'settled' })).toBeNull();
    expect(await registry.release(idOf(2), second!.id, { reason: 'settled' })).toBeNull();
    await expectCode('RECORD_HELD', () => registry.erase(idOf(1)));
    await registry.release(idOf(1), second!.id, { reason: 'settled' });
    expect(await registry.erase(idOf(1), { by: 'alice' })).toBe(true);
    expect(await holdsOn(registry, idOf(1))).toMatchObject([
      { id: first!.id, released: { reason: 'settled' } },
      { id: second!.id, released: { reason: 'settled' } },
    ]);
    expect(await verifyLog(backend)).toMatchObject({ problems: [], verified: true });
  });

  it('hold nothing where there is nothing', async () => {
    const { registry } = await start();
    expect(await registry.hold(idOf(1), why)).toBeNull();
    expect(await allHolds(registry)).toEqual([]);
  });

  it('keep what retention would erase, and nothing else, whatever their number', async () => {
    const { backend, registry } = await start();
    const count = 280;
    const day = '2026-01-01';
    await Promise.all(
      Array.from({ length: count }, (_, n) => registry.put(makeRecord(n, until(day)))),
    );
    const held = Array.from({ length: 260 }, (_, n) => n);
    for (const n of held) await registry.hold(idOf(n), why);
    expect(await registry.prune('2026-02-01', { by: 'cron' })).toEqual({ erased: 20, held: 260 });
    expect(await registry.prune('2026-02-01')).toEqual({ erased: 0, held: 260 });
    for (const n of [0, 150, 259]) expect(await registry.byContentId(idOf(n))).not.toBeNull();
    expect(await registry.byContentId(idOf(260))).toBeNull();
    const [{ id } = { id: '' }] = await holdsOn(registry, idOf(7));
    await registry.release(idOf(7), id, { reason: 'settled' });
    expect(await registry.prune('2026-02-01')).toEqual({ erased: 1, held: 259 });
    expect(await allHolds(registry)).toHaveLength(260);
    expect((await verifyLog(backend)).problems).toEqual([]);
  });

  it('keep a request with its answers, and their own entries as long', async () => {
    const { backend, registry } = await start();
    const asked = { purpose: 'Mine?', contentHash: 'ab'.repeat(32), asker: null };
    const { id } = await openRequest(registry, { ...asked, retainUntil: '2026-01-01' });
    const hold = await registry.hold(id, why);
    await expectCode('RECORD_HELD', () => registry.eraseEvents(id));
    await expectCode('RECORD_HELD', () => registry.eraseEvents(`hold:${id}`));
    expect(await registry.prune('2026-02-01')).toEqual({ erased: 0, held: 1 });
    await registry.release(id, hold!.id, { reason: 'settled' });
    expect(await registry.eraseEvents(id)).toBe(1);
    expect(await registry.eraseEvents(`hold:${id}`)).toBe(2);
    expect((await verifyLog(backend)).problems).toEqual([]);
  });

  it('are erased before their releases, however long a signature takes', async () => {
    const { registry } = await start();
    await registry.put(makeRecord(1));
    const hold = await registry.hold(idOf(1), why);
    await registry.release(idOf(1), hold!.id, { reason: 'settled' });
    let signed = 0;
    const backend = await place();
    onTestFinished(() => backend.close());
    const late = await createRegistry(backend, {
      signer: {
        ...signer,
        // The first is that of the hold; its release would be erased while it waits.
        sign: async (bytes, ...rest) => {
          if (signed++ === 0) await setTimeout(200);
          return signer.sign(bytes, ...rest);
        },
      },
    });
    expect(await late.eraseEvents(`hold:${idOf(1)}`)).toBe(2);
    expect(await allHolds(registry)).toEqual([]);
  });

  it('and erasures at the same moment: one of the two, never both', async () => {
    const { backend, registry } = await start();
    const other = await open();
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    await Promise.all(numbers.map((n) => registry.put(makeRecord(n))));
    const outcomes = await Promise.all(
      numbers.flatMap((n) => [
        Promise.all([
          registry.hold(idOf(n), why),
          (n % 2 === 0 ? registry : other.registry).erase(idOf(n)).catch(({ code }) => code),
        ]),
      ]),
    );
    for (const [n, [hold, erased]] of outcomes.entries()) {
      const there = (await registry.byContentId(idOf(n))) !== null;
      expect([hold !== null, erased, there]).toEqual(
        hold === null ? [false, true, false] : [true, 'RECORD_HELD', true],
      );
    }
    expect((await verifyLog(backend)).problems).toEqual([]);
  });

  it('go along into the same log elsewhere, and into another one', async () => {
    const { backend, registry } = await start();
    await registry.put(makeRecord(1));
    const hold = await registry.hold(idOf(1), why);
    const copy = await openLmdb(await temporaryFolder(), { create: true });
    onTestFinished(() => copy.close());
    await importRegistry(copy, exportRegistry(backend));
    const copied = await createRegistry(copy, { signer });
    await expectCode('RECORD_HELD', () => copied.erase(idOf(1)));
    const taker = await openLmdb(await temporaryFolder(), { create: true });
    onTestFinished(() => taker.close());
    const taking = await createRegistry(taker, { signer });
    await taking.put(makeRecord(99));
    await logOperation(registry, 'export', 'carol');
    await importRegistry(taking, exportRegistry(backend));
    expect(await taking.events({ subject: 'operations' })).toEqual([]);
    await expectCode('RECORD_HELD', () => taking.erase(idOf(1)));
    await taking.release(idOf(1), hold!.id, { reason: 'settled' });
    expect(await taking.erase(idOf(1))).toBe(true);
    expect((await verifyLog(taker)).problems).toEqual([]);
  });

  it('are told of by verifyLog where somebody with the key has erased what is held', async () => {
    const { backend, registry } = await start();
    await registry.put(makeRecord(1));
    await registry.put(makeRecord(2));
    await registry.hold(idOf(2), why);
    // A program that asks nobody.
    const blind = new Proxy(backend, {
      get: (from, name, receiver) =>
        name === 'events' ? async () => [] : Reflect.get(from, name, receiver),
    });
    expect(await (await createRegistry(blind, { signer })).erase(idOf(2))).toBe(true);
    expect((await verifyLog(backend)).problems).toEqual([{ kind: 'held', index: 1 }]);
  });

  it('the log says who did what', async () => {
    const { backend, registry } = await start();
    await registry.put(makeRecord(1));
    await registry.put(makeRecord(2, until('2026-01-01')));
    await registry.erase(idOf(1), { by: 'alice' });
    await registry.prune('2026-02-01', { by: 'cron' });
    await registry.put(makeRecord(3));
    const hold = await registry.hold(idOf(3), why);
    await registry.release(idOf(3), hold!.id, { reason: 'settled', by: 'bob' });
    await logOperation(registry, 'export', 'carol');
    await openRequest(registry, {
      purpose: 'Mine?',
      contentHash: 'ab'.repeat(32),
      asker: null,
      retainUntil: null,
    });
    await registry.erase(idOf(3));
    const done = [];
    for await (const each of auditRegistry(backend)) done.push(each);
    const target = idOf(3);
    expect(done).toMatchObject([
      { logIndex: 2, what: 'erase', erased: 0, reason: 'request', by: 'alice' },
      { logIndex: 3, what: 'erase', erased: 1, reason: 'retention', by: 'cron' },
      { logIndex: 5, what: 'hold', target, hold: hold!.id, reason: 'case 17', by: 'counsel' },
      { logIndex: 6, what: 'release', target, hold: hold!.id, reason: 'settled', by: 'bob' },
      { logIndex: 7, what: 'export', by: 'carol' },
      { logIndex: 9, what: 'erase', erased: 4, by: null },
    ]);
    const none = [];
    for await (const each of auditRegistry(backend, { to: '2020-01-01' })) none.push(each);
    expect(none).toEqual([]);
    expect((await verifyLog(backend)).problems).toEqual([]);
  });
});

describe('an erasure', () => {
  it('without a name is of the first version, and with one of the second', async () => {
    const backend = await openLmdb(await temporaryFolder(), { create: true });
    onTestFinished(() => backend.close());
    const registry = await createRegistry(backend, { signer });
    const versions = [];
    for (const by of [null, 'é'.repeat(128)]) {
      await registry.put(makeRecord(1));
      await registry.erase(idOf(1), { by });
      const { entries } = await registry.stats();
      const { bytes } = (await backend.byLogIndex(entries - 1))!;
      expect(readErasure(bytes!).erasure.by).toBe(by);
      versions.push(Buffer.from(bytes!).includes('by'));
    }
    expect(versions).toEqual([false, true]);
    await registry.put(makeRecord(2));
    for (const by of ['', 'a\nb', 'é'.repeat(129)]) {
      await expectCode('RECORD_MALFORMED', () => registry.erase(idOf(2), { by }));
    }
    expect(await registry.byContentId(idOf(2))).not.toBeNull();
  });
});

it('of drafts that are written together one that cannot be judged fails alone', async () => {
  const backend = await openLmdb(await temporaryFolder(), { create: true });
  onTestFinished(() => backend.close());
  const writer = new LogWriter(backend, async () => Uint8Array.of(1));
  const draft = (bytes: number, wanted: () => Promise<boolean>) => ({
    kind: 'erasure' as const,
    bytes: sha256(String(bytes)),
    manifestStore: null,
    keys: null,
    event: null,
    erases: null,
    wanted,
  });
  const settled = await Promise.allSettled([
    writer.append(draft(1, async () => true)),
    writer.append(draft(2, () => Promise.reject(new Error('damaged')))),
    writer.append(draft(3, async () => false)),
    writer.append(draft(4, async () => true)),
  ]);
  expect(settled).toMatchObject([
    { value: { outcome: 'written', index: 0 } },
    { status: 'rejected', reason: { message: 'damaged' } },
    { value: { outcome: 'unwanted' } },
    { value: { outcome: 'written', index: 1 } },
  ]);
});

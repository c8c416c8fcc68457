import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { uint64 } from '../src/lmdb/keys.ts';
import { TABLES, type Tables, tablesOf } from '../src/lmdb/tables.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readSigningCertificate, type SigningCertificate } from '../src/signed/certificate.ts';
import { type LogEvent, readEvent, signEvent } from '../src/signed/event.ts';
import type { RecordSigner } from '../src/signed/signer.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

let signer: RecordSigner;
let certificate: SigningCertificate;

beforeAll(async () => {
  signer = await makeSigner();
  certificate = await readSigningCertificate(signer.certificates);
});

async function openBackend(folder?: string): Promise<Backend> {
  const backend = await openLmdb(folder ?? (await temporaryFolder()), { create: true });
  onTestFinished(() => backend.close());
  return backend;
}

const opened = {
  type: 'request.opened',
  subject: 'a1',
  details: { purpose: 'Is it yours?', looked: ['hash', 'watermark'] },
  retainUntil: '2027-01-01',
};
const event: LogEvent = { ...opened, time: '2026-11-28T00:00:00.000Z' };

describe('a signed event', () => {
  it('gives back what was signed, whatever it is', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((value) => !/[\p{Cc}\p{Cs}]/u.test(value));
    const name = fc.stringMatching(/^[A-Za-z]{1,20}$/);
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.dictionary(name, fc.oneof(text, fc.array(text, { maxLength: 5 })), {
          noNullPrototype: true,
        }),
        async (subject, details) => {
          const given = { ...event, subject, details };
          const bytes = await signEvent(given, signer, certificate);
          expect(readEvent(bytes).event).toEqual(given);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each<[string, Partial<Record<keyof LogEvent, unknown>>]>([
    ['a type with a space', { type: 'a b' }],
    ['a type that is too long', { type: 'a'.repeat(65) }],
    ['no subject', { subject: '' }],
    ['a subject with a line end', { subject: 'a\nb' }],
    ['a subject that is too long', { subject: 'é'.repeat(129) }],
    ['a time that is none', { time: '2026-02-30T00:00:00.000Z' }],
    ['a time without milliseconds', { time: '2026-01-01T00:00:00Z' }],
    ['a day that is none', { retainUntil: '2026-02-30' }],
    ['no day at all', { retainUntil: undefined }],
    ['a number as a detail', { details: { a: 1 } }],
    ['a detail whose name is none', { details: { 'a b': 'c' } }],
    ['a detail that is too long', { details: { a: 'x'.repeat(4097) } }],
    [
      'too many details',
      {
        details: Object.fromEntries(
          Array.from({ length: 65 }, (_, i) => [
            `a${'b'.repeat(i % 60)}${String.fromCharCode(65 + Math.floor(i / 60))}`,
            'x',
          ]),
        ),
      },
    ],
    ['more than 64 kB', { details: { a: Array.from({ length: 20 }, () => 'x'.repeat(4000)) } }],
  ])('is refused with %s', async (_, wrong) => {
    await expectCode('EVENT_MALFORMED', async () =>
      signEvent({ ...event, ...wrong } as LogEvent, signer, certificate),
    );
  });

  it('is refused where a byte of it is cut off', async () => {
    const bytes = await signEvent(event, signer, certificate);
    for (const length of [0, 1, 40, bytes.length - 1]) {
      await expectCode('EVENT_MALFORMED', async () => readEvent(bytes.subarray(0, length)));
    }
  });
});

describe('events of a registry', () => {
  it('are found by subject, with who signed them, and stand in the log', async () => {
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer });
    const first = await registry.logEvent(opened);
    await registry.put(makeRecord(1));
    const second = await registry.logEvent({ ...opened, type: 'request.answered' });
    const other = await registry.logEvent({ ...opened, subject: 'a2' });
    expect(first).toMatchObject({ ...opened, logIndex: 0, certificates: signer.certificates });
    expect(await registry.events({ subject: 'a1' })).toEqual([first, second]);
    expect(await registry.events()).toEqual([first, second, other]);
    expect(await registry.events({ from: 1, limit: 1 })).toEqual([second]);
    expect(await verifyLog(backend)).toMatchObject({
      problems: [],
      records: 1,
      events: 3,
      erasures: 0,
    });
  });

  it('are erased by subject and by their day, and the log says so', async () => {
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer });
    await registry.logEvent(opened);
    await registry.logEvent({ ...opened, type: 'request.answered', retainUntil: null });
    await registry.logEvent({ ...opened, subject: 'a2', retainUntil: '2026-01-01' });
    expect(await registry.prune('2026-01-01')).toEqual({ erased: 0, held: 0 });
    expect(await registry.prune('2026-01-02')).toEqual({ erased: 1, held: 0 });
    expect(await registry.eraseEvents('a1')).toBe(2);
    expect(await registry.eraseEvents('a1')).toBe(0);
    expect(await registry.events()).toEqual([]);
    expect(await verifyLog(backend)).toMatchObject({ problems: [], events: 0, erasures: 3 });
  });

  it('go through an export, into nothing and into another log, once', async () => {
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer });
    await registry.logEvent(opened);
    await registry.logEvent({ ...opened, subject: 'a2' });
    await registry.eraseEvents('a2');
    const copy = await openBackend();
    await importRegistry(copy, exportRegistry(backend));
    expect(await verifyLog(copy)).toEqual(await verifyLog(backend));
    expect(await copy.stats()).toMatchObject({ entries: 3, events: 1, erased: 1 });
    const target = await openBackend();
    const other = await createRegistry(target, { signer: await makeSigner() });
    expect(await importRegistry(other, exportRegistry(backend))).toMatchObject({ appended: 1 });
    expect(await importRegistry(other, exportRegistry(backend))).toMatchObject({ appended: 0 });
    expect(await other.events()).toMatchObject([
      { subject: 'a1', certificates: signer.certificates },
    ]);
    expect((await verifyLog(target)).problems).toEqual([]);
  });

  it('are not adopted where their signature does not hold', async () => {
    const bytes = await signEvent(event, signer, certificate);
    const registry = await createRegistry(await openBackend(), { signer });
    const { certificates } = await makeSigner();
    await expectCode('EVENT_MALFORMED', () => registry.adoptEvent(bytes, { certificates }));
  });
});

describe('verifying a log finds', () => {
  const tampered = async (change: (tables: Tables) => void) => {
    const folder = await temporaryFolder();
    const backend = await openBackend(folder);
    const registry = await createRegistry(backend, { signer });
    await registry.logEvent(opened);
    await registry.logEvent({ ...opened, subject: 'a2' });
    const environment = await openEnvironment(folder, {
      kind: 'registry',
      version: 7,
      tables: TABLES,
      create: false,
      readOnly: false,
    });
    environment.write(() => change(tablesOf(environment)));
    await environment.close();
    return (await verifyLog(backend)).problems;
  };
  const index = uint64(0);

  it('an event that was changed', async () => {
    const problems = await tampered(({ entries }) => {
      const bytes = Buffer.from(entries.get(index)!);
      bytes[bytes.length - 70]! ^= 1;
      entries.putSync(index, bytes);
    });
    expect(problems).toContainEqual({ kind: 'altered', index: 0 });
  });

  it('an event that was taken out', async () => {
    const problems = await tampered(({ entries }) => {
      entries.putSync(index, entries.get(index)!.subarray(0, 33));
    });
    expect(problems).toContainEqual({ kind: 'removed', index: 0 });
  });

  it('an event that its subject, its day, or nothing leads to', async () => {
    expect(
      await tampered(({ subjects }) =>
        subjects.removeSync(Buffer.concat([Buffer.from('a1\0'), index])),
      ),
    ).toEqual([{ kind: 'unindexed', index: 0 }]);
    expect(
      await tampered(({ retention }) =>
        retention.removeSync(Buffer.concat([Buffer.from('2027-01-01'), index])),
      ),
    ).toEqual([{ kind: 'unscheduled', index: 0 }]);
    expect(await tampered(({ events }) => events.removeSync(index))).toContainEqual({
      kind: 'unerasable',
      index: 0,
    });
  });

  it('a subject and a day that lead to an event of another', async () => {
    const nothing = new Uint8Array();
    expect(
      await tampered(({ subjects }) =>
        subjects.putSync(Buffer.concat([Buffer.from('a3\0'), index]), nothing),
      ),
    ).toEqual([{ kind: 'stray', index: 0 }]);
    expect(
      await tampered(({ retention }) =>
        retention.putSync(Buffer.concat([Buffer.from('2020-01-01'), index]), nothing),
      ),
    ).toEqual([{ kind: 'stray', index: 0 }]);
  });
});

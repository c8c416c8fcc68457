// One record and one file of a job, wherever a worker stops and however many try.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import type { FoundRecord, OriginRecord } from '@provenance/registry';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderPlace } from '../src/queue/folder-place.ts';
import { jobId, parseJob, placeOf, sharedPath } from '../src/queue/job.ts';
import { markOnce, type Once } from '../src/queue/once.ts';
import { useEmptyFolder } from './folders.ts';

const base = useEmptyFolder();
const contentId = '0123456789abcdef';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** The one thing of a registry that counts here: it takes a content id once. */
function registry() {
  const records: FoundRecord[] = [];
  const byContentId = async (id: string) =>
    records.find(({ record }) => record.contentId === id) ?? null;
  const put = async (record: OriginRecord) => {
    const known = await byContentId(record.contentId);
    if (known !== null) throw new ProvenanceError('RECORD_EXISTS');
    const found = { record, logIndex: records.length } as FoundRecord;
    records.push(found);
    return found;
  };
  return { records, byContentId, put };
}

/** As mark() is: no two attempts make the same bytes. */
function made(attempt: number) {
  const bytes = Buffer.from(`attempt ${attempt}`);
  const record = { contentId, contentHash: sha256(bytes) } as unknown as OriginRecord;
  return { bytes, record, manifestStore: null };
}

async function job(store: ReturnType<typeof registry>) {
  const folder = await mkdtemp(join(base.path, 'once-'));
  const output = join(folder, 'out.png');
  let attempts = 0;
  const attempt = (given: Partial<Once> = {}) =>
    markOnce({
      contentId,
      place: folderPlace(folder, output, 'job'),
      registry: store,
      mark: async () => made(attempts++),
      ...given,
    });
  const holds = async () => {
    expect(store.records).toHaveLength(1);
    const hash = Buffer.from(store.records[0]!.record.contentHash).toString('hex');
    expect(sha256(await readFile(output)).toString('hex')).toBe(hash);
    expect(await readdir(folder)).toEqual(['out.png']);
  };
  return { folder, output, attempt, holds, attempts: () => attempts };
}

class Killed extends Error {}
const killed = async () => {
  throw new Killed();
};

describe('a worker that is killed', () => {
  test('before the record: the next one marks anew, and nothing of the first is left', async () => {
    const store = registry();
    const { attempt, holds, folder } = await job(store);
    await expect(attempt({ registry: { ...store, put: killed } })).rejects.toThrow(Killed);
    expect(await readdir(folder)).toEqual(['.provenance-job']);
    expect(await attempt()).toEqual({ logIndex: 0, marked: false, known: false });
    await holds();
  });

  test('between the record and the end: the next one marks nothing, and the file is there', async () => {
    const store = registry();
    const { attempt, holds, attempts } = await job(store);
    const put = async (record: OriginRecord) => {
      await store.put(record);
      return killed();
    };
    await expect(attempt({ registry: { ...store, put } })).rejects.toThrow(Killed);
    expect(await attempt()).toEqual({ logIndex: 0, marked: false, known: true });
    expect(attempts()).toBe(1);
    await holds();
  });

  test('when all is done but said: the next one finds it so', async () => {
    const store = registry();
    const { attempt, holds, attempts } = await job(store);
    await attempt();
    expect(await attempt()).toEqual({ logIndex: 0, marked: false, known: true });
    expect(attempts()).toBe(1);
    await holds();
  });
});

test('however many try at a time, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (s, count) => {
      const store = registry();
      const slow = {
        records: store.records,
        byContentId: s.scheduleFunction(store.byContentId),
        put: s.scheduleFunction(store.put),
      };
      const { attempt, holds } = await job(slow);
      const running = Promise.all(Array.from({ length: count }, () => attempt().catch((e) => e)));
      await s.waitFor(running);
      // One may have looked into a folder that another one has just put in order: it comes again, as the queue has it.
      for (const each of await running) {
        if (each instanceof Error) await attempt({ registry: store });
      }
      await holds();
    }),
    { numRuns: 50 },
  );
});

test('what lies in its place is not replaced, and nothing is marked for it', async () => {
  const store = registry();
  const { attempt, output, attempts } = await job(store);
  await writeFile(output, 'of somebody else');
  await expect(attempt()).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  expect(attempts()).toBe(0);
  expect(await readFile(output, 'utf8')).toBe('of somebody else');
});

test('a record whose file is gone is said to be one', async () => {
  const store = registry();
  const { attempt, output } = await job(store);
  await attempt();
  await unlink(output);
  await expect(attempt()).rejects.toMatchObject({ code: 'RECORD_EXISTS' });
  expect(store.records).toHaveLength(1);
});

describe('a job as it lies in the database', () => {
  const valid = {
    input: 'a/b.png',
    output: 'c/b.png',
    contentId,
    origin: { model: 'm', discardCredential: true },
    allowLoss: false,
    requireMark: true,
  };

  test('is taken as it was written', () => {
    expect(parseJob(JSON.parse(JSON.stringify(valid)))).toEqual(valid);
  });

  test.each<[string, unknown]>([
    ['no object', null],
    ['a list', []],
    ['a field of another version', { ...valid, url: 'http://example.com' }],
    ['a path that is none', { ...valid, input: 7 }],
    ['an empty path', { ...valid, output: '' }],
    ['a path with a zero', { ...valid, output: 'a\0b' }],
    ['a path that is too long', { ...valid, input: 'a'.repeat(4097) }],
    ['a content id that is none', { ...valid, contentId: 'XYZ' }],
    ['an origin that names a file', { ...valid, origin: { parent: '/etc/passwd' } }],
    ['an origin that is none', { ...valid, origin: { model: 1 } }],
    ['a choice that is none', { ...valid, allowLoss: 'yes' }],
  ])('%s is refused', (_, data) => {
    expect(() => parseJob(data)).toThrow(expect.objectContaining({ code: 'JOB_MALFORMED' }));
  });

  test.each(['/etc/passwd', '../x', 'a/../../x', '.', 'a/../..'])('%s leads out', (path) => {
    expect(() => placeOf('/srv/shared', path)).toThrow(
      expect.objectContaining({ code: 'JOB_MALFORMED' }),
    );
  });

  test('a path within the folder comes back as it was', () => {
    const place = placeOf('/srv/shared', 'a/b..c.png');
    expect(place).toBe('/srv/shared/a/b..c.png');
    expect(sharedPath('/srv/shared', place)).toBe('a/b..c.png');
    expect(sharedPath('/srv/shared', '/srv/sharedother/x')).toBeNull();
  });

  test('has one id for the same work, and others for other work', () => {
    const id = jobId('mark', valid);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(jobId('mark', { ...valid })).toBe(id);
    const others = [
      jobId('other', valid),
      jobId('mark', { ...valid, input: 'x' }),
      jobId('mark', { ...valid, output: 'x' }),
      jobId('mark', { input: valid.output, output: valid.input }),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
  });
});

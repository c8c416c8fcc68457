import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyLog } from '../src/log/verify.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

// LMDB ends the process over some of these, and prints its own words over others: a test that crashes here
// has found one that is not found before it.
const PAGE = 4096;

/** The data file of a registry in which every kind of page is. */
let whole: Buffer;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provenance-registry-'));
  const registry = await createRegistry(await openLmdb(folder, { create: true }), {
    signer: await makeSigner(),
  });
  for (let n = 0; n < 10; n++) {
    const text = `store ${n} `.repeat(1 + (n % 4) * 500);
    const manifest = { id: `urn:c2pa:${n}`, hash: sha256(text) };
    await registry.put(makeRecord(n, { manifest }), {
      manifestStore: new TextEncoder().encode(text),
    });
  }
  await registry.close();
  whole = await readFile(join(folder, 'data.mdb'));
  await rm(folder, { recursive: true });
});

async function folderWith(data: Buffer): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'data.mdb'), data);
  return folder;
}

async function verified(folder: string): Promise<boolean> {
  const backend = await openLmdb(folder);
  onTestFinished(() => backend.close());
  return (await verifyLog(backend)).verified;
}

describe('a data file', () => {
  it('is found to be whole', async () => {
    expect(await verified(await folderWith(whole))).toBe(true);
  });

  it.each<[string, (page: Buffer) => unknown]>([
    ['of zeros', (page) => page.fill(0)],
    ['of ones', (page) => page.fill(0xff)],
    ['whose nodes lie elsewhere', (page) => page.fill(0xee, 24, 200)],
    ['of another kind', (page) => page.writeUInt16LE(page.readUInt16LE(18) ^ 7, 18)],
    ['of another number', (page) => page.writeUInt32LE(page.readUInt32LE(0) + 1, 0)],
  ])('with a page %s is REGISTRY_CORRUPT, unless the page is free', async (_, damage) => {
    const outcomes: string[] = [];
    for (let at = 2 * PAGE; at < whole.length; at += PAGE) {
      const data = Buffer.from(whole);
      damage(data.subarray(at, at + PAGE));
      const outcome = await verified(await folderWith(data)).catch(({ code }) => code);
      outcomes.push(String(outcome));
    }
    // Of data that lies on several pages no more than the first is a page of its own: the hash tells.
    expect(
      outcomes.filter((each) => !['REGISTRY_CORRUPT', 'true', 'false'].includes(each)),
    ).toEqual([]);
    expect(outcomes.filter((each) => each === 'REGISTRY_CORRUPT').length).toBeGreaterThan(15);
  });

  it.each([0, 1])(
    'whose page %i is damaged, of the two that say what it is, is REGISTRY_CORRUPT',
    async (page) => {
      for (const byte of [0, 0xff]) {
        const data = Buffer.from(whole);
        data.fill(byte, page * PAGE, (page + 1) * PAGE);
        const folder = await folderWith(data);
        for (const create of [false, true]) {
          await expectCode('REGISTRY_CORRUPT', () => openLmdb(folder, { create }));
        }
      }
    },
  );

  it('that was cut off is REGISTRY_CORRUPT, wherever', async () => {
    for (let pages = 1; pages < whole.length / PAGE; pages += 3) {
      const folder = await folderWith(whole);
      await truncate(join(folder, 'data.mdb'), pages * PAGE + (pages % 2) * 100);
      await expectCode('REGISTRY_CORRUPT', () => verified(folder));
    }
  });
});

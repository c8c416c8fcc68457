import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyConsistency, verifyInclusion } from '../src/log/proof.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readRegistry } from '../src/read.ts';
import { verifyReceipt } from '../src/signed/receipt.ts';
import type { RecordSigner } from '../src/signed/signer.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

let signer: RecordSigner;

beforeAll(async () => {
  signer = await makeSigner();
});

async function openBackend(folder?: string): Promise<Backend> {
  const backend = await openLmdb(folder ?? (await temporaryFolder()), { create: true });
  onTestFinished(() => backend.close());
  return backend;
}

const manifestStore = new TextEncoder().encode('a manifest store');
const withStore = {
  manifest: { id: 'urn:c2pa:1', hash: sha256('a manifest store') },
};

describe('put', () => {
  it('resolves to the record with its receipt, and finds it again by every key', async () => {
    const registry = await createRegistry(await openBackend(), { signer });
    const record = makeRecord(1, withStore);
    const found = await registry.put(record, { manifestStore });
    expect(found).toEqual({
      record,
      receipt: found.receipt,
      certificates: signer.certificates,
      manifestStore,
      logIndex: 0,
    });
    expect(await verifyReceipt(found.receipt, signer.certificates)).toEqual({
      verified: true,
      record,
    });
    expect(await registry.byContentId(record.contentId)).toEqual(found);
    expect(await registry.byManifestId('urn:c2pa:1')).toEqual([found]);
    expect(await registry.byContentHash(record.contentHash)).toEqual([found]);
    const { alg, value } = record.fingerprints[0]!;
    const turned = Uint8Array.from(value, (byte) => byte ^ 0xff);
    const asked = [
      { alg, value: turned },
      { alg, value },
    ];
    expect(await registry.similar(asked, { distance: 31 })).toEqual([
      { ...found, alg, distance: 0, variant: 1 },
    ]);
    expect(await registry.byContentId('0'.repeat(16))).toBeNull();
  });

  it('is idempotent, and never gives a content id to other content', async () => {
    const registry = await createRegistry(await openBackend(), { signer });
    const first = await registry.put(makeRecord(1));
    const again = await registry.put(makeRecord(1, { time: '2026-02-02T00:00:00.000Z' }));
    expect(again).toEqual(first);
    await expectCode('RECORD_EXISTS', () =>
      registry.put(makeRecord(1, { contentHash: sha256('other') })),
    );
    expect((await registry.stats()).entries).toBe(1);
  });

  it('is idempotent within a batch and across writers as well', async () => {
    const folder = await temporaryFolder();
    const writers = await Promise.all(
      [1, 2, 3].map(async () => createRegistry(await openBackend(folder), { signer })),
    );
    const puts = writers.flatMap((writer) => [0, 1, 0, 2, 1].map((n) => writer.put(makeRecord(n))));
    const found = await Promise.all(puts);
    for (const [i, { record }] of found.entries()) {
      expect(record.contentId).toBe(makeRecord([0, 1, 0, 2, 1][i % 5]!).contentId);
    }
    expect(new Set(found.map(({ logIndex }) => logIndex)).size).toBe(3);
    const other = makeRecord(7, { contentHash: sha256('other') });
    const settled = await Promise.allSettled([
      writers[0]!.put(makeRecord(7)),
      writers[0]!.put(other),
      writers[1]!.put(other),
    ]);
    expect(settled.map(({ status }) => status)).toContain('rejected');
    expect((await writers[0]!.stats()).entries).toBe(4);
    expect((await verifyLog(await openBackend(folder))).problems).toEqual([]);
  });

  it('writes what comes at the same time in batches of 1,024 at most, each with a head', async () => {
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer });
    await Promise.all(Array.from({ length: 1100 }, (_, n) => registry.put(makeRecord(n))));
    const sizes = [0];
    for await (const { size } of backend.heads()) sizes.push(size);
    expect(sizes.length).toBeLessThan(5);
    for (const [i, size] of sizes.slice(1).entries()) expect(size - sizes[i]!).toBeLessThan(1025);
    expect(sizes.at(-1)).toBe(1100);
    const report = await verifyLog(backend);
    expect(report).toMatchObject({ verified: true, entries: 1100, records: 1100, erasures: 0 });
    expect(report.heads).toBe(sizes.length - 1);
  });

  it('gives each the place in which it came, whichever is signed first', async () => {
    const asked: boolean[] = [];
    const slow: RecordSigner = {
      ...signer,
      async sign(bytes, options) {
        asked.push(options?.many === true);
        if (asked.length <= 20) await sleep(60 - 3 * asked.length);
        return signer.sign(bytes, options);
      },
    };
    const registry = await createRegistry(await openBackend(), { signer: slow });
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, n) => registry.put(makeRecord(n))),
    );
    expect(found.map(({ logIndex }) => logIndex)).toEqual(found.map((_, n) => n));
    // The first waits for no other one, and the head of all 20 is for none to wait for.
    expect(asked).toEqual([false, ...Array.from({ length: 19 }, () => true), false]);
  });

  it('is not held up by a record that its signer lets wait', async () => {
    let answer = () => {};
    const waits = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let count = 0;
    const hanging: RecordSigner = {
      ...signer,
      async sign(bytes, options) {
        if (count++ === 1) await waits;
        return signer.sign(bytes, options);
      },
    };
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer: hanging });
    const [first, second, third] = [1, 2, 3].map((n) => registry.put(makeRecord(n)));
    expect((await Promise.all([first, third])).map((each) => each!.logIndex)).toEqual([0, 1]);
    expect(await registry.byContentId(makeRecord(2).contentId)).toBeNull();
    // Nor is one that comes while it is the only one that waits.
    expect((await registry.put(makeRecord(4))).logIndex).toBe(2);
    answer();
    expect((await second!).logIndex).toBe(3);
    expect(await verifyLog(backend)).toMatchObject({ verified: true, records: 4 });
  });

  it('leaves out what its signer signs wrongly, and keeps the others in their order', async () => {
    const wrong = [...Array.from({ length: 300 }, (_, n) => n % 7 === 3), true];
    let signed = 0;
    const faulty: RecordSigner = {
      ...signer,
      async sign(bytes) {
        const signature = Uint8Array.from(await signer.sign(bytes));
        if (wrong[signed++]) signature[40]! ^= 1;
        return signature;
      },
    };
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer: faulty });
    const settled = await Promise.allSettled(wrong.map((_, n) => registry.put(makeRecord(n))));
    let next = 0;
    for (const [n, each] of settled.entries()) {
      expect(each).toMatchObject(
        wrong[n]
          ? { status: 'rejected', reason: { code: 'SIGNER_FAILED' } }
          : { status: 'fulfilled', value: { logIndex: next++ } },
      );
    }
    expect(await verifyLog(backend)).toMatchObject({ problems: [], records: next });
  });

  it('refuses a record or a store that is not what it says', async () => {
    const registry = await createRegistry(await openBackend(), { signer });
    await expectCode('RECORD_MALFORMED', () => registry.put(makeRecord(1, { contentId: 'x' })));
    await expectCode('RECORD_MALFORMED', () => registry.put(makeRecord(1, { issuer: 'Other' })));
    await expectCode('RECORD_MALFORMED', () => registry.put(makeRecord(1), { manifestStore }));
    await expectCode('RECORD_MALFORMED', () =>
      registry.put(makeRecord(1, withStore), { manifestStore: Uint8Array.of(1) }),
    );
    const wrong = 'store' as unknown as Uint8Array;
    await expect(registry.put(makeRecord(1), { manifestStore: wrong })).rejects.toThrow(TypeError);
    await expect(
      registry.put(makeRecord(1), { signal: AbortSignal.abort(new Error('no longer')) }),
    ).rejects.toThrow('no longer');
    expect((await registry.stats()).entries).toBe(0);
  });

  it('writes nothing when the signer fails, and goes on when it works again', async () => {
    let failing = true;
    const faulty: RecordSigner = {
      ...signer,
      sign: (bytes) => (failing ? Promise.reject(new Error('down')) : signer.sign(bytes)),
    };
    const registry = await createRegistry(await openBackend(), { signer: faulty });
    await expectCode('SIGNER_FAILED', () => registry.put(makeRecord(1)));
    failing = false;
    expect((await registry.put(makeRecord(1))).logIndex).toBe(0);
  });

  it('keeps fingerprints that are too long, or of too little, without searching them', async () => {
    const registry = await createRegistry(await openBackend(), { signer });
    const value = sha256('look');
    const fingerprints = [
      { alg: 'org.example.grey', value, quality: 49 },
      { alg: 'org.example.long', value: new Uint8Array(40), quality: 100 },
    ];
    const { record } = await registry.put(makeRecord(1, { fingerprints }));
    expect(record.fingerprints).toEqual(fingerprints);
    expect(await registry.similar([{ alg: 'org.example.grey', value }], { distance: 31 })).toEqual(
      [],
    );
  });
});

describe('reading', () => {
  it('needs no key', async () => {
    const folder = await temporaryFolder();
    const writer = await createRegistry(await openBackend(folder), { signer });
    const found = await writer.put(makeRecord(1));
    const reader = readRegistry(await openLmdb(folder, { readOnly: true }));
    expect(reader.backend).toBe('lmdb');
    expect(await reader.byContentId(found.record.contentId)).toEqual(found);
    await reader.close();
  });

  it("refuses a caller's mistakes", async () => {
    const reader = readRegistry(await openBackend());
    await expect(reader.byContentId('')).rejects.toThrow(TypeError);
    await expect(reader.byContentHash(new Uint8Array(31))).rejects.toThrow(TypeError);
    const value = new Uint8Array(32);
    await expect(reader.similar([{ alg: 'a', value }], { distance: 32 })).rejects.toThrow(
      RangeError,
    );
    const limits = { distance: 1, limit: 0 };
    await expect(reader.similar([{ alg: 'a', value }], limits)).rejects.toThrow(RangeError);
    await expect(reader.consistency(0)).rejects.toThrow(RangeError);
    const short = new Uint8Array(16);
    await expect(reader.similar([{ alg: 'a', value: short }], { distance: 1 })).rejects.toThrow(
      TypeError,
    );
  });

  it('keeps the certificates of all that have signed', async () => {
    const backend = await openBackend();
    const first = await (await createRegistry(backend, { signer })).put(makeRecord(1));
    const other = await makeSigner();
    const registry = await createRegistry(backend, { signer: other });
    const second = await registry.put(makeRecord(2));
    expect((await registry.byContentId(first.record.contentId))?.certificates).toBe(
      signer.certificates,
    );
    expect(second.certificates).toBe(other.certificates);
    const proof = await registry.consistency(1, 2);
    expect(await verifyConsistency(proof, other.certificates)).toMatchObject({
      reason: 'certificate',
    });
    const both = [signer.certificates, other.certificates];
    expect(await verifyConsistency(proof, both)).toMatchObject({ verified: true });
    expect((await verifyLog(backend)).problems).toEqual([]);
    const report = await verifyLog(backend, { certificates: [other.certificates] });
    expect(report.problems).toEqual([
      { kind: 'altered', index: 0 },
      { kind: 'head', index: 1 },
    ]);
  });
});

describe('proofs', () => {
  it('lead from every record to the signed head, and from every head to the next', async () => {
    const registry = await createRegistry(await openBackend(), { signer });
    for (const count of [1, 2, 4, 6]) {
      const { entries } = await registry.stats();
      await Promise.all(
        Array.from({ length: count }, (_, n) => registry.put(makeRecord(entries + n))),
      );
    }
    const head = await registry.head();
    expect(head).toMatchObject({ size: 13, certificates: signer.certificates });
    for (let n = 0; n < 13; n++) {
      const found = await registry.byContentId(makeRecord(n).contentId);
      const proof = await registry.prove(makeRecord(n).contentId);
      const { receipt } = found!;
      expect(await verifyInclusion(proof!, signer.certificates, { receipt })).toMatchObject({
        verified: true,
        head: { size: 13 },
      });
      const other = (n + 1) % 13;
      expect(
        await verifyInclusion({ ...proof!, logIndex: other }, signer.certificates),
      ).toMatchObject({ verified: false, reason: 'path' });
    }
    expect(await registry.prove('0'.repeat(16))).toBeNull();
    for (const from of [1, 3, 7, 13]) {
      const proof = await registry.consistency(from);
      expect(await verifyConsistency(proof, signer.certificates)).toMatchObject({
        verified: true,
        older: { size: from },
        newer: { size: 13 },
      });
    }
    await expect(registry.consistency(2)).rejects.toThrow(RangeError);
  });

  it('are not for another receipt, certificate, log or head', async () => {
    const registry = await createRegistry(await openBackend(), { signer });
    const found = await registry.put(makeRecord(1));
    await registry.put(makeRecord(2));
    const proof = (await registry.prove(found.record.contentId))!;
    const receipt = (await registry.byContentId(makeRecord(2).contentId))!.receipt;
    const reason = async (check: Promise<unknown>) => (await check) as { reason: string };
    expect(await reason(verifyInclusion(proof, signer.certificates, { receipt }))).toMatchObject({
      reason: 'receipt',
    });
    const stranger = await makeSigner();
    expect(await reason(verifyInclusion(proof, stranger.certificates))).toMatchObject({
      reason: 'certificate',
    });
    const forged = Uint8Array.from(proof.head);
    forged[forged.length - 1]! ^= 1;
    expect(
      await reason(verifyInclusion({ ...proof, head: forged }, signer.certificates)),
    ).toMatchObject({ reason: 'signature' });
    const elsewhere = await createRegistry(await openBackend(), { signer });
    await elsewhere.put(makeRecord(1));
    const { bytes } = (await elsewhere.head())!;
    const consistency = await registry.consistency(1);
    expect(
      await reason(verifyConsistency({ ...consistency, older: bytes }, signer.certificates)),
    ).toMatchObject({ reason: 'log' });
    await expectCode('RECORD_MALFORMED', () =>
      verifyInclusion({ ...proof, head: new Uint8Array(9) }, signer.certificates),
    );
  });
});

describe('erasing', () => {
  it('leaves the log as it was, and says so in it', async () => {
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer });
    await registry.put(makeRecord(1, withStore), { manifestStore });
    await registry.put(makeRecord(2));
    const before = (await registry.head())!;
    expect(await registry.erase(makeRecord(1).contentId)).toBe(true);
    expect(await registry.erase(makeRecord(1).contentId)).toBe(false);
    expect(await registry.byContentId(makeRecord(1).contentId)).toBeNull();
    expect(await registry.byManifestId('urn:c2pa:1')).toEqual([]);
    expect(await registry.stats()).toMatchObject({ entries: 3, records: 1, erased: 1 });
    expect(await verifyLog(backend, { head: before.bytes })).toMatchObject({
      verified: true,
      entries: 3,
      records: 1,
      erasures: 1,
    });
    const proof = await registry.consistency(before.size);
    expect(await verifyConsistency(proof, signer.certificates)).toMatchObject({ verified: true });
  });

  it('is logged once, however many ask for it', async () => {
    const folder = await temporaryFolder();
    const writers = await Promise.all(
      [1, 2].map(async () => createRegistry(await openBackend(folder), { signer })),
    );
    await writers[0]!.put(makeRecord(1));
    const id = makeRecord(1).contentId;
    const erased = await Promise.all([...writers, ...writers].map((writer) => writer.erase(id)));
    expect(erased.filter(Boolean)).toHaveLength(1);
    expect((await writers[0]!.stats()).entries).toBe(2);
  });

  it('prunes what is past its day, and nothing else', async () => {
    const backend = await openBackend();
    const registry = await createRegistry(backend, { signer });
    const days = [null, '2026-01-01', '2026-01-02', '2026-01-03'];
    await Promise.all(days.map((retainUntil, n) => registry.put(makeRecord(n, { retainUntil }))));
    expect(await registry.prune('2026-01-01')).toEqual({ erased: 0, held: 0 });
    expect(await registry.prune('2026-01-03')).toEqual({ erased: 2, held: 0 });
    expect(await registry.prune('2026-01-03')).toEqual({ erased: 0, held: 0 });
    const left = await Promise.all(
      days.map((_, n) => registry.byContentId(makeRecord(n).contentId)),
    );
    expect(left.map((found) => found !== null)).toEqual([true, false, false, true]);
    expect((await verifyLog(backend)).problems).toEqual([]);
    await expect(registry.prune('2026-1-1')).rejects.toThrow(RangeError);
  });

  it('prunes more than it takes at a time', async () => {
    const registry = await createRegistry(await openBackend(), { signer });
    const retainUntil = '2026-01-01';
    await Promise.all(
      Array.from({ length: 300 }, (_, n) => registry.put(makeRecord(n, { retainUntil }))),
    );
    expect(await registry.prune('2026-01-02')).toEqual({ erased: 300, held: 0 });
    expect(await registry.stats()).toMatchObject({ entries: 600, records: 0, erased: 300 });
  });
});

describe('adopt', () => {
  it('appends a receipt as it is, and no other', async () => {
    const source = await createRegistry(await openBackend(), { signer: await makeSigner() });
    const { certificates, receipt, record } = await source.put(makeRecord(1));
    const registry = await createRegistry(await openBackend(), { signer });
    const found = await registry.adopt(receipt, { certificates });
    expect(found).toEqual({ record, receipt, certificates, manifestStore: null, logIndex: 0 });
    expect(await registry.byContentId(record.contentId)).toEqual(found);
    expect(await registry.adopt(receipt, { certificates })).toEqual(found);
    await expectCode('RECORD_MALFORMED', () =>
      registry.adopt(receipt, { certificates: signer.certificates }),
    );
  });
});

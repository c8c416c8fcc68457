import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend, NodeId, StoredEntry } from '../src/backend/backend.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { encodeEntry, readEntry, readKeys } from '../src/lmdb/entry.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { digest, uint64 } from '../src/lmdb/keys.ts';
import { readCounts, TABLES, type Tables, tablesOf, writeCounts } from '../src/lmdb/tables.ts';
import { addNodes } from '../src/lmdb/tiles.ts';
import { appendLeaves, leafHash, peaksOf } from '../src/log/merkle.ts';
import type { LogProblem } from '../src/log/report.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readSigningCertificate } from '../src/signed/certificate.ts';
import { signReceipt } from '../src/signed/receipt.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import type { RecordSigner } from '../src/signed/signer.ts';
import { readTreeHead, signTreeHead } from '../src/signed/tree-head.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

let signer: RecordSigner;
let stranger: RecordSigner;

beforeAll(async () => {
  [signer, stranger] = [await makeSigner(), await makeSigner()];
});

const store = new TextEncoder().encode('a manifest store');

/**
 * A registry of seven records in three batches (1, 4, 7), and the erasure of record 2 (8). Record 0 has a
 * manifest, record 1 a day.
 */
async function makeLog() {
  const folder = await temporaryFolder();
  const backend = await openLmdb(folder, { create: true });
  onTestFinished(() => backend.close());
  const registry = await createRegistry(backend, { signer });
  const manifest = { id: 'urn:c2pa:0', hash: sha256('a manifest store') };
  await registry.put(makeRecord(0, { manifest }), { manifestStore: store });
  for (const batch of [
    [1, 2, 3],
    [4, 5, 6],
  ]) {
    await Promise.all(
      batch.map((n) => registry.put(makeRecord(n, n === 1 ? { retainUntil: '2030-01-01' } : {}))),
    );
  }
  const saved = (await registry.head())!.bytes;
  await registry.erase(makeRecord(2).contentId);
  return { folder, backend, registry, saved };
}

/** Writes into the database past everything that would refuse it. */
async function tamper(folder: string, change: (tables: Tables) => void): Promise<void> {
  const options = { kind: 'registry', version: 7, tables: TABLES, create: false, readOnly: false };
  const environment = await openEnvironment(folder, options);
  environment.write(() => change(tablesOf(environment)));
  await environment.close();
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at]! ^= 1;
  return changed;
}

/** Makes nodes and size of the database those of the leaves that it has, as who has no key can. */
function rebuild(tables: Tables, size: number): void {
  const leaves = Array.from({ length: size }, (_, index) => readEntry(tables, index)!.leafHash);
  const { nodes } = appendLeaves({ size: 0, peaks: [] }, leaves);
  addNodes(tables, nodes);
  writeCounts(tables, { ...readCounts(tables), size });
}

/** Keys that were there stay. */
function putEntry(
  tables: Tables,
  index: number,
  entry: Pick<StoredEntry, 'kind' | 'leafHash' | 'bytes'>,
): void {
  tables.entries.putSync(uint64(index), encodeEntry(tables, entry, readKeys(tables, index)));
}

/** Of the tree: a hash of zeros is none. */
function changeNode(tables: Tables, node: NodeId, hash: Uint8Array): void {
  addNodes(tables, [{ ...node, hash }]);
}

function move(tables: Tables, from: number, to: number): void {
  tables.entries.putSync(uint64(to), tables.entries.get(uint64(from))!);
}

const nothing = new Uint8Array();

/** The keys that end with a log index. */
function removeEndingWith(table: Tables['hashes'], index: number): void {
  for (const key of Array.from(table.getKeys())) {
    if (uint64(index).equals(key.subarray(-8))) table.removeSync(key);
  }
}

/** Of the first 512 entries; `trait` is its number, its text, and a zero, or the number alone before a digest. */
function traitKey(trait: string, digest: Uint8Array = nothing): Buffer {
  return Buffer.concat([Buffer.from(trait), digest, uint64(0)]);
}

function changePlaces(table: Tables['traits'], trait: string, places: readonly number[]): void {
  expect(table.get(traitKey(trait))).toBeDefined();
  table.putSync(traitKey(trait), Buffer.from(places.flatMap((place) => [0, place])));
}

/** Of the table of likenesses: 40 bytes a fingerprint. */
function changeRow(table: Tables['likenesses'], at: number, change: (row: Buffer) => Buffer): void {
  const { key, value } = Array.from(table.getRange({}))[at]!;
  table.putSync(key, change(Buffer.from(value)));
}

type Case = readonly [
  what: string,
  change: (tables: Tables) => void,
  problems: readonly LogProblem[],
];

const CASES: readonly Case[] = [
  [
    'a row that is gone',
    ({ entries }) => entries.removeSync(uint64(3)),
    [{ kind: 'removed', index: 3 }],
  ],
  [
    'the last row, gone',
    ({ entries }) => entries.removeSync(uint64(7)),
    [
      { kind: 'truncated', index: 7 },
      { kind: 'removed', index: 2 },
    ],
  ],
  [
    'a record whose bytes are gone as if it were erased',
    (tables) => {
      const entry = readEntry(tables, 4)!;
      putEntry(tables, 4, { ...entry, bytes: null });
    },
    [{ kind: 'removed', index: 4 }],
  ],
  [
    'an erasure that is gone from its record',
    (tables) => {
      const { leafHash } = readEntry(tables, 2)!;
      putEntry(tables, 2, { kind: 'record', leafHash, bytes: store });
    },
    [
      { kind: 'altered', index: 2 },
      { kind: 'erasure', index: 2 },
    ],
  ],
  [
    'a bit of a receipt',
    (tables) => {
      const entry = readEntry(tables, 3)!;
      putEntry(tables, 3, { ...entry, bytes: flipped(entry.bytes!, 200) });
    },
    [{ kind: 'altered', index: 3 }],
  ],
  [
    'a bit of a receipt, with its hash made to fit',
    (tables) => {
      const entry = readEntry(tables, 3)!;
      const bytes = flipped(entry.bytes!, 200);
      const changed = { ...entry, bytes, leafHash: leafHash(bytes) };
      putEntry(tables, 3, changed);
    },
    [{ kind: 'altered', index: 3 }],
  ],
  [
    'a bit of a receipt, with the whole tree made to fit',
    (tables) => {
      const entry = readEntry(tables, 3)!;
      const bytes = flipped(entry.bytes!, 200);
      const changed = { ...entry, bytes, leafHash: leafHash(bytes) };
      putEntry(tables, 3, changed);
      rebuild(tables, 8);
    },
    [
      { kind: 'altered', index: 3 },
      { kind: 'head', index: 4 },
      { kind: 'head', index: 7 },
      { kind: 'head', index: 8 },
      { kind: 'unsigned', index: 1 },
    ],
  ],
  [
    'two records that changed places',
    (tables) => {
      const first = tables.entries.get(uint64(4))!;
      const kept = Uint8Array.from(first);
      move(tables, 5, 4);
      tables.entries.putSync(uint64(5), kept);
    },
    [
      { kind: 'unindexed', index: 4 },
      { kind: 'unindexed', index: 5 },
      { kind: 'reordered', index: 4 },
      { kind: 'reordered', index: 5 },
    ],
  ],
  [
    'two records that changed places, with index and tree made to fit',
    (tables) => {
      const kept = Uint8Array.from(tables.entries.get(uint64(4))!);
      move(tables, 5, 4);
      tables.entries.putSync(uint64(5), kept);
      tables.contents.putSync(Buffer.from(makeRecord(4).contentId), uint64(5));
      tables.contents.putSync(Buffer.from(makeRecord(5).contentId), uint64(4));
      rebuild(tables, 8);
    },
    [
      ...[4, 5].flatMap((index) => [
        { kind: 'unhashed' as const, index },
        { kind: 'unlike' as const, index },
        { kind: 'unlisted' as const, index },
      ]),
      { kind: 'head', index: 7 },
      { kind: 'head', index: 8 },
      { kind: 'unsigned', index: 4 },
    ],
  ],
  [
    'a record that was put in between: all after it have moved',
    (tables) => {
      for (let index = 7; index >= 6; index--) move(tables, index, index + 1);
      move(tables, 1, 6);
    },
    [
      { kind: 'unindexed', index: 6 },
      { kind: 'unindexed', index: 7 },
      { kind: 'reordered', index: 6 },
      { kind: 'reordered', index: 7 },
      { kind: 'inserted', index: 8 },
      { kind: 'removed', index: 2 },
    ],
  ],
  ['an entry behind the end', (tables) => move(tables, 1, 8), [{ kind: 'inserted', index: 8 }]],
  [
    'an entry behind the end that the size counts in',
    (tables) => {
      move(tables, 1, 8);
      rebuild(tables, 9);
    },
    [
      { kind: 'unindexed', index: 8 },
      { kind: 'unsigned', index: 8 },
    ],
  ],
  [
    'a store of something else',
    ({ stores }) => stores.putSync(uint64(0), Uint8Array.of(1)),
    [{ kind: 'store', index: 0 }],
  ],
  [
    'a record that no index leads to',
    ({ contents }) => contents.removeSync(Buffer.from(makeRecord(5).contentId)),
    [{ kind: 'unindexed', index: 5 }],
  ],
  [
    'a store that is gone, which only the record tells of',
    ({ stores }) => stores.removeSync(uint64(0)),
    [{ kind: 'store', index: 0 }],
  ],
  [
    'a record that is not found by its bytes',
    ({ hashes }) => removeEndingWith(hashes, 5),
    [{ kind: 'unhashed', index: 5 }],
  ],
  [
    'a record that is not found by its manifest',
    ({ manifests }) => removeEndingWith(manifests, 0),
    [{ kind: 'unlabelled', index: 0 }],
  ],
  [
    'a record that is not found by its likeness',
    ({ likenesses }) => changeRow(likenesses, 0, (row) => row.fill(0, 5 * 40 + 8, 6 * 40)),
    [{ kind: 'unlike', index: 5 }],
  ],
  [
    'records that nothing is like',
    ({ likenesses }) => likenesses.clearSync(),
    [0, 1, 3, 4, 5, 6].map((index) => ({ kind: 'unlike', index })),
  ],
  [
    'a record that would never be pruned',
    ({ retention }) => removeEndingWith(retention, 1),
    [{ kind: 'unscheduled', index: 1 }],
  ],
  [
    'a record that is not found by the number of its request',
    ({ traits }) => traits.removeSync(traitKey('\0', digest('request 5'))),
    [{ kind: 'unlisted', index: 5 }],
  ],
  [
    'a record that is not found by its model',
    ({ traits }) => changePlaces(traits, '\x01example-diffusion\0', [0, 1, 3, 4, 6]),
    [{ kind: 'unlisted', index: 5 }],
  ],
  [
    'a record that could not be erased',
    (tables) => tables.entries.putSync(uint64(5), encodeEntry(tables, readEntry(tables, 5)!, null)),
    [{ kind: 'unerasable', index: 5 }],
  ],
  [
    'a record of which all that leads to it is gone',
    (tables) => {
      const { contents, hashes, manifests, likenesses, retention, stores, traits } = tables;
      for (const table of [hashes, manifests, likenesses, retention, stores, traits]) {
        table.clearSync();
      }
      contents.removeSync(Buffer.from(makeRecord(0).contentId));
    },
    [
      { kind: 'store', index: 0 },
      { kind: 'unindexed', index: 0 },
      { kind: 'unhashed', index: 1 },
      { kind: 'unscheduled', index: 1 },
      { kind: 'unlike', index: 1 },
      { kind: 'unlisted', index: 1 },
      ...[3, 4, 5, 6].flatMap((index) => [
        { kind: 'unhashed' as const, index },
        { kind: 'unlike' as const, index },
        { kind: 'unlisted' as const, index },
      ]),
    ],
  ],
  [
    'a content id that leads to another record as well',
    ({ contents }) => contents.putSync(Buffer.from('0123456789abcdef'), uint64(4)),
    [{ kind: 'stray', index: 4 }],
  ],
  [
    'bytes that lead to another record as well',
    ({ hashes }) =>
      hashes.putSync(Buffer.concat([sha256('other').subarray(0, 16), uint64(4)]), nothing),
    [{ kind: 'stray', index: 4 }],
  ],
  [
    'a manifest that leads to another record as well',
    ({ manifests }) => manifests.putSync(Buffer.concat([digest('urn:x'), uint64(4)]), nothing),
    [{ kind: 'stray', index: 4 }],
  ],
  [
    'a request that leads to another record as well',
    ({ traits }) => traits.putSync(traitKey('\0', digest('other')), Buffer.of(0, 4)),
    [{ kind: 'stray', index: 4 }],
  ],
  [
    'the day of a record that was erased',
    ({ traits }) => changePlaces(traits, '\x032026-01-01\0', [0, 1, 2, 3, 4, 5, 6]),
    [{ kind: 'stray', index: 2 }],
  ],
  [
    'places in no order',
    ({ traits }) => changePlaces(traits, '\x02Example\0', [1, 0, 3, 4, 5, 6]),
    [{ kind: 'stray', index: 0 }],
  ],
  [
    'a look that leads to another record as well',
    ({ likenesses }) =>
      changeRow(likenesses, 0, (row) => Buffer.concat([row, uint64(6), sha256('x')])),
    [{ kind: 'stray', index: 6 }],
  ],
  [
    'the look of a record that was erased',
    ({ likenesses }) =>
      changeRow(likenesses, 0, (row) =>
        Buffer.from(row).fill(sha256('look 2'), 88, 120).fill(0, 80, 81),
      ),
    [{ kind: 'stray', index: 2 }],
  ],
  [
    'what is left of the look of a record that was erased',
    ({ likenesses }) => changeRow(likenesses, 0, (row) => row.fill(1, 119, 120)),
    [{ kind: 'stray', index: 0 }],
  ],
  [
    'half a look',
    ({ likenesses }) => changeRow(likenesses, 0, (row) => Buffer.concat([row, uint64(6)])),
    [{ kind: 'stray', index: 0 }],
  ],
  [
    'looks in another order than that of the log',
    ({ likenesses }) =>
      changeRow(likenesses, 0, (row) =>
        Buffer.concat([row.subarray(40, 80), row.subarray(0, 40), row.subarray(80)]),
      ),
    [
      { kind: 'unlike', index: 0 },
      { kind: 'stray', index: 1 },
    ],
  ],
  [
    'a day on which another record would be erased',
    ({ retention }) =>
      retention.putSync(Buffer.concat([Buffer.from('2020-01-01'), uint64(4)]), nothing),
    [{ kind: 'stray', index: 4 }],
  ],
  [
    'a store of a record that names none',
    ({ stores }) => stores.putSync(uint64(4), store),
    [{ kind: 'store', index: 4 }],
  ],
  [
    'what is left of a record that was erased',
    ({ hashes, stores }) => {
      hashes.putSync(Buffer.concat([sha256('content 2').subarray(0, 16), uint64(2)]), nothing);
      stores.putSync(uint64(2), store);
    },
    [{ kind: 'stray', index: 2 }],
  ],
  [
    'what leads nowhere',
    ({ hashes, contents }) => {
      hashes.putSync(
        Buffer.concat([sha256('content 2').subarray(0, 16), uint64(2 ** 50)]),
        nothing,
      );
      contents.putSync(Buffer.from('0123456789abcdef'), Uint8Array.of(1));
    },
    [{ kind: 'stray', index: 8 }],
  ],
  [
    'a wrong node',
    (tables) => changeNode(tables, { level: 1, index: 1 }, sha256('wrong')),
    [{ kind: 'node', index: 2 }],
  ],
  [
    'a missing node',
    (tables) => changeNode(tables, { level: 2, index: 0 }, new Uint8Array(32)),
    [{ kind: 'node', index: 0 }],
  ],
  [
    'a wrong leaf in the tree',
    (tables) => changeNode(tables, { level: 0, index: 6 }, sha256('wrong')),
    [
      { kind: 'reordered', index: 6 },
      { kind: 'head', index: 7 },
      { kind: 'node', index: 6 },
      { kind: 'node', index: 4 },
      { kind: 'node', index: 0 },
      { kind: 'head', index: 8 },
      { kind: 'unsigned', index: 4 },
    ],
  ],
  [
    'a missing leaf in the tree',
    (tables) => changeNode(tables, { level: 0, index: 6 }, new Uint8Array(32)),
    [{ kind: 'node', index: 6 }],
  ],
  [
    'the head of another size',
    ({ heads }) => heads.putSync(uint64(7), heads.get(uint64(4))!),
    [{ kind: 'head', index: 7 }],
  ],
  [
    'a bit of a head',
    ({ heads }) => heads.putSync(uint64(7), flipped(heads.get(uint64(7))!, 150)),
    [{ kind: 'head', index: 7 }],
  ],
  [
    'the last head, gone',
    ({ heads }) => heads.removeSync(uint64(8)),
    [{ kind: 'unsigned', index: 7 }],
  ],
  [
    'the log cut off, and its size and heads not',
    (tables) => {
      for (let index = 5; index < 8; index++) tables.entries.removeSync(uint64(index));
    },
    [
      { kind: 'truncated', index: 5 },
      { kind: 'unsigned', index: 4 },
      { kind: 'removed', index: 2 },
      // What led to it.
      { kind: 'stray', index: 6 },
    ],
  ],
  [
    'an index that is any number',
    (tables) => move(tables, 1, 2 ** 50),
    [{ kind: 'inserted', index: 2 ** 50 }],
  ],
  [
    'a size that is any number',
    (tables) => writeCounts(tables, { ...readCounts(tables), size: 2 ** 50 }),
    [{ kind: 'truncated', index: 8 }],
  ],
];

describe('verifyLog', () => {
  it('finds nothing wrong with a log that nobody touched', async () => {
    const { backend, saved, registry } = await makeLog();
    const { thumbprint } = await readSigningCertificate(signer.certificates);
    expect(await verifyLog(backend)).toEqual({
      from: 0,
      verified: true,
      problems: [],
      problemCount: 0,
      entries: 8,
      records: 6,
      events: 0,
      erasures: 1,
      compromisedRecords: 0,
      heads: 4,
      root: (await registry.head())!.root,
      signers: [
        {
          organization: 'Example',
          thumbprint,
          certifiedBy: null,
          heads: 4,
          compromised: false,
          accepted: null,
        },
      ],
      unguarded: 0,
    });
    const options = { certificates: [signer.certificates], head: saved };
    expect((await verifyLog(backend, options)).verified).toBe(true);
  });

  it('finds nothing wrong with a log of nothing', async () => {
    const backend = await openLmdb(await temporaryFolder(), { create: true });
    onTestFinished(() => backend.close());
    expect(await verifyLog(backend)).toMatchObject({ verified: true, entries: 0, heads: 0 });
  });

  it.each(CASES)('finds %s', async (_, change, problems) => {
    const { folder, backend } = await makeLog();
    await tamper(folder, change);
    const report = await verifyLog(backend);
    expect(report.problems).toEqual(problems);
    expect(report.verified).toBe(false);
  });

  it('finds a receipt that is signed by somebody whom it should not know', async () => {
    const { folder, backend } = await makeLog();
    const certificate = await readSigningCertificate(stranger.certificates);
    const bytes = await signReceipt(checkRecord(makeRecord(3)), stranger, certificate);
    await tamper(folder, (tables) => {
      const forged = { kind: 'record' as const, bytes, leafHash: leafHash(bytes) };
      putEntry(tables, 3, forged);
    });
    expect((await verifyLog(backend)).problems).toEqual([{ kind: 'altered', index: 3 }]);
    // With a certificate that the database was made to keep, the tree tells.
    const key = `certificate:${Buffer.from(certificate.thumbprint).toString('hex')}`;
    await backend.putMeta(key, Buffer.from(stranger.certificates));
    expect((await verifyLog(backend)).problems).toEqual([{ kind: 'reordered', index: 3 }]);
    const { problems } = await verifyLog(backend, { certificates: [signer.certificates] });
    expect(problems).toEqual([{ kind: 'altered', index: 3 }]);
  });

  describe('with a head that was saved', () => {
    it('finds a log that was cut off to an earlier head, which nothing else shows', async () => {
      const { folder, backend, saved } = await makeLog();
      await tamper(folder, (tables) => {
        for (let index = 4; index < 8; index++) tables.entries.removeSync(uint64(index));
        for (const size of [7, 8]) tables.heads.removeSync(uint64(size));
        putEntry(tables, 2, { ...readEntry(tables, 2)!, bytes: null });
        writeCounts(tables, { size: 4, records: 4, erased: 0, events: 0 });
      });
      const { problems } = await verifyLog(backend, { head: saved });
      expect(problems).toContainEqual({ kind: 'truncated', index: 4 });
      expect(peaksOf(4)).toHaveLength(1);
    });

    it('finds a log that was made anew, with the same key', async () => {
      const { saved } = await makeLog();
      const { backend } = await makeLog();
      expect((await verifyLog(backend)).verified).toBe(true);
      expect((await verifyLog(backend, { head: saved })).problems).toEqual([
        { kind: 'forked', index: 7 },
      ]);
    });

    it('does not take one that nobody signed', async () => {
      const { backend, saved } = await makeLog();
      const forged = flipped(saved, saved.length - 1);
      expect((await verifyLog(backend, { head: forged })).problems).toEqual([
        { kind: 'forked', index: 7 },
      ]);
      await expectCode('RECORD_MALFORMED', () => verifyLog(backend, { head: store }));
    });
  });

  describe('with the certificates of the issuer', () => {
    /** Who can write the folder and has no key: the old log without one of its records, with heads of theirs. */
    async function rebuilt() {
      const { backend, registry } = await makeLog();
      const copy = await openLmdb(await temporaryFolder(), { create: true });
      onTestFinished(() => copy.close());
      await copy.putMeta('log-id', (await backend.getMeta('log-id'))!);
      const forger = await createRegistry(copy, { signer: stranger });
      for (const n of [0, 1, 4, 5, 6]) {
        const found = (await registry.byContentId(makeRecord(n).contentId))!;
        await forger.adopt(found.receipt, found);
      }
      return copy;
    }

    it('finds a log that somebody else has made anew of genuine records', async () => {
      const copy = await rebuilt();
      const { thumbprint } = await readSigningCertificate(stranger.certificates);
      const by = {
        organization: 'Example',
        thumbprint,
        certifiedBy: null,
        heads: 5,
        compromised: false,
      };
      expect(await verifyLog(copy)).toMatchObject({
        verified: true,
        signers: [{ ...by, accepted: null }],
      });
      expect(await verifyLog(copy, { issuer: [signer.certificates] })).toMatchObject({
        problems: [{ kind: 'stranger', index: 0 }],
        signers: [{ ...by, accepted: false }],
      });
      expect((await verifyLog(copy, { certificates: [signer.certificates] })).signers).toEqual([
        { ...by, accepted: false },
      ]);
    });

    it('takes what an earlier key has signed, and records of others, if its head is over them', async () => {
      const { backend } = await makeLog();
      const later = await makeSigner();
      const issuer = [later.certificates];
      expect((await verifyLog(backend, { issuer })).problems).toEqual([
        { kind: 'stranger', index: 0 },
      ]);
      const other = await openLmdb(await temporaryFolder(), { create: true });
      onTestFinished(() => other.close());
      const foreign = await (await createRegistry(other, { signer: stranger })).put(makeRecord(9));
      const registry = await createRegistry(backend, { signer: later });
      await registry.adopt(foreign.receipt, foreign);
      const report = await verifyLog(backend, { issuer });
      expect(report).toMatchObject({ verified: true, records: 7 });
      expect(report.signers.map(({ heads, accepted }) => [heads, accepted])).toEqual([
        [4, false],
        [1, true],
      ]);
      // And nobody goes on from there without being noticed.
      const forger = await createRegistry(backend, { signer: stranger });
      await forger.erase(makeRecord(9).contentId);
      expect((await verifyLog(backend, { issuer })).problems).toEqual([
        { kind: 'stranger', index: 9 },
      ]);
    });
  });

  it('verifies while others write and erase', async () => {
    const { backend, registry } = await makeLog();
    let [runs, turns] = [0, 0];
    const writing = (async () => {
      for (; runs < 4 || turns < 30; turns++) {
        const n = 100 + 10 * turns;
        await Promise.all(Array.from({ length: 10 }, (_, i) => registry.put(makeRecord(n + i))));
        await registry.erase(makeRecord(n).contentId);
      }
    })();
    try {
      for (; runs < 4; runs++) expect((await verifyLog(backend)).problems).toEqual([]);
    } finally {
      runs = 4;
      await writing;
    }
    expect((await verifyLog(backend)).entries).toBe(8 + 11 * turns);
  });

  it('ends with the abort of its signal', async () => {
    const { backend } = await makeLog();
    const signal = AbortSignal.abort(new Error('no longer'));
    await expect(verifyLog(backend, { signal })).rejects.toThrow('no longer');
  });

  it('lists a hundred problems and counts all', async () => {
    const { folder, backend, registry } = await makeLog();
    await Promise.all(Array.from({ length: 150 }, (_, n) => registry.put(makeRecord(1000 + n))));
    await tamper(folder, ({ stores, contents }) => {
      for (let n = 0; n < 150; n++) {
        contents.removeSync(Buffer.from(makeRecord(1000 + n).contentId));
      }
      stores.removeSync(uint64(0));
    });
    const report = await verifyLog(backend);
    expect(report.problems).toHaveLength(100);
    expect(report.problemCount).toBe(151);
  });
});

describe('reading from a database that was tampered with', () => {
  it.each<[string, (tables: Tables) => void]>([
    [
      'a receipt was changed',
      (tables) => {
        const entry = readEntry(tables, 0)!;
        const bytes = flipped(entry.bytes!, 200);
        putEntry(tables, 0, { ...entry, bytes, leafHash: leafHash(bytes) });
      },
    ],
    ['a store was changed', ({ stores }) => stores.putSync(uint64(0), Uint8Array.of(1))],
    [
      'the index leads elsewhere',
      ({ contents, manifests, hashes, likenesses }) => {
        contents.putSync(Buffer.from(makeRecord(0).contentId), uint64(1));
        changeRow(likenesses, 0, (row) => row.fill(1, 7, 8));
        for (const table of [manifests, hashes]) {
          for (const key of Array.from(table.getKeys())) {
            const moved = Uint8Array.from(key);
            if (moved.at(-1) !== 0) continue;
            table.removeSync(key);
            moved[moved.length - 1] = 1;
            table.putSync(moved, new Uint8Array());
          }
        }
      },
    ],
  ])('is REGISTRY_CORRUPT where %s', async (_, change) => {
    const { folder, registry } = await makeLog();
    await tamper(folder, change);
    const { contentId, contentHash, fingerprints } = makeRecord(0);
    await expectCode('REGISTRY_CORRUPT', () => registry.byContentId(contentId));
    await expectCode('REGISTRY_CORRUPT', () => registry.byManifestId('urn:c2pa:0'));
    await expectCode('REGISTRY_CORRUPT', () => registry.byContentHash(contentHash));
    await expectCode('REGISTRY_CORRUPT', () => registry.similar(fingerprints, { distance: 0 }));
    await expectCode('REGISTRY_CORRUPT', () => registry.prove(contentId));
  });

  it('never erases by an index what is to be kept', async () => {
    const { folder, registry } = await makeLog();
    await registry.put(makeRecord(9, { retainUntil: '2030-01-01' }));
    await tamper(folder, ({ retention }) =>
      retention.putSync(Buffer.concat([Buffer.from('2020-01-01'), uint64(8)]), new Uint8Array()),
    );
    await expectCode('REGISTRY_CORRUPT', () => registry.prune('2026-01-01'));
    expect(await registry.byContentId(makeRecord(9).contentId)).not.toBeNull();
  });
});

describe('from a head on that was verified up to', () => {
  const told = async (backend: Backend, since: Uint8Array, head?: Uint8Array) =>
    (await verifyLog(backend, { since, ...(head && { head }) })).problems;

  it('looks at what came after, and at nothing else', async () => {
    const { folder, backend, registry, saved } = await makeLog();
    await registry.put(makeRecord(20));
    const all = await verifyLog(backend);
    expect(await verifyLog(backend, { since: saved })).toMatchObject({
      verified: true,
      from: 7,
      entries: 9,
      records: 1,
      erasures: 1,
      heads: 2,
      root: all.root,
    });
    expect(all).toMatchObject({ from: 0, entries: 9, records: 7 });
    const newest = (await registry.head())!.bytes;
    expect(await verifyLog(backend, { since: newest })).toMatchObject({
      verified: true,
      from: 9,
      records: 0,
      heads: 0,
    });
    await tamper(folder, ({ entries }) => {
      entries.putSync(uint64(3), flipped(entries.get(uint64(3))!, 200));
    });
    expect(await told(backend, saved)).toEqual([]);
    expect((await verifyLog(backend)).problems).toEqual([{ kind: 'altered', index: 3 }]);
    await tamper(folder, ({ entries }) => {
      entries.putSync(uint64(8), flipped(entries.get(uint64(8))!, 200));
    });
    expect(await told(backend, saved)).toEqual([{ kind: 'altered', index: 8 }]);
  });

  it('sees that what was said to be erased since is still there', async () => {
    const { folder, backend, saved } = await makeLog();
    let kept: Uint8Array;
    await tamper(folder, ({ entries }) => {
      kept = entries.get(uint64(3))!;
      entries.putSync(uint64(2), Buffer.concat([entries.get(uint64(2))!, kept.subarray(33)]));
    });
    expect(await told(backend, saved)).toEqual([{ kind: 'erasure', index: 2 }]);
  });

  it('sees that what was held before was erased since', async () => {
    const { backend, registry } = await makeLog();
    await registry.hold(makeRecord(5).contentId, { reason: 'case 17' });
    const since = (await registry.head())!.bytes;
    const blind = { ...backend, events: async () => [] };
    await (await createRegistry(blind, { signer })).erase(makeRecord(5).contentId);
    expect(await told(backend, since)).toEqual([{ kind: 'held', index: 5 }]);
  });

  it('looks at everything where that head is of no use', async () => {
    const { folder, backend, saved } = await makeLog();
    const other = await makeLog();
    expect(await verifyLog(backend, { since: other.saved })).toMatchObject({
      from: 0,
      records: 6,
      problems: [{ kind: 'forked', index: 7 }],
    });
    await other.registry.put(makeRecord(21));
    await other.registry.put(makeRecord(22));
    const longer = (await other.registry.head())!.bytes;
    expect(await verifyLog(backend, { since: longer })).toMatchObject({
      from: 0,
      problems: [{ kind: 'truncated', index: 8 }],
    });
    const certificate = await readSigningCertificate(stranger.certificates);
    const { head } = readTreeHead(saved);
    const forged = await signTreeHead(head, stranger, certificate);
    expect(await told(backend, forged)).toEqual([{ kind: 'forked', index: 7 }]);
    await expectCode('RECORD_MALFORMED', () => verifyLog(backend, { since: nothing }));
    await tamper(folder, (tables) =>
      changeNode(tables, { level: 2, index: 0 }, new Uint8Array(32)),
    );
    expect(await told(backend, saved)).toEqual([
      { kind: 'forked', index: 7 },
      { kind: 'node', index: 0 },
    ]);
  });

  it('is held against a head that was saved before or after', async () => {
    const { backend, registry, saved } = await makeLog();
    const since = (await registry.head())!.bytes;
    expect(await told(backend, since, saved)).toEqual([]);
    expect(await told(backend, saved, since)).toEqual([]);
    expect(await told(backend, since, since)).toEqual([]);
    const other = await makeLog();
    expect(await told(backend, since, other.saved)).toEqual([{ kind: 'forked', index: 7 }]);
    await registry.put(makeRecord(20));
    expect(await told(backend, since, (await registry.head())!.bytes)).toEqual([]);
  });
});

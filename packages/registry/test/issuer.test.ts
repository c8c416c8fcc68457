import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { encodeItem } from '../src/exchange/item.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { keepCertificate } from '../src/log/certificates.ts';
import { keysOf } from '../src/log/check.ts';
import { appendLeaves, leafHash, rootOf } from '../src/log/merkle.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readRegistry } from '../src/read.ts';
import { readSigningCertificate, type SigningCertificate } from '../src/signed/certificate.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import { encodeRecord } from '../src/signed/record-encode.ts';
import { sign1 } from '../src/signed/sign1.ts';
import type { RecordSigner } from '../src/signed/signer.ts';
import { signTreeHead } from '../src/signed/tree-head.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

// A record of "Victim", signed by somebody with a certificate that anybody can make.
const manifestStore = new TextEncoder().encode('a manifest store');
const record = makeRecord(1, {
  issuer: 'Victim',
  manifest: { id: 'urn:c2pa:1', hash: sha256('a manifest store') },
});
const logId = new Uint8Array(16).fill(7);

interface Forged {
  readonly certificate: SigningCertificate;
  readonly receipt: Uint8Array;
  readonly head: Uint8Array;
  readonly signer: RecordSigner;
}

let honest: RecordSigner;
const forgeries: Record<string, Forged> = {};

async function forge(signer: RecordSigner): Promise<Forged> {
  const certificate = await readSigningCertificate(signer.certificates);
  // Not by signReceipt, which would refuse it.
  const content = { payload: encodeRecord(checkRecord(record)), time: record.time };
  const receipt = await sign1('record', content, signer, certificate);
  const root = rootOf([leafHash(receipt)]);
  const head = await signTreeHead({ logId, size: 1, root, time: record.time }, signer, certificate);
  return { certificate, receipt, head, signer };
}

beforeAll(async () => {
  honest = await makeSigner('Victim');
  forgeries['another organization'] = await forge(await makeSigner('Stranger'));
  forgeries['no organization'] = await forge(await makeSigner(''));
});

async function openBackend(): Promise<Backend> {
  const backend = await openLmdb(await temporaryFolder(), { create: true });
  onTestFinished(() => backend.close());
  return backend;
}

async function* exported({ certificate, receipt, head }: Forged) {
  const entry = {
    index: 0,
    kind: 'record' as const,
    leafHash: leafHash(receipt),
    bytes: receipt,
    manifestStore,
  };
  yield encodeItem({ kind: 'header', logId, unguarded: 0 });
  yield encodeItem({ kind: 'certificates', pem: certificate.pem });
  yield encodeItem({ kind: 'entry', entry });
  yield encodeItem({ kind: 'head', bytes: head });
  yield encodeItem({ kind: 'end', entries: 1 });
}

/** A database that somebody has written it into, with all that leads to it. */
async function written({ certificate, receipt, head }: Forged): Promise<Backend> {
  const backend = await openBackend();
  await backend.putMeta('log-id', logId);
  await keepCertificate(backend, certificate);
  const leaf = leafHash(receipt);
  await backend.append({
    size: 0,
    entries: [
      {
        index: 0,
        kind: 'record',
        leafHash: leaf,
        bytes: receipt,
        manifestStore,
        event: null,
        keys: keysOf(record),
      },
    ],
    nodes: appendLeaves({ size: 0, peaks: [] }, [leaf]).nodes,
    head: { size: 1, bytes: head },
    erase: [],
  });
  return backend;
}

describe.each([['another organization'], ['no organization']])(
  'a record of somebody whose certificate has %s',
  (what) => {
    it('is not imported, into nothing nor into a registry', async () => {
      const empty = await openBackend();
      await expectCode('RECORD_MALFORMED', () => importRegistry(empty, exported(forgeries[what]!)));
      expect((await empty.logState()).size).toBe(0);
      const registry = await createRegistry(await openBackend(), { signer: honest });
      await expectCode('RECORD_MALFORMED', () =>
        importRegistry(registry, exported(forgeries[what]!)),
      );
      expect((await registry.stats()).entries).toBe(0);
    });

    it('is not adopted', async () => {
      const registry = await createRegistry(await openBackend(), { signer: honest });
      const { receipt, certificate } = forgeries[what]!;
      const error = await expectCode('RECORD_MALFORMED', () =>
        registry.adopt(receipt, { certificates: certificate.pem, manifestStore }),
      );
      expect(error.message).toContain('issuer');
      expect((await registry.stats()).entries).toBe(0);
    });

    it('is not put', async () => {
      const { signer } = forgeries[what]!;
      const registry = await createRegistry(await openBackend(), { signer });
      await expectCode('RECORD_MALFORMED', () => registry.put(record, { manifestStore }));
    });

    it('is found by no look-up, and by log verify', async () => {
      const backend = await written(forgeries[what]!);
      const reader = readRegistry(backend);
      const { contentId, contentHash, fingerprints } = record;
      await expectCode('REGISTRY_CORRUPT', () => reader.byContentId(contentId));
      await expectCode('REGISTRY_CORRUPT', () => reader.byContentHash(contentHash));
      await expectCode('REGISTRY_CORRUPT', () => reader.byManifestId('urn:c2pa:1'));
      await expectCode('REGISTRY_CORRUPT', () => reader.similar(fingerprints, { distance: 0 }));
      await expectCode('REGISTRY_CORRUPT', () => reader.prove(contentId));
      expect((await verifyLog(backend)).problems).toEqual([{ kind: 'issuer', index: 0 }]);
    });
  },
);

it('a record whose manifest is named is put with its store, which is then missed', async () => {
  const registry = await createRegistry(await openBackend(), { signer: honest });
  const error = await expectCode('RECORD_MALFORMED', () => registry.put(record));
  expect(error.message).toContain('manifest');
  expect((await registry.stats()).entries).toBe(0);
  await registry.put(record, { manifestStore });
});

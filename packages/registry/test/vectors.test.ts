import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyConsistency, verifyInclusion } from '../src/log/proof.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readRegistry } from '../src/read.ts';
import { readSigningCertificate } from '../src/signed/certificate.ts';
import { type Erasure, readErasure, signErasure } from '../src/signed/erasure.ts';
import { readReceipt, signReceipt, verifyReceipt } from '../src/signed/receipt.ts';
import type { OriginRecord } from '../src/signed/record.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import { encodeRecord } from '../src/signed/record-encode.ts';
import { readTreeHead, signTreeHead, type TreeHead } from '../src/signed/tree-head.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Vectors {
  /** Of the Ed25519 key, the same for all. */
  readonly seed: string;
  readonly signers: readonly {
    readonly organization: string;
    /** What records name: escaped where the organization has a comma. */
    readonly issuer: string;
    readonly certificates: string;
    readonly receipts: readonly {
      readonly record: unknown;
      readonly payload: string;
      readonly receipt: string;
    }[];
    readonly erasures: readonly { readonly bytes: string }[];
    readonly heads: readonly { readonly bytes: string }[];
    readonly inclusion: unknown;
    readonly consistency: unknown;
    readonly root: string;
    readonly export: string;
  }[];
}

const file = new URL('../../../test-vectors/registry/signed.json', import.meta.url);
const { seed, signers } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const key = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

const BYTES =
  /^(contentHash|hash|value|promptHash|leafHash|logId|root|path|receipt|head|older|newer)$/;

/** The values whose bytes stand in the file as hexadecimal digits. */
function parsed<T>(value: unknown, name = ''): T {
  const read = (): unknown => {
    if (typeof value === 'string') return BYTES.test(name) ? bytesOf(value) : value;
    if (Array.isArray(value)) return value.map((each) => parsed(each, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, parsed(inner, key)]),
    );
  };
  return read() as T;
}

describe.each(signers)('what was written before for $organization', (vector) => {
  const { certificates, issuer, organization } = vector;
  const signer = {
    alg: 'Ed25519',
    certificates,
    sign: async (bytes: Uint8Array) => Uint8Array.from(sign(null, bytes, key)),
  };

  it('is signed by the organization of the certificate, as its DER has it', async () => {
    expect((await readSigningCertificate(certificates)).organization).toBe(organization);
  });

  it.each(vector.receipts)('receipt %#: the same bytes, and it verifies', async (each) => {
    const record = checkRecord(parsed(each.record));
    expect(hex(encodeRecord(record))).toBe(each.payload);
    expect(readReceipt(bytesOf(each.receipt)).record).toEqual(record);
    expect(await verifyReceipt(bytesOf(each.receipt), certificates)).toEqual({
      verified: true,
      record,
    });
    // Today a record names the organization, and not what Node prints of it.
    const certificate = { ...(await readSigningCertificate(certificates)), organization: issuer };
    expect(hex(await signReceipt(record, signer, certificate))).toBe(each.receipt);
  });

  it.each(vector.erasures)('erasure %#: the same bytes', async ({ bytes, ...fields }) => {
    // Version 1, which names nobody, and is written where there is nobody to name.
    const erasure: Erasure = { by: null, ...parsed<Omit<Erasure, 'by'>>(fields) };
    expect(readErasure(bytesOf(bytes)).erasure).toEqual(erasure);
    const certificate = await readSigningCertificate(certificates);
    expect(hex(await signErasure(erasure, signer, certificate))).toBe(bytes);
  });

  it.each(vector.heads)('head %#: the same bytes', async ({ bytes, ...fields }) => {
    const head = parsed<TreeHead>(fields);
    expect(readTreeHead(bytesOf(bytes)).head).toEqual(head);
    const certificate = await readSigningCertificate(certificates);
    expect(hex(await signTreeHead(head, signer, certificate))).toBe(bytes);
  });

  it('proofs still lead to their heads', async () => {
    const inclusion = parsed<Parameters<typeof verifyInclusion>[0] & { receipt: Uint8Array }>(
      vector.inclusion,
    );
    expect(await verifyInclusion(inclusion, certificates, inclusion)).toMatchObject({
      verified: true,
    });
    const consistency = parsed<Parameters<typeof verifyConsistency>[0]>(vector.consistency);
    expect(await verifyConsistency(consistency, certificates)).toMatchObject({ verified: true });
  });

  it('an export is taken in, found, verified, and exported as the same bytes', async () => {
    const backend = await openLmdb(await temporaryFolder(), { create: true });
    onTestFinished(() => backend.close());
    const bytes = bytesOf(vector.export);
    const report = await importRegistry(backend, stream(bytes));
    expect(report).toEqual({ entries: 9, appended: 9, erased: 1, erasedHere: 0, sameLog: true });
    const log = await verifyLog(backend, { certificates: [certificates] });
    expect(log).toMatchObject({ verified: true, records: 7, erasures: 1 });
    expect(hex(log.root)).toBe(vector.root);
    const { contentId } = parsed<OriginRecord>(vector.receipts[0]!.record);
    expect((await readRegistry(backend).byContentId(contentId))?.record.issuer).toBe(issuer);
    const again: Uint8Array[] = [];
    for await (const item of exportRegistry(backend)) again.push(item);
    expect(hex(Buffer.concat(again))).toBe(vector.export);
  });
});

async function* stream(bytes: Uint8Array) {
  yield bytes;
}

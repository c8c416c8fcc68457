import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import type { EntryKeys, StoredEntry } from '../backend/backend.ts';
import type { FoundRecord } from '../registry.ts';
import type { SigningCertificate } from '../signed/certificate.ts';
import { readReceipt } from '../signed/receipt.ts';
import { LEAST_QUALITY, type OriginRecord } from '../signed/record.ts';
import { isOwnSignature, type Signed } from '../signed/sign1.ts';
import type { FindCertificate } from './certificates.ts';
import { leafHash, sameHash } from './merkle.ts';

/**
 * What a database entry holds, once its hash, its signature and its manifest store were checked. The
 * database is not believed: whoever can write it can write anything but a signature.
 *
 * @throws ProvenanceError REGISTRY_CORRUPT.
 */
export async function checkedRecord(
  entry: StoredEntry,
  find: FindCertificate,
): Promise<FoundRecord> {
  const corrupt = (what: string, cause?: unknown) =>
    new ProvenanceError('REGISTRY_CORRUPT', `Entry ${entry.index} ${what}.`, { cause });
  if (entry.kind !== 'record' || !entry.bytes) throw corrupt('is no record');
  if (!sameHash(leafHash(entry.bytes), entry.leafHash)) throw corrupt('is not what was logged');
  let receipt: ReturnType<typeof readReceipt>;
  try {
    receipt = readReceipt(entry.bytes);
  } catch (cause) {
    throw corrupt('holds no receipt', cause);
  }
  const { record, signed } = receipt;
  const certificate = await signedBy(signed, find);
  if (!certificate) throw corrupt('has a signature that does not hold');
  if (!fitsStore(record, entry.manifestStore)) throw corrupt('has a manifest store of another');
  return {
    record,
    receipt: entry.bytes,
    certificates: certificate.pem,
    manifestStore: entry.manifestStore,
    logIndex: entry.index,
  };
}

/** The certificate whose signature it is; null if there is none such. */
export async function signedBy(
  signed: Signed,
  find: FindCertificate,
): Promise<SigningCertificate | null> {
  const certificate = await find(signed.thumbprint);
  if (!certificate) return null;
  return isOwnSignature(signed.toBeSigned, signed.signature, certificate) ? certificate : null;
}

/** Whether a store is that of the record's manifest. None fits every record. */
export function fitsStore({ manifest }: OriginRecord, store: Uint8Array | null): boolean {
  if (store === null) return true;
  return manifest !== null && sameHash(sha256(store), manifest.hash);
}

/** What a record is found by. */
export function keysOf(record: OriginRecord): EntryKeys {
  return {
    contentId: record.contentId,
    contentHash: record.contentHash,
    manifestId: record.manifest?.id ?? null,
    fingerprints: record.fingerprints
      .filter(({ value, quality }) => value.length === 32 && quality >= LEAST_QUALITY)
      .map(({ alg, value }) => ({ alg, value })),
    retainUntil: record.retainUntil,
  };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

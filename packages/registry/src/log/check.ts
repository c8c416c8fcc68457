import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import type { EntryKeys, EventKeys, StoredEntry } from '../backend/backend.ts';
import type { SigningCertificate } from '../signed/certificate.ts';
import { type LogEvent, readEvent } from '../signed/event.ts';
import { namesIssuer, readReceipt } from '../signed/receipt.ts';
import { LEAST_QUALITY, type OriginRecord } from '../signed/record.ts';
import { isOwnSignature, type Signed } from '../signed/sign1.ts';
import type { FindCertificate } from './certificates.ts';
import { leafHash, sameHash } from './merkle.ts';

/** A record with what proves it. Its signature was checked; whether its issuer is trusted was not. */
export interface FoundRecord {
  readonly record: OriginRecord;
  /** COSE_Sign1: anyone with the issuer's certificate can check it, offline. */
  readonly receipt: Uint8Array;
  /** PEM, the signing certificate first, as the registry has them; or the delegation of the record key. */
  readonly certificates: string;
  /** Null: the record names no manifest, or its store is gone. Its hash is the one in the record. */
  readonly manifestStore: Uint8Array | null;
  readonly logIndex: number;
}

/** Why an entry is not the record that it should be. */
const FAULTS = {
  kind: 'is no record',
  leaf: 'is not what was logged',
  receipt: 'holds no receipt',
  signature: 'has a signature that does not hold',
  issuer: 'names another issuer than its certificate does',
  store: 'has a manifest store of another',
} as const;

interface LookedAt {
  /** Null: there is nothing of it that somebody signed. */
  readonly found: FoundRecord | null;
  /** The first that was met. */
  readonly fault: keyof typeof FAULTS | null;
  readonly cause?: unknown;
}

/**
 * What a database entry holds: its hash, its signature, its issuer and its manifest store are checked. The
 * database is not believed: whoever can write it can write anything but a signature.
 */
export async function lookAtRecord(entry: StoredEntry, find: FindCertificate): Promise<LookedAt> {
  if (entry.kind !== 'record' || !entry.bytes) return { found: null, fault: 'kind' };
  if (!sameHash(leafHash(entry.bytes), entry.leafHash)) return { found: null, fault: 'leaf' };
  let receipt: ReturnType<typeof readReceipt>;
  try {
    receipt = readReceipt(entry.bytes);
  } catch (cause) {
    return { found: null, fault: 'receipt', cause };
  }
  const { record, signed } = receipt;
  const certificate = await signedBy(signed, find);
  if (!certificate) return { found: null, fault: 'signature' };
  const found = {
    record,
    receipt: entry.bytes,
    certificates: certificate.pem,
    manifestStore: entry.manifestStore,
    logIndex: entry.index,
  };
  if (!namesIssuer(record, certificate)) return { found, fault: 'issuer' };
  return { found, fault: fitsStore(record, entry.manifestStore) ? null : 'store' };
}

/** An event of the log. Its signature was checked; whether its issuer is trusted was not. */
export interface FoundEvent extends LogEvent {
  readonly logIndex: number;
  /** PEM of who signed it, the signing certificate first. */
  readonly certificates: string;
}

/** Null for one that is not what somebody signed, or not what was logged. */
export async function lookAtEvent(
  { index, kind, bytes, leafHash: leaf }: StoredEntry,
  find: FindCertificate,
): Promise<FoundEvent | null> {
  if (kind !== 'event' || !bytes || !sameHash(leafHash(bytes), leaf)) return null;
  let parts: ReturnType<typeof readEvent>;
  try {
    parts = readEvent(bytes);
  } catch {
    return null;
  }
  const certificate = await signedBy(parts.signed, find);
  return certificate && { ...parts.event, logIndex: index, certificates: certificate.pem };
}

/** The same where nothing may be wrong. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function checkedEvent(entry: StoredEntry, find: FindCertificate): Promise<FoundEvent> {
  const found = await lookAtEvent(entry, find);
  if (found) return found;
  throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${entry.index} is no event that holds.`);
}

/** What an event is found by. */
export function eventKeysOf({ subject, retainUntil }: LogEvent): EventKeys {
  return { subject, retainUntil };
}

/** The same of a record, where nothing may be wrong. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function checkedRecord(
  entry: StoredEntry,
  find: FindCertificate,
): Promise<FoundRecord> {
  const { found, fault, cause } = await lookAtRecord(entry, find);
  if (found && fault === null) return found;
  const what = FAULTS[fault ?? 'kind'];
  throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${entry.index} ${what}.`, { cause });
}

/** The certificate whose signature it is; null if there is none such. */
export async function signedBy(
  signed: Signed,
  find: FindCertificate,
): Promise<SigningCertificate | null> {
  const certificate = await find(signed.thumbprint);
  if (!certificate) return null;
  return isOwnSignature(signed, certificate) ? certificate : null;
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
    traits: {
      requestId: record.requestId,
      model: record.model?.name ?? null,
      issuer: record.issuer,
      day: record.time.slice(0, 10),
    },
  };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

import { ProvenanceError } from '@provenance/content';
import type { OriginRecord } from '@provenance/registry';
import type { Proved, ProvedInclusion } from './receipt.ts';

export const RECEIPT_SCHEMA = 'provenance.receipt/1';

/** A log has fewer than 2^53 entries. */
const MOST_HASHES = 53;

/** For JSON: byte strings in base64, hashes of the log in hexadecimal. */
export function receiptLine({ receipt, certificates, proof }: Proved) {
  return {
    receipt: base64(receipt),
    certificates,
    proof: proof && {
      logIndex: proof.logIndex,
      leafHash: hex(proof.leafHash),
      path: proof.path.map(hex),
      treeSize: proof.treeSize,
      head: base64(proof.head),
      certificates: proof.certificates,
    },
  };
}

/** A record for JSON. */
export function recordLine({
  contentHash,
  manifest,
  promptHash,
  fingerprints,
  ...plain
}: OriginRecord) {
  return {
    ...plain,
    contentHash: hex(contentHash),
    manifest: manifest && { id: manifest.id, hash: hex(manifest.hash) },
    promptHash: promptHash && hex(promptHash),
    fingerprints: fingerprints.map(({ value, ...of }) => ({ ...of, value: hex(value) })),
  };
}

export function receiptText(proved: Proved): string {
  return `${JSON.stringify({ schema: RECEIPT_SCHEMA, ...receiptLine(proved) }, null, 2)}\n`;
}

/**
 * Reads what {@link receiptText} wrote. That it proves anything is for checkReceipt().
 *
 * @throws ProvenanceError RECORD_MALFORMED that names the field.
 */
export function readReceiptText(text: string): Proved {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The file of the receipt is not JSON.');
  }
  const fields = object(value, 'it');
  if (fields.schema !== RECEIPT_SCHEMA) throw malformed(`Its schema is not ${RECEIPT_SCHEMA}.`);
  return {
    receipt: bytes(fields.receipt, 'receipt', 'base64'),
    certificates: string(fields.certificates, 'certificates'),
    proof: fields.proof === null ? null : inclusion(object(fields.proof, 'proof')),
  };
}

function inclusion(fields: Readonly<Record<string, unknown>>): ProvedInclusion {
  const { path } = fields;
  if (!Array.isArray(path) || path.length > MOST_HASHES) throw malformed('proof.path is none.');
  return {
    logIndex: count(fields.logIndex, 'proof.logIndex'),
    leafHash: hash(fields.leafHash, 'proof.leafHash'),
    path: path.map((each, index) => hash(each, `proof.path[${index}]`)),
    treeSize: count(fields.treeSize, 'proof.treeSize'),
    head: bytes(fields.head, 'proof.head', 'base64'),
    certificates: string(fields.certificates, 'proof.certificates'),
  };
}

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw malformed(`${name} is no object.`);
}

function string(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw malformed(`${name} is no text.`);
}

function count(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw malformed(`${name} is no number.`);
}

function hash(value: unknown, name: string): Uint8Array {
  const found = bytes(value, name, 'hex');
  if (found.length !== 32) throw malformed(`${name} is not 32 bytes.`);
  return found;
}

/** Buffer passes over what is not of the encoding: only what it would write itself is taken. */
function bytes(value: unknown, name: string, encoding: 'base64' | 'hex'): Uint8Array {
  const found = Buffer.from(string(value, name), encoding);
  if (found.toString(encoding) !== value) throw malformed(`${name} is not ${encoding}.`);
  return Uint8Array.from(found);
}

function malformed(detail: string): ProvenanceError {
  return new ProvenanceError('RECORD_MALFORMED', detail);
}

const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

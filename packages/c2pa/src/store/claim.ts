import { decodeCbor } from '@provenance/cose/cbor';
import { StoreError } from './status.ts';
import type { ManifestParts } from './store.ts';
import { type HashedReference, readHashedUri } from './uri.ts';

/** What a claim says (C2PA 2.4 clause 10.3, and that of 1.4 for version 1). */
export interface Claim {
  readonly version: 1 | 2;
  /** As it was signed. */
  readonly bytes: Uint8Array;
  readonly fields: ReadonlyMap<unknown, unknown>;
  /** Of its hashes, unless they name another one; undefined where it names none. */
  readonly alg: unknown;
  readonly assertions: readonly HashedReference[];
  /** URIs of assertions of others that were taken out. */
  readonly redactions: readonly string[];
  /** URI of its signature. */
  readonly signature: string;
}

/** The claims that can be read here, by the label of their box. */
const VERSIONS: ReadonlyMap<string, 1 | 2> = new Map([
  ['c2pa.claim', 1],
  ['c2pa.claim.v2', 2],
]);

/**
 * The claim of a manifest.
 *
 * @throws StoreError claim.missing, claim.multiple or claim.malformed.
 */
export function readClaim({ claims }: ManifestParts): Claim {
  const [box, ...others] = claims;
  if (box === undefined) throw new StoreError('claim.missing', 'A manifest has no claim');
  if (others.length > 0) throw new StoreError('claim.multiple', 'A manifest has several claims');
  const version = VERSIONS.get(box.label);
  if (version === undefined) throw new StoreError('claim.malformed', 'The claim has no known form');
  try {
    return readFields(version, box.content);
  } catch (cause) {
    throw new StoreError('claim.malformed', 'The claim cannot be read', { cause });
  }
}

function readFields(version: 1 | 2, bytes: Uint8Array): Claim {
  const fields = decodeCbor(bytes);
  if (!(fields instanceof Map)) throw new RangeError('The claim is no map');
  const lists = version === 1 ? ['assertions'] : ['created_assertions', 'gathered_assertions'];
  const signature = fields.get('signature');
  if (typeof signature !== 'string') throw new RangeError('The claim names no signature');
  return {
    version,
    bytes,
    fields,
    alg: fields.get('alg'),
    assertions: lists.flatMap((name) => references(fields.get(name))),
    redactions: texts(fields.get('redacted_assertions')),
    signature,
  };
}

function references(value: unknown): HashedReference[] {
  return list(value).map((each) => {
    const reference = readHashedUri(each);
    if (reference === null) throw new RangeError('The claim lists what is no hashed URI');
    return reference;
  });
}

function texts(value: unknown): string[] {
  return list(value).map((each) => {
    if (typeof each !== 'string') throw new RangeError('The claim lists what is no URI');
    return each;
  });
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RangeError('The claim has no list where one belongs');
  return value;
}

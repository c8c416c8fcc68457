import { decodeCbor, encodeCbor } from '@provenance/cose/cbor';
import type { SignedManifest } from '../store/signed.ts';
import { type HashedReference, readHashedUri, targetOf } from '../store/uri.ts';

/** An identity assertion, taken apart (CAWG identity assertion 1.2 clause 5). */
export interface IdentityAssertion {
  /** What was signed, with keys that are not known here. */
  readonly payload: ReadonlyMap<unknown, unknown>;
  readonly references: readonly HashedReference[];
  readonly sigType: string;
  readonly roles: readonly string[];
  readonly signature: Uint8Array;
  /** What the signature may be over: `signer_payload` as it stands there, and as RFC 8949 4.2.1 orders it. */
  readonly payloads: readonly Uint8Array[];
}

/** More than these nobody takes part in, refers to or needs. */
const MOST_ROLES = 16;
const MOST_REFERENCES = 256;
const MOST_BYTES = 2 ** 18;

/** What is wrong with an identity assertion, by its status code. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly status: string;

  constructor(status: string) {
    super(status);
    this.status = status;
  }
}

/** @throws IdentityError for what is none. */
export function readIdentity(content: Uint8Array): IdentityAssertion {
  if (content.length > MOST_BYTES) throw new IdentityError('cawg.identity.cbor.invalid');
  let fields: unknown;
  try {
    fields = decodeCbor(content);
  } catch {
    throw new IdentityError('cawg.identity.cbor.invalid');
  }
  const payload = fields instanceof Map ? fields.get('signer_payload') : null;
  const signature = fields instanceof Map ? fields.get('signature') : null;
  if (!(payload instanceof Map) || !(signature instanceof Uint8Array)) {
    throw new IdentityError('cawg.identity.cbor.invalid');
  }
  const [listed, sigType, roles = []] = [
    payload.get('referenced_assertions'),
    payload.get('sig_type'),
    payload.get('role'),
  ];
  if (
    !Array.isArray(listed) ||
    listed.length > MOST_REFERENCES ||
    typeof sigType !== 'string' ||
    !Array.isArray(roles) ||
    roles.length > MOST_ROLES ||
    !roles.every((role) => typeof role === 'string')
  ) {
    throw new IdentityError('cawg.identity.cbor.invalid');
  }
  const references = listed.map(readHashedUri);
  if (!references.every((reference) => reference !== null)) {
    throw new IdentityError('cawg.identity.cbor.invalid');
  }
  for (const name of ['pad1', 'pad2']) {
    const pad = (fields as Map<unknown, unknown>).get(name);
    if (pad === undefined) continue;
    if (!(pad instanceof Uint8Array) || pad.some((byte) => byte !== 0)) {
      throw new IdentityError('cawg.identity.pad.invalid');
    }
  }
  const asWritten = valueBytes(content, 'signer_payload');
  const payloads = [...(asWritten ? [asWritten] : []), encodeCbor(payload)];
  return { payload, references, sigType, roles, signature, payloads };
}

/**
 * Holds that it is about this manifest: each assertion that it refers to is listed in the claim with the same
 * hash and holds, none twice, and one of them binds the content (clause 7.1).
 *
 * @throws IdentityError with the status code of what does not.
 */
export function checkReferences(
  { references }: IdentityAssertion,
  { label, claim, assertions }: SignedManifest,
): void {
  const seen = new Set<string>();
  for (const reference of references) {
    const name = nameIn(label, reference.url);
    if (name === null) throw new IdentityError('cawg.identity.assertion.mismatch');
    if (seen.has(name)) throw new IdentityError('cawg.identity.assertion.duplicate');
    seen.add(name);
    const listed = claim.assertions.find(({ url }) => nameIn(label, url) === name);
    const isSame =
      listed !== undefined &&
      Buffer.compare(listed.hash, reference.hash) === 0 &&
      (reference.alg === null || reference.alg === (listed.alg ?? claim.alg));
    // What the claim lists and is not there, or is another one, has no place among these.
    if (!isSame || !assertions.some((box) => box.label === name)) {
      throw new IdentityError('cawg.identity.assertion.mismatch');
    }
  }
  if (![...seen].some((name) => name.startsWith('c2pa.hash.'))) {
    throw new IdentityError('cawg.identity.hard_binding_missing');
  }
}

/** Label of the assertion of this manifest that a URI names; null for any other. */
export function nameIn(manifest: string, url: string): string | null {
  const target = targetOf(url);
  if (target === null || (target.manifest !== null && target.manifest !== manifest)) return null;
  const [store, name, ...rest] = target.path;
  return store === 'c2pa.assertions' && rest.length === 0 ? (name ?? null) : null;
}

/**
 * The bytes of a value in a CBOR map, by its text key. Null where it is not there, or where lengths are
 * indefinite on the way to it. What decodes and is encoded again may be in another order than was signed.
 *
 * @param bytes Well-formed CBOR.
 */
function valueBytes(bytes: Uint8Array, key: string): Uint8Array | null {
  const outer = headAt(bytes, 0);
  if (outer?.major !== 5) return null;
  const wanted = Buffer.from(key);
  let at = outer.end;
  for (let i = 0; i < outer.value; i++) {
    const head = headAt(bytes, at);
    const end = endOf(bytes, at);
    const valueEnd = end === null ? null : endOf(bytes, end);
    if (head === null || end === null || valueEnd === null) return null;
    const isKey = head.major === 3 && wanted.equals(bytes.subarray(head.end, end));
    if (isKey) return bytes.subarray(end, valueEnd);
    at = valueEnd;
  }
  return null;
}

/** Deeper than any of these nest; decodeCbor() has refused what is deeper by far. */
const MOST_LEVELS = 64;

function endOf(bytes: Uint8Array, at: number, level = 0): number | null {
  const head = headAt(bytes, at);
  if (head === null || level > MOST_LEVELS) return null;
  const { major, value, end } = head;
  if (major === 2 || major === 3) return end + value <= bytes.length ? end + value : null;
  if (major === 6) return endOf(bytes, end, level + 1);
  if (major !== 4 && major !== 5) return end;
  const count = major === 5 ? 2 * value : value;
  if (count > bytes.length - end) return null;
  let next: number | null = end;
  for (let i = 0; i < count && next !== null; i++) next = endOf(bytes, next, level + 1);
  return next;
}

/** RFC 8949 3. Null for an indefinite length, and for one beyond the bytes. */
function headAt(
  bytes: Uint8Array,
  at: number,
): { major: number; value: number; end: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  const [major, info] = [first >> 5, first & 0x1f];
  if (info < 24) return { major, value: info, end: at + 1 };
  if (info > 27) return null;
  const size = 1 << (info - 24);
  if (at + 1 + size > bytes.length) return null;
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + bytes[at + 1 + i]!;
  return { major, value, end: at + 1 + size };
}

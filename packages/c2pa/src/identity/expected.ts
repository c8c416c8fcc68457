import { createHash } from 'node:crypto';
import { decodeCbor, encodeCbor } from '@provenance/cose/cbor';
import { parseSign1 } from '@provenance/cose/sign1';
import { certificateChain } from '../store/certificates.ts';
import type { SignedManifest } from '../store/signed.ts';
import { type IdentityAssertion, IdentityError, nameIn } from './payload.ts';

/** Another identity assertion of the manifest; null: it cannot be read. */
export interface OtherIdentity {
  readonly label: string;
  readonly identity: IdentityAssertion | null;
}

const MOST_COUNTERSIGNERS = 16;
/** As C2PA names hashes (2.4 clause 13.1). */
const HASHES: readonly unknown[] = ['sha256', 'sha384', 'sha512'];

/**
 * Holds that the manifest is the one in which the actor agreed to stand (CAWG identity assertion 1.2 clause 7.1):
 * `expected_claim_generator` names whose signature is to be around it, `expected_countersigners` who else is to
 * sign, and `expected_partial_claim` what else is to be in the claim. Where one of them is not so, the actor has
 * not agreed to this.
 *
 * @param isCrowded There are more identity assertions than `others` has.
 * @throws IdentityError with the status code of what is not so.
 */
export function checkExpected(
  label: string,
  { payload }: IdentityAssertion,
  others: readonly OtherIdentity[],
  manifest: SignedManifest,
  isCrowded: boolean,
): void {
  const [generator, countersigners, partial] = [
    payload.get('expected_claim_generator'),
    payload.get('expected_countersigners'),
    payload.get('expected_partial_claim'),
  ];
  if (generator !== undefined) {
    const leaf = manifest.signature?.certificates[0].x509.raw;
    if (leaf === undefined || !isHashOf(generator, certificateForms(leaf))) {
      throw new IdentityError('cawg.identity.expected_claim_generator.mismatch');
    }
  }
  if (countersigners !== undefined) checkCountersigners(countersigners, others, isCrowded);
  if (partial !== undefined) {
    // Their hashes are not known when the first of them signs.
    const unknown = [label, ...(countersigners === undefined ? [] : others.map((o) => o.label))];
    if (!isHashOf(partial, partialClaims(manifest, new Set(unknown)))) {
      throw new IdentityError('cawg.identity.expected_partial_claim.mismatch');
    }
  }
}

/** Each description is of one of the others, and each of the others has one. */
function checkCountersigners(
  listed: unknown,
  others: readonly OtherIdentity[],
  isCrowded: boolean,
): void {
  if (!Array.isArray(listed) || listed.length === 0 || listed.length > MOST_COUNTERSIGNERS) {
    throw new IdentityError('cawg.identity.cbor.invalid');
  }
  const open = listed.map((each: unknown) => {
    const expected = each instanceof Map ? each.get('partial_signer_payload') : null;
    if (!(expected instanceof Map)) throw new IdentityError('cawg.identity.cbor.invalid');
    return {
      bytes: encodeCbor(expected),
      credentials: (each as Map<string, unknown>).get(CREDENTIALS),
    };
  });
  for (const { identity } of others) {
    const i = open.findIndex(
      ({ bytes }) => identity !== null && Buffer.compare(bytes, partialPayload(identity)) === 0,
    );
    if (i < 0) throw new IdentityError('cawg.identity.unexpected_countersigner');
    const [{ credentials }] = open.splice(i, 1) as [(typeof open)[number]];
    if (credentials !== undefined && !isHashOf(credentials, credentialForms(identity!))) {
      throw new IdentityError('cawg.identity.expected_countersigner.mismatch');
    }
  }
  if (isCrowded) throw new IdentityError('cawg.identity.unexpected_countersigner');
  if (open.length > 0) throw new IdentityError('cawg.identity.expected_countersigner.missing');
}

const CREDENTIALS = 'expected_credentials';

/** Without what each of them says of all others, which would have no end. */
function partialPayload({ payload }: IdentityAssertion): Uint8Array {
  return encodeCbor(new Map([...payload].filter(([key]) => key !== 'expected_countersigners')));
}

/**
 * The claim with zeros for the hashes of these assertions, as it stands there and as RFC 8949 4.2.1 orders it:
 * either says the same.
 */
function partialClaims({ label, claim }: SignedManifest, names: ReadonlySet<string>): Uint8Array[] {
  const asWritten = Buffer.from(claim.bytes);
  for (const { url, hash } of claim.assertions) {
    if (hash.length < 32 || !names.has(nameIn(label, url) ?? '')) continue;
    for (let at = asWritten.indexOf(hash); at >= 0; at = asWritten.indexOf(hash, at + 1)) {
      asWritten.fill(0, at, at + hash.length);
    }
  }
  return [asWritten, encodeCbor(decodeCbor(asWritten))];
}

/** Of X.509. What another kind of credential would be hashed as, is not known here: none is the right one. */
function credentialForms({ sigType, signature }: IdentityAssertion): Uint8Array[] {
  if (sigType !== 'cawg.x509.cose') return [];
  try {
    return certificateForms(certificateChain(parseSign1(signature, decodeCbor))[0]!.x509.raw);
  } catch {
    return [];
  }
}

/** DER, and the same as the byte string of CBOR that it is in a header: writers differ. */
function certificateForms(der: Uint8Array): Uint8Array[] {
  return [der, encodeCbor(Uint8Array.from(der))];
}

/** `hash-map`: `alg` and `hash`. */
function isHashOf(expected: unknown, forms: readonly Uint8Array[]): boolean {
  const [alg, hash] = expected instanceof Map ? [expected.get('alg'), expected.get('hash')] : [];
  if (!(hash instanceof Uint8Array) || !HASHES.includes(alg)) return false;
  return forms.some((bytes) => createHash(alg).update(bytes).digest().equals(hash));
}

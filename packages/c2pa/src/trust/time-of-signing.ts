import type { Certificate } from '@provenance/cose';
import { decodeCbor, encodeCbor } from '@provenance/cose/cbor';
import type { Sign1 } from '@provenance/cose/sign1';
import type { SignedManifest } from '../store/signed.ts';
import { checkTimeStamp, type TimeStampFinding } from './time-stamp.ts';

/** A signature has one time stamp; a hostile one has thousands. */
const MOST_TOKENS = 4;

/** A time stamp that stands elsewhere than beside the signature it is for. */
interface LaterStamp {
  readonly manifest: string;
  readonly token: Uint8Array;
}

/**
 * What the time stamps of a manifest's signature come to (C2PA 2.4 clauses 10.3.2.5 and 15.8): those in
 * the signature itself, of version 1 over the claim and of version 2 over the signature; and those that
 * a later manifest has brought (`c2pa.time-stamp`, clause 18.17). The best of them counts.
 *
 * @param later From {@link laterStamps}.
 * @param anchors Of time-stamp authorities; those of signers are none.
 * @returns null without any.
 */
export function timeOfSigning(
  { label, claim, signature }: SignedManifest,
  later: readonly LaterStamp[],
  anchors: readonly Certificate[],
): TimeStampFinding | null {
  if (signature === null || !signature.holds) return null;
  const tokens = later.filter(({ manifest }) => manifest === label).map(({ token }) => token);
  return timeOfSignature(signature.sign1, claim.bytes, anchors, tokens);
}

/**
 * The same of any COSE_Sign1 that is stamped as C2PA stamps those of claims, such as that of an identity.
 *
 * @param payload What was signed.
 * @param later Tokens over the signature that stand elsewhere.
 */
export function timeOfSignature(
  { protectedBytes, unprotectedHeader, signature: value }: Sign1,
  payload: Uint8Array,
  anchors: readonly Certificate[],
  later: readonly Uint8Array[] = [],
): TimeStampFinding | null {
  const countersigned = (bytes: Uint8Array) =>
    encodeCbor(['CounterSignature', protectedBytes, new Uint8Array(), bytes]);
  const ofSignature = () => countersigned(encodeCbor(value));
  const stamps: [token: Uint8Array, data: () => Uint8Array][] = [
    ...tokensIn(unprotectedHeader.get('sigTst2')).map((token): [Uint8Array, () => Uint8Array] => [
      token,
      ofSignature,
    ]),
    ...tokensIn(unprotectedHeader.get('sigTst')).map((token): [Uint8Array, () => Uint8Array] => [
      token,
      () => countersigned(payload),
    ]),
    ...later.map((token): [Uint8Array, () => Uint8Array] => [token, ofSignature]),
  ];
  const findings: TimeStampFinding[] = [];
  for (const [token, data] of stamps.slice(0, MOST_TOKENS)) {
    const finding = checkTimeStamp(token, data(), anchors);
    if (finding.outcome === 'trusted') return finding;
    findings.push(finding);
  }
  return findings.find(({ outcome }) => outcome === 'untrusted') ?? findings[0] ?? null;
}

/** The time stamps in assertions: each for the signature of a manifest that it names. */
export function laterStamps(manifests: Iterable<SignedManifest>): LaterStamp[] {
  const stamps: LaterStamp[] = [];
  for (const { assertions } of manifests) {
    for (const { label, kind, content } of assertions) {
      if (kind !== 'cbor' || !/^c2pa\.time-stamp(__\d+)?$/.test(label)) continue;
      for (const [manifest, token] of entriesIn(content)) {
        if (typeof manifest === 'string' && token instanceof Uint8Array) {
          stamps.push({ manifest, token });
        }
      }
    }
  }
  return stamps;
}

function entriesIn(content: Uint8Array): Iterable<[unknown, unknown]> {
  try {
    const entries = decodeCbor(content);
    return entries instanceof Map ? entries : [];
  } catch {
    // The engine has a code for it: assertion.timestamp.malformed.
    return [];
  }
}

function tokensIn(header: unknown): Uint8Array[] {
  const tokens: unknown = header instanceof Map ? header.get('tstTokens') : [];
  return (Array.isArray(tokens) ? tokens : [])
    .slice(0, MOST_TOKENS)
    .map((token: unknown) => (token instanceof Map ? token.get('val') : null))
    .filter((value) => value instanceof Uint8Array);
}

import type { CompromisedSince } from '../signed/certificate.ts';
import { isPermitted, isSignature } from '../signed/sign1.ts';
import { readTreeHead, type TreeHead } from '../signed/tree-head.ts';
import { certificatesIn, type FindCertificate, givenIssuers } from './certificates.ts';
import { continues, includes, leafHash, sameHash } from './merkle.ts';

/** Inclusion proof of RFC 6962 2.1.1, with the signed head it leads to. */
export interface InclusionProof {
  readonly logIndex: number;
  readonly leafHash: Uint8Array;
  readonly path: readonly Uint8Array[];
  readonly treeSize: number;
  /** COSE_Sign1 over size, root and time. */
  readonly head: Uint8Array;
}

/** Consistency proof of RFC 6962 2.1.2, with the signed heads it leads from and to. */
export interface ConsistencyProof {
  readonly older: Uint8Array;
  readonly newer: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** What a proof is checked with, beside the certificates. */
export interface ProofOptions {
  /**
   * Delegations of record keys, in PEM form. One counts if a certificate that is trusted has signed it. Not needed
   * where the delegation itself is trusted.
   */
  readonly delegations?: readonly string[];
  /** Since when somebody else may have the key of a head: who has it can sign a log that never was. */
  readonly compromisedSince?: CompromisedSince;
}

/** "Verified: no" is an answer, and says why. */
export type ProofReport<T> =
  | ({ readonly verified: true } & T)
  | {
      readonly verified: false;
      /**
       * `certificate`: another one signed a head; `signature`: it is not over its bytes; `log`: the
       * heads are of two logs; `receipt`: the proof is for another one; `path`: it does not lead to
       * the head; `delegation`: the record key was not certified to sign it then; `compromised`: somebody else may
       * have the key that signed a head.
       */
      readonly reason:
        | 'certificate'
        | 'delegation'
        | 'signature'
        | 'log'
        | 'receipt'
        | 'path'
        | 'compromised';
    };

/**
 * Checks that an entry is in the log, with nothing but the issuer's certificate (RFC 9162 2.1.3.2).
 *
 * @param certificates PEM, the signing certificate first, or that of who has certified the record key, or its
 *   delegation; several where it has changed.
 * @param options.receipt The receipt whose proof it should be. Without it the proof is about a hash.
 * @throws ProvenanceError RECORD_MALFORMED where the head is none, CERTIFICATE_MALFORMED, DELEGATION_MALFORMED.
 */
export async function verifyInclusion(
  proof: InclusionProof,
  certificates: string | readonly string[],
  {
    receipt,
    delegations = [],
    compromisedSince,
  }: ProofOptions & { readonly receipt?: Uint8Array } = {},
): Promise<ProofReport<{ readonly head: TreeHead }>> {
  const find = await trusted(certificates, delegations);
  const checked = await checkHead(proof.head, find, compromisedSince);
  if (!checked.verified) return checked;
  const { head } = checked;
  if (receipt && !sameHash(leafHash(receipt), proof.leafHash)) {
    return { verified: false, reason: 'receipt' };
  }
  const { logIndex: index, leafHash: leaf, treeSize: size, path } = proof;
  return size === head.size && includes(head.root, { index, size, leaf }, path)
    ? { verified: true, head }
    : { verified: false, reason: 'path' };
}

/**
 * Checks that the log of the newer head begins with that of the older one: nothing in it was removed,
 * altered or moved since (RFC 9162 2.1.4.2).
 *
 * @throws ProvenanceError RECORD_MALFORMED where a head is none, CERTIFICATE_MALFORMED, DELEGATION_MALFORMED.
 */
export async function verifyConsistency(
  proof: ConsistencyProof,
  certificates: string | readonly string[],
  { delegations = [], compromisedSince }: ProofOptions = {},
): Promise<ProofReport<{ readonly older: TreeHead; readonly newer: TreeHead }>> {
  const find = await trusted(certificates, delegations);
  const older = await checkHead(proof.older, find, compromisedSince);
  if (!older.verified) return older;
  const newer = await checkHead(proof.newer, find, compromisedSince);
  if (!newer.verified) return newer;
  if (!sameHash(older.head.logId, newer.head.logId)) return { verified: false, reason: 'log' };
  return continues(older.head, newer.head, proof.path)
    ? { verified: true, older: older.head, newer: newer.head }
    : { verified: false, reason: 'path' };
}

async function trusted(
  certificates: string | readonly string[],
  delegations: readonly string[],
): Promise<FindCertificate> {
  const given = await givenIssuers([certificates].flat());
  return given.among(await certificatesIn(delegations));
}

async function checkHead(
  bytes: Uint8Array,
  find: FindCertificate,
  compromisedSince: CompromisedSince | undefined,
): Promise<ProofReport<{ readonly head: TreeHead }>> {
  const { head, signed } = readTreeHead(bytes);
  const certificate = await find(signed.thumbprint);
  if (!certificate) return { verified: false, reason: 'certificate' };
  if (!isPermitted(signed, certificate)) return { verified: false, reason: 'delegation' };
  if (!(await isSignature(signed, certificate))) return { verified: false, reason: 'signature' };
  const stolen = (await compromisedSince?.(certificate.pem)) != null;
  return stolen ? { verified: false, reason: 'compromised' } : { verified: true, head };
}

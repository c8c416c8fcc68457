import {
  algorithmOfCose,
  type Certificate,
  isSignature,
  type SigningAlgorithm,
} from '@provenance/cose';
import { decodeCbor } from '@provenance/cose/cbor';
import { HEADER, parseSign1, type Sign1, sigStructure } from '@provenance/cose/sign1';
import { certificateChain } from './certificates.ts';
import type { Claim } from './claim.ts';

/** A claim's signature, taken apart and compared with the claim. */
export interface ClaimSignature {
  readonly sign1: Sign1;
  /** Null: one that C2PA does not name. */
  readonly alg: SigningAlgorithm | null;
  /** As they stand there, the signing certificate first. Who vouches for them is not looked at. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** It is that of the certificate's key over this claim. */
  readonly holds: boolean;
}

/**
 * Reads and checks a claim's signature (C2PA 2.4 clauses 13.2 and 15.7): the payload is the claim, which
 * has a box of its own.
 *
 * @throws RangeError or ProvenanceError CERTIFICATE_MALFORMED where it cannot be read.
 */
export function checkSignature(bytes: Uint8Array, claim: Claim): ClaimSignature {
  const sign1 = parseSign1(bytes, decodeCbor);
  const [leaf, ...issuers] = certificateChain(sign1);
  if (leaf === undefined) throw new RangeError('The signature names no certificate.');
  const alg = algorithmOfCose(sign1.protectedHeader.get(HEADER.alg));
  const isOver = sign1.payload === null || Buffer.compare(sign1.payload, claim.bytes) === 0;
  const holds =
    alg !== null &&
    isOver &&
    isSignature(
      alg,
      leaf.x509.publicKey,
      sigStructure(sign1.protectedBytes, claim.bytes),
      sign1.signature,
    );
  return { sign1, alg, certificates: [leaf, ...issuers], holds };
}

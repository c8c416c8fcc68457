import { Tagged } from 'cborg';
import type { SigningAlgorithm } from './algorithm.ts';
import { encodeCbor } from './cbor-encode.ts';

/** CBOR tag of a COSE_Sign1 (RFC 9052 2). */
const COSE_SIGN1 = 18;
/** Header parameters: alg (RFC 9052 3.1) and x5chain (RFC 9360). */
const [ALG, X5CHAIN] = [1, 33];

/** IANA COSE algorithms, by the names C2PA has for them (2.4 clause 13.2). */
const COSE_ALGORITHM: Readonly<Record<SigningAlgorithm, number>> = {
  ES256: -7,
  ES384: -35,
  ES512: -36,
  PS256: -37,
  PS384: -38,
  PS512: -39,
  Ed25519: -8,
};

/**
 * The protected header: the algorithm and the chain, leaf first (C2PA 2.4 clause 14.6). Both in the
 * protected one, so that nobody can put another certificate for the same key there.
 *
 * @param chain DER.
 */
export function protectedHeader(alg: SigningAlgorithm, chain: readonly Uint8Array[]): Uint8Array {
  return encodeCbor(
    new Map<number, unknown>([
      [ALG, COSE_ALGORITHM[alg]],
      [X5CHAIN, chain.length === 1 ? chain[0] : chain],
    ]),
  );
}

/** What is signed: Sig_structure of RFC 9052 4.4, without external data. */
export function toBeSigned(header: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', header, new Uint8Array(), payload]);
}

/**
 * A COSE_Sign1 with its payload left out (RFC 9052 4.2; the claim has a box of its own). Its
 * unprotected header is empty: nothing is reserved, so nothing is padded.
 */
export function coseSign1(header: Uint8Array, signature: Uint8Array): Uint8Array {
  return encodeCbor(new Tagged(COSE_SIGN1, [header, {}, null, signature]));
}

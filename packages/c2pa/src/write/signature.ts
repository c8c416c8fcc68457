import { Tagged } from 'cborg';
import type { SigningAlgorithm } from '../signer/algorithm.ts';
import { encodeCbor } from './cbor.ts';

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
 * A COSE_Sign1 with its payload left out (RFC 9052 4.2; the claim has a box of its own).
 *
 * @param unprotected Empty, unless there is a time stamp: nothing else is reserved, or padded.
 */
export function coseSign1(
  header: Uint8Array,
  unprotected: Readonly<Record<string, unknown>>,
  signature: Uint8Array,
): Uint8Array {
  return encodeCbor(new Tagged(COSE_SIGN1, [header, unprotected, null, signature]));
}

/**
 * What an authority stamps: the signature as it stands in the COSE_Sign1, as the payload of a
 * countersignature (C2PA 2.4 clause 10.3.2.5, `sigTst2`).
 */
export function toBeStamped(header: Uint8Array, signature: Uint8Array): Uint8Array {
  return encodeCbor(['CounterSignature', header, new Uint8Array(), encodeCbor(signature)]);
}

/** Bytes of padding that {@link stampHeader} has for a token of the length that was expected. */
const SLACK = 128;

/**
 * An unprotected header with a time stamp (`sigTst2`), padded to a length that depends on `expected`
 * alone: tokens of one authority differ by some bytes.
 *
 * @param expected Bytes of a token.
 * @returns null for a token that is longer than there is room for (or, at two lengths, one that leaves
 *   a byte which no padding fills).
 */
export function stampHeader(
  token: Uint8Array,
  expected: number,
): Readonly<Record<string, unknown>> | null {
  const header = (token: Uint8Array, padding: number) => ({
    sigTst2: { tstTokens: [{ val: token }] },
    pad: new Uint8Array(padding),
  });
  const target = encodeCbor(header(new Uint8Array(expected), SLACK)).length;
  const spare = target - encodeCbor(header(token, 0)).length;
  // The head of the padding grows with it, and takes one byte or two of what is to spare.
  for (let padding = spare; padding >= Math.max(0, spare - 2); padding--) {
    const padded = header(token, padding);
    if (encodeCbor(padded).length === target) return padded;
  }
  return null;
}

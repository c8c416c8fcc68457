import {
  COSE_ALGORITHM,
  parseCertificates,
  type SigningAlgorithm,
  signatureLength,
} from '@provenance/cose';
import { encodeCbor } from '@provenance/cose/cbor';
import { HEADER } from '@provenance/cose/sign1';
import type { Signer } from '../signer/signer.ts';

/** What all signatures of one signer have in common. */
export interface SignatureFrame {
  /** Protected header, encoded. */
  readonly header: Uint8Array;
  /** Of a signature, in bytes. */
  readonly length: number;
}

/** A signer does not change, and to read its certificates takes a third of the time that signing does. */
const frames = new WeakMap<Signer, SignatureFrame>();

export function signatureFrame(signer: Signer): SignatureFrame {
  const known = frames.get(signer);
  if (known !== undefined) return known;
  const chain = parseCertificates(signer.certificates);
  const ders = chain.map(({ x509 }) => x509.raw);
  const frame = {
    header: protectedHeader(signer.alg, ders),
    length: signatureLength(signer.alg, chain[0].x509.publicKey),
  };
  frames.set(signer, frame);
  return frame;
}

/**
 * The protected header: the algorithm and the chain, leaf first (C2PA 2.4 clause 14.6). Both in the
 * protected one, so that nobody can put another certificate for the same key there.
 *
 * @param chain DER.
 */
function protectedHeader(alg: SigningAlgorithm, chain: readonly Uint8Array[]): Uint8Array {
  return encodeCbor(
    new Map<number, unknown>([
      [HEADER.alg, COSE_ALGORITHM[alg]],
      [HEADER.x5chain, chain.length === 1 ? chain[0] : chain],
    ]),
  );
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

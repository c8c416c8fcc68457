import { type Certificate, parseCertificate } from '@provenance/cose';
import { HEADER, type Sign1 } from '@provenance/cose/sign1';

/** The text label that C2PA 1.x used for x5chain. */
const X5CHAIN = [HEADER.x5chain, 'x5chain'] as const;

/** Chains longer than this are not real. */
const MOST_CERTIFICATES = 16;

/**
 * x5chain of a manifest's COSE_Sign1 (RFC 9360): one byte string, or an array of them, leaf first. In
 * the protected header; those of C2PA 1.x also have it in the other one.
 *
 * @throws RangeError or ProvenanceError CERTIFICATE_MALFORMED if it holds no such thing.
 */
export function certificateChain({ protectedHeader, unprotectedHeader }: Sign1): Certificate[] {
  for (const header of [protectedHeader, unprotectedHeader]) {
    for (const name of X5CHAIN) {
      const value = header.get(name);
      const chain = Array.isArray(value) ? value : [value];
      if (chain.length === 0 || !chain.every((der) => der instanceof Uint8Array)) continue;
      if (chain.length > MOST_CERTIFICATES) throw new RangeError('The chain is too long.');
      return chain.map(parseCertificate);
    }
  }
  throw new RangeError('The signature names no certificate.');
}

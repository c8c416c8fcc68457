import { type Certificate, parseCertificate } from '@provenance/cose';
import { HEADER, type Sign1 } from '@provenance/cose/sign1';

/** The text label that C2PA 1.x used for x5chain. */
const X5CHAIN = [HEADER.x5chain, 'x5chain'] as const;

/** Chains longer than this are not real. */
const MOST_CERTIFICATES = 16;

/**
 * The last that were parsed, by their DER, so that the same signers cost a third of a millisecond once and not in
 * every file. A certificate is what its bytes are: nothing of a file gets into another one. Those of strangers
 * push each other out, and take 1 MiB at most.
 */
const known = new Map<string, Certificate>();
const MOST_KNOWN = 256;
const MOST_KNOWN_BYTES = 4096;

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
      return chain.map(certificateOf);
    }
  }
  throw new RangeError('The signature names no certificate.');
}

function certificateOf(der: Uint8Array): Certificate {
  if (der.length > MOST_KNOWN_BYTES) return parseCertificate(der);
  const key = Buffer.from(der.buffer, der.byteOffset, der.length).toString('latin1');
  const certificate = known.get(key) ?? parseCertificate(der);
  // The newest last.
  known.delete(key);
  known.set(key, certificate);
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
  return certificate;
}

import { parseCertificates, signatureLength } from '@provenance/cose';
import type { Signer } from '../signer/signer.ts';

/**
 * COSE structure around the certificates and the signature, and the 256 bytes of padding that c2pa-rs
 * 0.90 needs to fill the box exactly. Measured: 280 is the least it accepts.
 */
const COSE_OVERHEAD = 304;
/** CBOR header of one certificate in the chain. */
const PER_CERTIFICATE = 4;
/** An RFC 3161 token carries its authority's chain; those in use have 3 to 7 kB. */
const TIME_STAMP = 10_240;

/**
 * Bytes to keep free for the signature. What is reserved and not used becomes zeros in the file:
 * the engine's usual 10 kB would be nine tenths of the credential.
 */
export function reserveSizeFor({ alg, certificates: pem, timestampUrl }: Signer): number {
  const chain = parseCertificates(pem);
  const certificates = chain.reduce((sum, { x509 }) => sum + x509.raw.length + PER_CERTIFICATE, 0);
  const signature = signatureLength(alg, chain[0].x509.publicKey);
  return certificates + signature + COSE_OVERHEAD + (timestampUrl === null ? 0 : TIME_STAMP);
}

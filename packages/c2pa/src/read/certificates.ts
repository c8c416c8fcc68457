import { X509Certificate } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { storeOf } from '../engine/reader.ts';
import { cborDecoder } from '../store/cbor.ts';
import { signatureOf } from '../store/store.ts';
import type { ReadOptions } from './credentials.ts';
import { openReader } from './resource.ts';

/** COSE header parameter x5chain (RFC 9360), and the text label that C2PA 1.x used for it. */
const X5CHAIN = [33, 'x5chain'] as const;

/** Chains longer than this are not real. */
const MOST_CERTIFICATES = 16;

/**
 * The certificates that the active manifest was signed with, as PEM: the signing certificate first.
 * They are what the file says, trusted or not.
 *
 * @returns null where there is no manifest that can be read.
 * @throws ProvenanceError CERTIFICATE_MALFORMED, and where it could not look, as
 *   {@link readCredentials}.
 */
export async function readCertificates(
  input: FileInput,
  options: Pick<ReadOptions, 'mediaType' | 'manifest' | 'maxBytes' | 'signal'> = {},
): Promise<string | null> {
  const reader = await openReader(input, options);
  const label = reader?.activeLabel();
  if (reader === null || label === undefined) return null;
  const store = await storeOf(reader, label);
  try {
    const chain = await certificateChain(store, label);
    return chain.map((certificate) => certificate.toString()).join('');
  } catch (cause) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', undefined, { cause });
  }
}

/**
 * x5chain of a manifest's COSE_Sign1 (RFC 9052 4.2): one byte string, or an array of them, leaf first.
 *
 * @throws Error if the store holds no such thing.
 */
export async function certificateChain(
  store: Uint8Array,
  manifest: string,
): Promise<X509Certificate[]> {
  const decoder = await cborDecoder();
  const message = decoder.decode(signatureOf(store, manifest)) as { value?: unknown } | unknown[];
  const parts = Array.isArray(message) ? message : message.value;
  if (!Array.isArray(parts) || !(parts[0] instanceof Uint8Array)) {
    throw new TypeError('The signature box holds no COSE_Sign1.');
  }
  const headers = [parts[0].length > 0 ? decoder.decode(parts[0]) : new Map(), parts[1]];
  for (const header of headers) {
    if (!(header instanceof Map)) continue;
    for (const name of X5CHAIN) {
      const value = header.get(name);
      const chain = (Array.isArray(value) ? value : [value]).slice(0, MOST_CERTIFICATES);
      if (chain.every((der) => der instanceof Uint8Array)) {
        return chain.map((der) => new X509Certificate(der));
      }
    }
  }
  throw new TypeError('The signature names no certificate.');
}

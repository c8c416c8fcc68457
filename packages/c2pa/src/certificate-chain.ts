import { X509Certificate } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { ReadOptions } from './read.ts';
import { openReader } from './resource.ts';
import { signatureOf } from './store.ts';

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
  // For a URI of a manifest the engine hands out the whole store that it was read from.
  const uri = `self#jumbf=/c2pa/${label}/c2pa.signature`;
  const { buffer: store } = await reader.resourceToAsset(uri, { buffer: null });
  try {
    const chain = await certificateChain(signatureOf(store, label));
    return chain.map((der) => new X509Certificate(der).toString()).join('');
  } catch (cause) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', undefined, { cause });
  }
}

/** x5chain of a COSE_Sign1 (RFC 9052 4.2): one byte string, or an array of them, leaf first. */
async function certificateChain(cose: Uint8Array): Promise<Uint8Array[]> {
  const { Decoder } = await import('cbor-x');
  const decoder = new Decoder({ mapsAsObjects: false });
  const message = decoder.decode(cose) as { value?: unknown } | unknown[];
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
      if (chain.every((der) => der instanceof Uint8Array)) return chain;
    }
  }
  throw new TypeError('The signature names no certificate.');
}

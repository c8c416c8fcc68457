import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { ResourceOptions } from './options.ts';
import { readSignedStore } from './store.ts';

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
  options: ResourceOptions = {},
): Promise<string | null> {
  const signed = await readSignedStore(input, options);
  if (signed === null) return null;
  const { signature } = signed.active;
  if (signature === null) throw new ProvenanceError('CERTIFICATE_MALFORMED');
  return signature.certificates.map(({ x509 }) => x509.toString()).join('');
}

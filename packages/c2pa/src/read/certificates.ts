import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { storeOf } from '../engine/reader.ts';
import { readSigned } from '../store/signed.ts';
import { openReader } from './open.ts';
import type { ResourceOptions } from './options.ts';

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
  const reader = await openReader(input, options);
  const label = reader?.activeLabel();
  if (reader === null || label === undefined) return null;
  const store = await storeOf(reader, label);
  try {
    const { signature } = readSigned(store).active;
    if (signature === null) throw new RangeError('The signature cannot be read');
    return signature.certificates.map(({ x509 }) => x509.toString()).join('');
  } catch (cause) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', undefined, { cause });
  }
}

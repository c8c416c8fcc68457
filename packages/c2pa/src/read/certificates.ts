import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { storeOf } from '../engine/reader.ts';
import { certificateChain } from '../store/certificates.ts';
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
    const chain = await certificateChain(store, label);
    return chain.map((certificate) => certificate.toString()).join('');
  } catch (cause) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', undefined, { cause });
  }
}

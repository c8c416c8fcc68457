import { pemSigner, type Signer } from '@provenance/c2pa';
import type { RecordSigner } from '@provenance/registry';
import type { LoadedConfig } from '../config/config.ts';
import { namedText } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

/**
 * Who signs records: the signer of `registry.certificates` and `registry.key`, else the one who signs
 * content. A record names its issuer as the certificate of the content does, so both are of one
 * organization.
 *
 * @throws UsageError if there is none with an Ed25519 key; ProvenanceError CERTIFICATE_*, KEY_*.
 */
export async function recordSigner(
  io: Io,
  { registry }: LoadedConfig,
  contentSigner: Signer | null,
): Promise<RecordSigner> {
  const named =
    registry?.certificates !== undefined && registry.key !== undefined
      ? await pemSigner({
          certificates: await namedText(io, 'registry.certificates', registry.certificates),
          key: await namedText(io, 'registry.key', registry.key),
        })
      : null;
  const signer = named ?? contentSigner;
  if (signer === null) {
    throw new UsageError(
      'No signer for records: run `provenance init`, or set signer, or registry.certificates and registry.key.',
    );
  }
  if (signer.alg === 'Ed25519') return signer;
  const whose = named === null ? 'signer' : 'registry.key';
  throw new UsageError(
    `Records are signed with Ed25519, and ${whose} is ${signer.alg}: make a key with \`provenance keys development --alg Ed25519\`, or have one certified, of the same organization; and name it in registry.certificates and registry.key. --no-registry does without records.`,
  );
}

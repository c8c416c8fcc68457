import type { Signer } from '@provenance/c2pa';
import { say } from '@provenance/messages';
import type { RecordSigner } from '@provenance/registry';
import type { LoadedConfig } from '../config/config.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { keySigner } from './key-signer.ts';

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
      ? await keySigner(io, {
          certificates: registry.certificates,
          key: registry.key,
          named: { certificates: 'registry.certificates', key: 'registry.key' },
        })
      : null;
  const signer = named ?? contentSigner;
  if (signer === null) {
    throw new UsageError(say('mistake.no-record-signer'));
  }
  if (signer.alg === 'Ed25519') return signer;
  const whose = named === null ? 'signer' : 'registry.key';
  throw new UsageError(say('mistake.record-signer-alg', { whose, alg: signer.alg }));
}

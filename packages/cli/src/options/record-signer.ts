import type { Signer } from '@provenance/c2pa';
import { isKeyReference } from '@provenance/kms';
import { say } from '@provenance/messages';
import type { RecordSigner } from '@provenance/registry';
import type { LoadedConfig } from '../config/config.ts';
import { namedKey, namedText } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { refuseRecordKey } from './key-history.ts';
import { keySigner } from './key-signer.ts';

/**
 * Who signs records: the record key, or the signer, of `registry.certificates` and `registry.key`, else the one who
 * signs content. A record names its issuer as the certificate of the content does, so both are of one
 * organization.
 *
 * @throws UsageError if there is none with an Ed25519 key, or it is out of use; ProvenanceError CERTIFICATE_*,
 *   DELEGATION_*, KEY_*.
 */
export async function recordSigner(
  io: Io,
  config: LoadedConfig,
  contentSigner: Signer | null,
): Promise<RecordSigner> {
  const { certificates, key } = config.registry ?? {};
  const named =
    certificates !== undefined && key !== undefined
      ? await namedSigner(io, config, { certificates, key })
      : null;
  const signer = named ?? contentSigner;
  if (signer === null) {
    throw new UsageError(say('mistake.no-record-signer'));
  }
  if (signer.alg === 'Ed25519') return signer;
  const whose = named === null ? 'signer' : 'registry.key';
  throw new UsageError(say('mistake.record-signer-alg', { whose, alg: signer.alg }));
}

async function namedSigner(
  io: Io,
  config: LoadedConfig,
  { certificates, key }: { readonly certificates: string; readonly key: string },
): Promise<RecordSigner> {
  const named = { certificates: 'registry.certificates', key: 'registry.key' };
  const { describeRecordKey, recordKeySigner } = await import('@provenance/registry');
  const delegation = await namedText(io, named.certificates, certificates);
  const recordKey = await describeRecordKey(delegation);
  if (recordKey === null) return keySigner(io, { certificates, key, named });
  refuseRecordKey(config, recordKey);
  if (isKeyReference(key)) throw new UsageError(say('mistake.record-key-in-service'));
  return recordKeySigner({ delegation, key: await namedKey(io, named.key, key) });
}

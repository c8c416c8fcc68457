import { X509Certificate } from 'node:crypto';
import { say } from '@provenance/messages';
import type { IssuerRegistry } from '@provenance/registry';
import { type LoadedConfig, loadConfig } from '../config/config.ts';
import { namedText } from '../files/named.ts';
import { recordSigner } from '../options/record-signer.ts';
import { type RegistryOptions, type RegistrySettings, registryOf } from '../options/registry.ts';
import { signerOf } from '../options/signer.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { registryWriter } from './open.ts';

/** Flags of the commands that need no more than a registry. */
export interface IssuerOptions extends RegistryOptions {
  json?: boolean;
  config?: string;
}

/** @throws UsageError where no registry is named. */
export async function settingsOf(io: Io, options: IssuerOptions): Promise<RegistrySettings> {
  const settings = registryOf(io, options, await loadConfig(io, options.config));
  if (settings === null) throw new UsageError(say('mistake.no-registry'));
  return settings;
}

/**
 * PEM of who signs the records and heads of the registry in force; its key is not needed. Of a record key its
 * delegation, and the signer, who may have certified the one before it. Null: the configuration names nobody who could.
 *
 * @throws UsageError where it cannot be read.
 */
export async function issuerCertificates(
  io: Io,
  { registry, signer }: LoadedConfig,
): Promise<string[] | null> {
  // A program is not run to read: registry.certificates says whose records they are.
  const pem =
    signer === undefined || 'command' in signer
      ? null
      : await namedText(io, 'signer.certificates', signer.certificates);
  if (registry?.certificates === undefined) return pem !== null && signsRecords(pem) ? [pem] : null;
  const recorder = await namedText(io, 'registry.certificates', registry.certificates);
  const { describeRecordKey } = await import('@provenance/registry');
  return pem === null || (await describeRecordKey(recorder)) === null
    ? [recorder]
    : [recorder, pem];
}

/** What cannot be parsed is for those to refuse who use it. */
function signsRecords(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'ed25519';
  } catch {
    return true;
  }
}

/**
 * Runs `work` on the registry in force, as its issuer, and closes it.
 *
 * @throws UsageError without a registry or a signer; ProvenanceError REGISTRY_*.
 */
export async function withIssuer(
  io: Io,
  options: IssuerOptions,
  work: (registry: IssuerRegistry, settings: RegistrySettings) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const settings = registryOf(io, options, config);
  if (settings === null) throw new UsageError(say('mistake.no-registry'));
  const signer = await recordSigner(io, config, await signerOf(io, {}, config));
  const writer = registryWriter(settings, signer);
  try {
    return await work(await writer.open(), settings);
  } finally {
    await writer.close();
  }
}

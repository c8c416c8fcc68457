import { dirname, resolve } from 'node:path';
import type { Signer } from '@provenance/c2pa';
import { say } from '@provenance/messages';
import { CONFIG_NAME, type LoadedConfig, settingName } from '../config/config.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { refuseOutOfUse } from './key-history.ts';
import { keySigner } from './key-signer.ts';
import { commandSigner } from './signer-command.ts';

/** The flags that choose who signs. */
export interface SignerOptions {
  signerKey?: string;
  cert?: string;
  /** A program that signs; without `key` and `cert`. */
  signerCommand?: string;
  timestamp?: string;
}

/**
 * The signer of the flags, else of the configuration. Null where neither names one.
 *
 * @throws UsageError if a file cannot be read, and for a signer that is out of use; ProvenanceError CERTIFICATE_*, KEY_*, SIGNER_FAILED.
 */
export async function signerOf(
  io: Io,
  options: SignerOptions,
  config: LoadedConfig,
): Promise<Signer | null> {
  const signer = await signerNamed(io, options, config);
  if (signer !== null) refuseOutOfUse(config, signer);
  return signer;
}

async function signerNamed(
  io: Io,
  { signerKey: key, cert, signerCommand, timestamp }: SignerOptions,
  { signer, source, sources }: LoadedConfig,
): Promise<Signer | null> {
  if ((key === undefined) !== (cert === undefined)) {
    throw new UsageError(say('mistake.key-and-cert', { key: '--signer-key' }));
  }
  if (signerCommand !== undefined) {
    if (key !== undefined) throw new UsageError(say('mistake.one-signer'));
    return commandSigner(signerCommand, {
      cwd: io.cwd,
      env: io.env,
      signal: io.signal,
      timestampUrl: timestamp,
    });
  }
  const timestampUrl = timestamp ?? signer?.timestampUrl;
  if (key !== undefined && cert !== undefined) {
    const named = { key: '--signer-key', certificates: '--cert' };
    return keySigner(io, { key, certificates: cert, timestampUrl, named });
  }
  if (signer === undefined) return null;
  if ('command' in signer) {
    const { env, signal } = io;
    // As paths in a configuration: what it names lies beside it.
    const cwd = dirname(resolve(io.cwd, source ?? CONFIG_NAME));
    return commandSigner(signer.command, { cwd, env, signal, timestampUrl });
  }
  const named = {
    key: settingName({ sources }, 'signer.key'),
    certificates: settingName({ sources }, 'signer.certificates'),
  };
  return keySigner(io, { ...signer, timestampUrl, named });
}

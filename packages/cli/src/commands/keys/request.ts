import { generateKeyPairSync } from 'node:crypto';
import { relative, resolve } from 'node:path';
import {
  type CertificateRequestOptions,
  createCertificateRequest,
  type SigningAlgorithm,
} from '@provenance/c2pa';
import { isKeyReference } from '@provenance/kms';
import { say } from '@provenance/messages';
import { namedKey, namedText, refuseSecret } from '../../files/named.ts';
import { type NewFile, refuseThere, writeNewFiles } from '../../files/new.ts';
import { serviceKey } from '../../options/key-signer.ts';
import { commandSignature, signerInfo } from '../../options/signer-command.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { words } from '../../terminal/words.ts';

/** What `--new-key` makes. */
type NewKey = 'ES256' | 'ES384' | 'ES512' | 'Ed25519';

export interface RequestKeysOptions {
  output: string;
  organization: string;
  commonName: string;
  unit?: string;
  country?: string;
  /** PEM of an existing private key, or a key in a service. */
  signerKey?: string;
  /** Where to write a new one. */
  newKey?: string;
  alg?: NewKey;
  signerCommand?: string;
  /** PEM, of a key elsewhere; default: that of the certificate which the program tells, or that the service gives. */
  publicKey?: string;
  force?: boolean;
}

/** Writes a request for a signing certificate, and with `--new-key` its private key. */
export async function requestKeysCommand(io: Io, options: RequestKeysOptions): Promise<ExitCode> {
  const {
    output,
    organization,
    commonName,
    unit,
    country,
    signerKey: key,
    newKey,
    signerCommand,
  } = options;
  if ([key, newKey, signerCommand].filter((each) => each !== undefined).length !== 1) {
    throw new UsageError(say('mistake.request-of-one-key'));
  }
  const isInService = key !== undefined && isKeyReference(key);
  if (options.publicKey !== undefined && signerCommand === undefined && !isInService) {
    throw new UsageError(
      say('mistake.goes-with', { flag: '--public-key', with: '--signer-command' }),
    );
  }
  if (options.alg !== undefined && newKey === undefined) {
    throw new UsageError(say('mistake.goes-with', { flag: '--alg', with: '--new-key' }));
  }
  const path = resolve(io.cwd, output);
  // The request is signed, which may cost something.
  if (!options.force) await refuseThere(io, path);
  const files: NewFile[] = [];
  let signs: CertificateRequestOptions['key'];
  if (signerCommand !== undefined) {
    signs = await programKey(io, signerCommand, options.publicKey);
  } else if (isInService) {
    signs = await keyInService(io, key, options.publicKey);
  } else if (newKey !== undefined) {
    refuseSecret('--new-key', newKey);
    signs = privateKey(options.alg ?? 'ES256');
    files.push({ path: resolve(io.cwd, newKey), text: signs, mode: 0o600 });
  } else {
    signs = await namedKey(io, '--signer-key', key as string);
  }
  const request = await createCertificateRequest({
    organization,
    commonName,
    ...(unit !== undefined && { organizationalUnit: unit }),
    ...(country !== undefined && { country }),
    key: signs,
  });
  files.push({ path, text: request });
  await writeNewFiles(io, files, { overwrite: options.force ?? false });
  if (newKey !== undefined) {
    const file = relative(io.cwd, resolve(io.cwd, newKey));
    await io.stdout.write(`${words(io, say('keys.wrote.key', { file }))}\n`);
  }
  await io.stdout.write(`${words(io, say('keys.wrote.request', { file: output }))}\n`);
  return 0;
}

async function programKey(io: Io, command: string, publicKey: string | undefined) {
  const options = { cwd: io.cwd, env: io.env, signal: io.signal };
  return {
    publicKey:
      publicKey === undefined
        ? (await signerInfo(command, options)).certificates
        : await namedText(io, '--public-key', publicKey),
    sign: (bytes: Uint8Array) => commandSignature(command, bytes, options),
  };
}

async function keyInService(io: Io, reference: string, publicKey: string | undefined) {
  const { signal } = io;
  const key = await serviceKey(io, reference);
  return {
    publicKey:
      publicKey === undefined
        ? await key.publicKey({ signal })
        : await namedText(io, '--public-key', publicKey),
    sign: (bytes: Uint8Array, alg: SigningAlgorithm) => key.sign(bytes, alg, { signal }),
  };
}

const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const;

function privateKey(alg: NewKey): string {
  const made =
    alg === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: CURVES[alg] });
  return made.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  checkSigningCertificate,
  createDevelopmentCertificates,
  describeCertificates,
} from '@provenance/c2pa';
import { readFileContent, writeFileAtomically } from '@provenance/content/node';
import type { ExitCode } from '../exit-code.ts';
import { certificateText } from '../inspect-text.ts';
import { type Io, painter } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** Where `init` and `keys development` put what they make. */
export const KEY_FILES = {
  certificates: 'development-signer.pem',
  key: 'development-signer.key',
  root: 'development-root.pem',
} as const;

export interface DevelopmentKeysOptions {
  output?: string;
  alg?: string;
  organization?: string;
  force?: boolean;
}

export async function developmentKeysCommand(
  io: Io,
  options: DevelopmentKeysOptions,
): Promise<ExitCode> {
  const folder = options.output ?? '.';
  await writeDevelopmentKeys(resolve(io.cwd, folder), options);
  await io.stdout.write(
    `Wrote a development signer to ${folder}: ${KEY_FILES.certificates}, ${KEY_FILES.key} (secret), ${KEY_FILES.root}.\n`,
  );
  await io.stderr.write(
    'Development certificates are for trying things out: nobody else trusts them, and nobody should.\n',
  );
  return 0;
}

/** Writes root, certificate and key into a folder; the key with mode 0600. */
export async function writeDevelopmentKeys(
  folder: string,
  { alg = 'Ed25519', organization, force: overwrite = false }: DevelopmentKeysOptions,
): Promise<void> {
  if (alg !== 'Ed25519' && alg !== 'ES256') {
    throw new UsageError(`--alg takes Ed25519 or ES256, not "${alg}".`);
  }
  const made = await createDevelopmentCertificates({
    alg,
    ...(organization !== undefined && { organization }),
  });
  await mkdir(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  await writeFileAtomically(at(KEY_FILES.key), made.key, { mode: 0o600, overwrite });
  await writeFileAtomically(at(KEY_FILES.certificates), made.certificates, { overwrite });
  await writeFileAtomically(at(KEY_FILES.root), made.root, { overwrite });
}

/** Would validators accept this certificate? Names the rule that it breaks if not. */
export async function checkKeysCommand(
  io: Io,
  certificatePath: string,
  { key }: { key?: string },
): Promise<ExitCode> {
  const pem = await text(io, certificatePath);
  await checkSigningCertificate(pem, key === undefined ? {} : { key: await text(io, key) });
  const matches = key === undefined ? '' : ', and the key belongs to it';
  await io.stdout.write(
    `${painter(io)('green', '✓')} C2PA validators accept this signing certificate${matches}.\n`,
  );
  return 0;
}

export async function showKeysCommand(
  io: Io,
  path: string,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const certificates = await describeCertificates(await text(io, path));
  await io.stdout.write(
    json ? `${JSON.stringify(certificates)}\n` : certificates.map(certificateText).join('\n'),
  );
  return 0;
}

async function text(io: Io, path: string): Promise<string> {
  return new TextDecoder().decode(
    await readFileContent(resolve(io.cwd, path), { maxBytes: 1 << 20 }),
  );
}

import { execFile } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { RecordSigner } from '../src/signed/signer.ts';

const run = promisify(execFile);

/** A signer with a self-signed certificate of its own, and the PEM of its key for child processes. */
export async function makeSigner(
  organization = 'Example',
): Promise<RecordSigner & { key: string }> {
  const { stdout } = await run('openssl', [
    ...['req', '-x509', '-newkey', 'ed25519', '-nodes', '-utf8', '-days', '2'],
    ...['-subj', `/C=ZZ${organization ? `/O=${organization}` : ''}/CN=Test`, '-keyout', '-'],
  ]);
  return signerOf(stdout);
}

/** The same from the PEM of key and certificate. */
export function signerOf(pem: string): RecordSigner & { key: string } {
  const key = createPrivateKey(pem);
  return {
    alg: 'Ed25519',
    certificates: pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')),
    key: pem,
    sign: async (bytes) => Uint8Array.from(sign(null, bytes, key)),
  };
}

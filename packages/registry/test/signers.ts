import { execFile } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { hashOf, keyInput, type SigningAlgorithm } from '@provenance/cose';
import type { DelegatingSigner } from '../src/signed/record-key.ts';
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

const NEW_KEY = {
  ES256: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ES384: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  ES512: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  PS256: ['-newkey', 'rsa:2048'],
  PS384: ['-newkey', 'rsa:2048'],
  PS512: ['-newkey', 'rsa:2048'],
  Ed25519: ['-newkey', 'ed25519'],
} as const satisfies Record<SigningAlgorithm, readonly string[]>;

/** The signer of an organization's content, as it is in a key service: counts how often it is called. */
export async function makeContentSigner(
  alg: SigningAlgorithm,
  organization = 'Example',
  { authority = false }: { authority?: boolean } = {},
): Promise<DelegatingSigner & { readonly calls: () => number }> {
  const { stdout } = await run('openssl', [
    ...['req', '-x509', ...NEW_KEY[alg], '-nodes', '-utf8', '-days', '40', '-keyout', '-'],
    ...['-subj', `/C=ZZ${organization ? `/O=${organization}` : ''}/CN=Test`],
    ...['-addext', `basicConstraints=critical,CA:${authority ? 'TRUE' : 'FALSE'}`],
  ]);
  const key = createPrivateKey(stdout);
  let calls = 0;
  return {
    alg,
    certificates: stdout.slice(stdout.indexOf('-----BEGIN CERTIFICATE')),
    calls: () => calls,
    async sign(bytes) {
      calls++;
      return Uint8Array.from(sign(hashOf(alg), bytes, keyInput(alg, key)));
    },
  };
}

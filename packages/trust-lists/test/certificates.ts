import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';

/** PEM of a certificate that signs itself. */
export async function certificate(
  name: string,
  { isAuthority = true, notAfter = '2040-01-01' } = {},
): Promise<string> {
  const keys = await webcrypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}, O=Example`,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date(`${notAfter}T00:00:00Z`),
    keys: keys as webcrypto.CryptoKeyPair,
    signingAlgorithm: { name: 'Ed25519' },
    extensions: [new BasicConstraintsExtension(isAuthority, undefined, true)],
  });
  return `${made.toString('pem')}\n`;
}

export const bytesOf = (text: string) => new TextEncoder().encode(text);

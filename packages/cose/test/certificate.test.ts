import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { Extension, Name, X509CertificateGenerator } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  EXTENSION,
  parseCertificate,
  parseCertificates,
  subjectAttribute,
  thumbprintOf,
} from '../src/index.ts';

async function certificateOf(
  subject: ConstructorParameters<typeof Name>[0],
  extensions: Extension[] = [],
) {
  const keys = await webcrypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: new Name(subject),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    keys: keys as webcrypto.CryptoKeyPair,
    signingAlgorithm: { name: 'Ed25519' },
    serialNumber: '0a',
    extensions,
  });
  return new Uint8Array(certificate.rawData);
}

const organizationOf = async (subject: ConstructorParameters<typeof Name>[0]) =>
  subjectAttribute(parseCertificate(await certificateOf(subject)), 'O');

describe('names', () => {
  it.each([
    ['Example, Inc.', 'a comma'],
    ['A "quoted" + B; C\\D', 'quotation marks, a plus, a semicolon, a backslash'],
    [' blanks ', 'blanks at the ends'],
    ['#1', 'a number sign'],
    ['O=Another', 'what looks like an attribute'],
    ['Zeile\nO=Zwei', 'a line end and what looks like an attribute'],
    ['例の会社', 'Japanese'],
  ])('%j is read as it is: %s', async (name) => {
    expect(await organizationOf([{ CN: ['x'] }, { O: [{ utf8String: name }] }])).toBe(name);
  });

  it('finds an attribute that shares a set with others', async () => {
    expect(await organizationOf([{ CN: ['x'], O: ['Together'] }])).toBe('Together');
  });

  it('takes the first of several, and none for none', async () => {
    expect(await organizationOf([{ O: ['First'] }, { O: ['Second'] }])).toBe('First');
    expect(await organizationOf([{ CN: ['x'] }])).toBeNull();
  });

  const kinds: readonly [value: Record<string, string>, why: string][] = [
    [{ bmpString: 'Größe 大' }, 'UTF-16'],
    [{ universalString: 'Größe 大' }, 'UTF-32'],
    [{ printableString: 'Size' }, 'ASCII'],
    [{ utf8String: 'Größe 大' }, 'UTF-8'],
  ];
  it.each(kinds)('reads %j: %s', async (value, _why) => {
    expect(await organizationOf([{ O: [value as { utf8String: string }] }])).toBe(
      Object.values(value)[0],
    );
  });
});

describe('certificates', () => {
  it('keeps the bytes that protocols compare and hash', async () => {
    const bytes = await certificateOf([{ CN: ['x'] }]);
    const { der, x509, version, pathLength } = parseCertificate(bytes);
    expect(Buffer.from(der.serial).toString('hex')).toBe('0a');
    expect(Buffer.compare(der.subject, der.issuer)).toBe(0);
    const { x } = x509.publicKey.export({ format: 'jwk' });
    expect(Buffer.from(der.publicKey).toString('base64url')).toBe(x);
    expect({ version, pathLength }).toEqual({ version: 3, pathLength: null });
    expect(Buffer.from(thumbprintOf(bytes)).toString('hex')).toBe(
      x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    );
  });

  it('refuses an extension that stands there twice', async () => {
    const constraints = (value: string) =>
      new Extension(EXTENSION.basicConstraints, true, Buffer.from(value, 'hex'));
    const bytes = await certificateOf(
      [{ CN: ['x'] }],
      [constraints('3000'), constraints('30030101ff')],
    );
    await expectCode('CERTIFICATE_MALFORMED', () => parseCertificate(bytes));
  });

  it('refuses what is none, is too long, or has a broken key', async () => {
    const bytes = await certificateOf([{ CN: ['x'] }]);
    await expectCode('CERTIFICATE_MALFORMED', () => parseCertificates('nothing'));
    await expectCode('CERTIFICATE_MALFORMED', () => parseCertificate(bytes.subarray(1)));
    await expectCode('CERTIFICATE_MALFORMED', () => parseCertificate(new Uint8Array(70_000)));
    const at = Buffer.from(bytes).indexOf('302a300506032b6570032100', 'hex');
    const broken = Uint8Array.from(bytes);
    // Ed448, with the 32 bytes of a key of Ed25519.
    broken[at + 8] = 0x71;
    await expectCode('CERTIFICATE_MALFORMED', () => parseCertificate(broken));
  });
});

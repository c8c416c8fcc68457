import { X509Certificate } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { type Der, oidOf, readDer } from './der.ts';

/** A certificate with the parts that C2PA's profile looks at and Node does not show. */
export interface Certificate {
  readonly x509: X509Certificate;
  /** 1, 2 or 3. */
  readonly version: number;
  /** AlgorithmIdentifier it is signed with: OID, and the parameters' DER if there are any. */
  readonly signatureAlgorithm: { readonly oid: string; readonly parameters: Der | null };
  /** CA:TRUE in its basic constraints. Node's `ca` is false where the key usage says otherwise. */
  readonly isAuthority: boolean;
  readonly hasUniqueIds: boolean;
  readonly extensions: ReadonlyMap<
    string,
    { readonly critical: boolean; readonly value: Uint8Array }
  >;
}

export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM text, in its order. Text around them is ignored.
 *
 * @throws TypeError unless `pem` is a string.
 * @throws ProvenanceError CERTIFICATE_MALFORMED if there is none or one cannot be parsed.
 */
export function parseCertificates(pem: string): [Certificate, ...Certificate[]] {
  if (typeof pem !== 'string') throw new TypeError('Certificates are given as PEM text.');
  const [first, ...rest] = (pem.match(PEM) ?? []).map(parseCertificate);
  if (!first) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', 'The text holds no PEM certificate.');
  }
  return [first, ...rest];
}

/** Value of the first attribute of that name (`O`, `CN`, `C`) in a subject; null if there is none. */
export function subjectAttribute(x509: X509Certificate, name: 'C' | 'O' | 'CN'): string | null {
  for (const line of x509.subject?.split('\n') ?? []) {
    if (line.startsWith(`${name}=`)) return line.slice(name.length + 1) || null;
  }
  return null;
}

/**
 * The common names of this kit's development certificates. Exactly those: a "Software Development
 * Ltd." is no less real than others.
 */
export function isDevelopmentName(commonName: string | null): boolean {
  return commonName !== null && /^Development (root|signer)$| \(development\)$/.test(commonName);
}

function parseCertificate(pem: string): Certificate {
  try {
    const x509 = new X509Certificate(pem);
    const [certificate] = readDer(x509.raw);
    const [body, algorithm] = readDer(certificate!.contents);
    const fields = readDer(body!.contents);
    const version = fields.find(({ tag }) => tag === 0xa0);
    const extensionField = fields.find(({ tag }) => tag === 0xa3);
    const [oid, parameters] = readDer(algorithm!.contents);
    const extensions = extensionField ? readExtensions(extensionField.contents) : new Map();
    return {
      x509,
      version: version ? readDer(version.contents)[0]!.contents[0]! + 1 : 1,
      signatureAlgorithm: { oid: oidOf(oid!.contents), parameters: parameters ?? null },
      hasUniqueIds: fields.some(
        ({ tag }) => tag === 0x81 || tag === 0x82 || tag === 0xa1 || tag === 0xa2,
      ),
      isAuthority: isAuthority(extensions),
      extensions,
    };
  } catch (cause) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', undefined, { cause });
  }
}

function isAuthority(extensions: Certificate['extensions']): boolean {
  const constraints = extensions.get(EXTENSION.basicConstraints);
  const [flag] = constraints ? readDer(readDer(constraints.value)[0]!.contents) : [];
  return flag?.tag === 0x01 && flag.contents[0] !== 0;
}

function readExtensions(contents: Uint8Array): Certificate['extensions'] {
  const list = readDer(readDer(contents)[0]!.contents).map(({ contents }) => {
    const parts = readDer(contents);
    const critical = parts[1]!.tag === 0x01 && parts[1]!.contents[0] !== 0;
    return [oidOf(parts[0]!.contents), { critical, value: parts.at(-1)!.contents }] as const;
  });
  return new Map(list);
}

import { createHash, X509Certificate } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { type Der, integerOf, oidOf, readDer } from './der.ts';
import { attributeOf, type Name, readName } from './name.ts';

/** A certificate with the parts that profiles look at and Node does not show. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly subject: Name;
  readonly issuer: Name;
  /** DER of the names, of the serial number and of the key: what protocols compare and hash. */
  readonly der: {
    readonly subject: Uint8Array;
    readonly issuer: Uint8Array;
    readonly serial: Uint8Array;
    /** Contents of the BIT STRING in its SubjectPublicKeyInfo. */
    readonly publicKey: Uint8Array;
  };
  /** 1, 2 or 3. */
  readonly version: number;
  /** AlgorithmIdentifier it is signed with: OID, and the parameters' DER if there are any. */
  readonly signatureAlgorithm: { readonly oid: string; readonly parameters: Der | null };
  /** CA:TRUE in its basic constraints. Node's `ca` is false where the key usage says otherwise. */
  readonly isAuthority: boolean;
  /** How many authorities may stand below this one (RFC 5280 4.2.1.9); null: any number. */
  readonly pathLength: number | null;
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
/** Real ones have 1 to 3 kB. */
const MOST_BYTES = 2 ** 16;

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

/**
 * One certificate.
 *
 * @param bytes PEM or DER.
 * @throws ProvenanceError CERTIFICATE_MALFORMED, also for a key that cannot be used.
 */
export function parseCertificate(bytes: string | Uint8Array): Certificate {
  if (bytes.length > MOST_BYTES) throw new ProvenanceError('CERTIFICATE_MALFORMED');
  try {
    const x509 = new X509Certificate(bytes);
    // Node parses the key only when it is asked for, and throws then.
    x509.publicKey;
    const [certificate] = readDer(x509.raw);
    const [body, algorithm] = readDer(certificate!.contents);
    const fields = readDer(body!.contents);
    const version = fields[0]?.tag === 0xa0 ? fields.shift() : undefined;
    const [serial, , issuer, , subject, key] = fields;
    const extensionField = fields.find(({ tag }) => tag === 0xa3);
    const [oid, parameters] = readDer(algorithm!.contents);
    const extensions = extensionField ? readExtensions(extensionField.contents) : new Map();
    return {
      x509,
      subject: readName(subject!.contents),
      issuer: readName(issuer!.contents),
      der: {
        subject: subject!.bytes,
        issuer: issuer!.bytes,
        serial: serial!.contents,
        publicKey: readDer(key!.contents)[1]!.contents.subarray(1),
      },
      version: version ? readDer(version.contents)[0]!.contents[0]! + 1 : 1,
      signatureAlgorithm: { oid: oidOf(oid!.contents), parameters: parameters ?? null },
      hasUniqueIds: fields.some(
        ({ tag }) => tag === 0x81 || tag === 0x82 || tag === 0xa1 || tag === 0xa2,
      ),
      ...basicConstraints(extensions),
      extensions,
    };
  } catch (cause) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', undefined, { cause });
  }
}

/**
 * Value of the first attribute of that name in a subject; null if there is none. Read from the DER:
 * what Node prints escapes commas and quotation marks, and joins what stands in one set.
 */
export function subjectAttribute({ subject }: Certificate, name: 'C' | 'O' | 'CN'): string | null {
  return attributeOf(subject, name);
}

/** SHA-256 of a certificate's DER: its x5t (RFC 9360 2). 32 bytes. */
export function thumbprintOf(der: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(der).digest());
}

function basicConstraints(
  extensions: Certificate['extensions'],
): Pick<Certificate, 'isAuthority' | 'pathLength'> {
  const constraints = extensions.get(EXTENSION.basicConstraints);
  const [flag, length] = constraints ? readDer(readDer(constraints.value)[0]!.contents) : [];
  const isAuthority = flag?.tag === 0x01 && flag.contents[0] !== 0;
  return { isAuthority, pathLength: isAuthority && length ? integerOf(length) : null };
}

function readExtensions(contents: Uint8Array): Certificate['extensions'] {
  const list = readDer(readDer(contents)[0]!.contents).map(({ contents }) => {
    const parts = readDer(contents);
    const critical = parts[1]!.tag === 0x01 && parts[1]!.contents[0] !== 0;
    return [oidOf(parts[0]!.contents), { critical, value: parts.at(-1)!.contents }] as const;
  });
  const extensions = new Map(list);
  // RFC 5280 4.2: never twice. Two readers would each take another one.
  if (extensions.size !== list.length) throw new RangeError('An extension stands there twice');
  return extensions;
}

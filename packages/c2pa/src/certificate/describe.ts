import type { KeyObject, X509Certificate } from 'node:crypto';
import { type Certificate, parseCertificates, subjectAttribute } from '@provenance/cose';
import { isDevelopmentName } from './development-name.ts';

export interface CertificateDescription {
  /** Attributes in the order of the certificate: `C=.., O=.., CN=..`. */
  readonly subject: string;
  readonly issuer: string;
  readonly organization: string | null;
  readonly commonName: string | null;
  /** Decimal. */
  readonly serial: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** E.g. `EC prime256v1`, `Ed25519`, `RSA 2048`. */
  readonly publicKey: string;
  /** OIDs. */
  readonly extendedKeyUsages: readonly string[];
  readonly certificateAuthority: boolean;
  /** Of the certificate's DER, in lower-case hex. */
  readonly sha256: string;
  /** It says in its common name that it is a development certificate. */
  readonly development: boolean;
}

/**
 * What stands in each certificate of a PEM text, in its order.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED
 */
export function describeCertificates(pem: string): CertificateDescription[] {
  return parseCertificates(pem).map((certificate: Certificate) => {
    const { x509, isAuthority } = certificate;
    const commonName = subjectAttribute(certificate, 'CN');
    return {
      subject: onOneLine(x509.subject),
      issuer: onOneLine(x509.issuer),
      organization: subjectAttribute(certificate, 'O'),
      commonName,
      serial: serialOf(x509),
      notBefore: new Date(x509.validFrom).toISOString(),
      notAfter: new Date(x509.validTo).toISOString(),
      publicKey: describeKey(x509.publicKey),
      extendedKeyUsages: x509.keyUsage ?? [],
      certificateAuthority: isAuthority,
      sha256: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
      development: isDevelopmentName(commonName),
    };
  });
}

function onOneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

function describeKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { namedCurve, modulusLength } = asymmetricKeyDetails ?? {};
  const type =
    asymmetricKeyType === 'ed25519' ? 'Ed25519' : (asymmetricKeyType ?? '').toUpperCase();
  return [type, namedCurve ?? modulusLength].filter((part) => part !== undefined).join(' ');
}

/** The serial number, decimal. It ought to be positive (RFC 5280 4.1.2.2), and who makes one may not care. */
export function serialOf({ serialNumber }: X509Certificate): string {
  const isNegative = serialNumber.startsWith('-');
  const value = BigInt(`0x${serialNumber.slice(isNegative ? 1 : 0)}`);
  return (isNegative ? -value : value).toString();
}

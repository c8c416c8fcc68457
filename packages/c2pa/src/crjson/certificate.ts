import type { Certificate, Name } from '@provenance/cose';

/** Attributes of a name that crJSON has (RFC 4519; E is emailAddress of RFC 2985), by their OIDs. */
const ATTRIBUTES = {
  '2.5.4.6': 'C',
  '2.5.4.8': 'ST',
  '2.5.4.7': 'L',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.3': 'CN',
  '1.2.840.113549.1.9.1': 'E',
  '2.5.4.97': '2.5.4.97',
} as const;

export type DistinguishedName = Readonly<
  Partial<Record<(typeof ATTRIBUTES)[keyof typeof ATTRIBUTES], string>>
>;

export interface CertificateInfo {
  /** Hexadecimal, in lower case. */
  readonly serialNumber: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** RFC 3339. Empty where there is no certificate that can be read. */
  readonly validity: { readonly notBefore?: string; readonly notAfter?: string };
}

/** In place of one that cannot be read: the schema wants one, and the failures say why there is none. */
export const NO_CERTIFICATE: CertificateInfo = {
  serialNumber: '',
  issuer: {},
  subject: {},
  validity: {},
};

export function certificateInfo({ x509, issuer, subject }: Certificate): CertificateInfo {
  return {
    serialNumber: x509.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''),
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    validity: { ...time('notBefore', x509.validFrom), ...time('notAfter', x509.validTo) },
  };
}

/** A date that Node cannot read is left out. */
function time(name: 'notBefore' | 'notAfter', text: string): CertificateInfo['validity'] {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? {} : { [name]: date.toISOString() };
}

/** What crJSON has a place for; of several of a kind, the first. */
function nameOf(name: Name): DistinguishedName {
  return Object.fromEntries(
    Object.entries(ATTRIBUTES).flatMap(([oid, attribute]) => {
      const found = name.find((each) => each.oid === oid);
      return found ? [[attribute, found.value]] : [];
    }),
  );
}

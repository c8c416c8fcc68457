import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import {
  type Certificate,
  parseCertificates,
  subjectAttribute,
  thumbprintOf,
} from '@provenance/cose';

/** The largest list in use has 40 kB. */
export const MAX_LIST_BYTES = 2 ** 20;
const MAX_CERTIFICATES = 1000;

/** A certificate of a list, as people tell one from another. */
export interface ListedCertificate {
  /** Hexadecimal SHA-256 of its DER. */
  readonly thumbprint: string;
  /** Common name and organisation as the certificate says them: text of others. Null: it says none. */
  readonly commonName: string | null;
  readonly organization: string | null;
  readonly notAfter: Date;
}

/** A list that was found fit to be used, and what is new in it. */
export interface CheckedTrustList {
  readonly sha256: string;
  /** PEM, as it was given. */
  readonly anchors: string;
  /** Each once, in the order of the list. */
  readonly certificates: readonly ListedCertificate[];
  /** Those that are past their end. They still vouch for what was signed, and stamped, before. */
  readonly expired: readonly ListedCertificate[];
  /** Against the list that it is to replace; without one, all and none. */
  readonly added: readonly ListedCertificate[];
  readonly removed: readonly ListedCertificate[];
}

/**
 * Checks a list before it is used or takes the place of another: that it is PEM of certificates and of
 * nothing else, not empty and not too large, that each certificate is of an authority (RFC 5280 4.2.1.9),
 * that those which sign themselves really do, and that not all are past their end. Who published it, this
 * cannot tell: the lists are not signed.
 *
 * @param previous The list that it is to replace.
 * @param now Default: this moment.
 * @throws ProvenanceError TRUST_MALFORMED, CONTENT_EMPTY or CONTENT_TOO_LARGE.
 */
export function checkTrustList(
  bytes: Uint8Array,
  { previous, now = new Date() }: { previous?: { readonly anchors: string }; now?: Date } = {},
): CheckedTrustList {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('A list is given as a Uint8Array.');
  if (bytes.length === 0) throw new ProvenanceError('CONTENT_EMPTY');
  if (bytes.length > MAX_LIST_BYTES) {
    throw new ProvenanceError(
      'CONTENT_TOO_LARGE',
      `The list has more than ${MAX_LIST_BYTES} bytes.`,
    );
  }
  const anchors = decode(bytes);
  const parsed = parse(anchors);
  for (const [i, certificate] of parsed.entries()) checkAnchor(certificate, i + 1);
  const certificates = listed(parsed);
  const expired = certificates.filter(({ notAfter }) => notAfter < now);
  if (expired.length === certificates.length)
    throw malformed('all of its certificates have expired');
  const before = previous === undefined ? [] : listed(parse(previous.anchors));
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    anchors,
    certificates,
    expired,
    added: without(certificates, before),
    removed: without(before, certificates),
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed('it is no text', cause);
  }
}

/** Blocks that do not end, or hold something else, would be passed over by a parser of certificates. */
function parse(text: string): Certificate[] {
  const begins = text.match(/-----BEGIN [^-\n]*-----/g) ?? [];
  if (begins.length === 0) throw malformed('there is no certificate in it');
  if (begins.length > MAX_CERTIFICATES) {
    throw malformed(`there are more than ${MAX_CERTIFICATES} certificates in it`);
  }
  if (begins.some((begin) => begin !== '-----BEGIN CERTIFICATE-----')) {
    throw malformed('there is something else than certificates in it');
  }
  let certificates: Certificate[];
  try {
    certificates = parseCertificates(text);
  } catch (cause) {
    throw malformed('a certificate in it cannot be parsed', cause);
  }
  if (certificates.length !== begins.length) throw malformed('a certificate in it does not end');
  return certificates;
}

/** @param place From 1, for the message: names are of others. */
function checkAnchor({ x509, der, isAuthority }: Certificate, place: number): void {
  if (!isAuthority) throw malformed(`certificate ${place} is not of an authority`);
  const isOwn = Buffer.compare(der.subject, der.issuer) === 0;
  if (isOwn && !x509.verify(x509.publicKey)) {
    throw malformed(`certificate ${place} is not signed by the key that it names`);
  }
}

function listed(certificates: readonly Certificate[]): ListedCertificate[] {
  const each = certificates.map((certificate) => ({
    thumbprint: Buffer.from(thumbprintOf(certificate.x509.raw)).toString('hex'),
    commonName: subjectAttribute(certificate, 'CN'),
    organization: subjectAttribute(certificate, 'O'),
    notAfter: new Date(certificate.x509.validTo),
  }));
  return [...new Map(each.map((one) => [one.thumbprint, one])).values()];
}

function without(
  certificates: readonly ListedCertificate[],
  others: readonly ListedCertificate[],
): ListedCertificate[] {
  const known = new Set(others.map(({ thumbprint }) => thumbprint));
  return certificates.filter(({ thumbprint }) => !known.has(thumbprint));
}

function malformed(why: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError('TRUST_MALFORMED', `This is no trust list: ${why}.`, { cause });
}

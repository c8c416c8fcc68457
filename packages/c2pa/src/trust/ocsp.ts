import { createHash } from 'node:crypto';
import {
  type Certificate,
  type Der,
  EXTENSION,
  oidOf,
  parseCertificate,
  readDer,
  timeOf,
} from '@provenance/cose';
import { hasAllowedSignature, isValidAt } from '../certificate/rules.ts';
import { USAGE } from '../certificate/usages.ts';
import { verifies } from './signature-algorithm.ts';

/** What an OCSP responder says of a certificate (RFC 6960 2.2). */
export type OcspStatus =
  | { readonly status: 'good' | 'unknown' }
  | { readonly status: 'revoked'; readonly at: Date };

const BASIC = '1.3.6.1.5.5.7.48.1.1';
const OCSP = '1.3.6.1.5.5.7.48.1';
const SHA1 = '1.3.14.3.2.26';
/** It only finds the certificate: every responder knows it, and not every one knows another (RFC 5019 2.1.1). */
const SHA1_IDENTIFIER = Buffer.from('300906052b0e03021a0500', 'hex');
const CERT_ID_HASHES: ReadonlyMap<string, string> = new Map([
  [SHA1, 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
]);
/** How far clocks may differ. */
const SKEW_MILLISECONDS = 300_000;
/** An answer that does not say until when it holds is no older than this. */
const OLDEST_MILLISECONDS = 7 * 86_400_000;

/** The responder's address in a certificate (RFC 5280 4.2.2.1); null without one. */
export function ocspUrlOf({ extensions }: Certificate): string | null {
  const access = extensions.get(EXTENSION.authorityInfoAccess)?.value;
  if (access === undefined) return null;
  try {
    for (const description of inside(readDer(access)[0])) {
      const [method, location] = inside(description);
      // A GeneralName of the kind uniformResourceIdentifier.
      if (oid(method) === OCSP && location?.tag === 0x86) {
        return Buffer.from(location.contents.subarray(0, 2048)).toString('latin1');
      }
    }
  } catch {}
  return null;
}

/** OCSPRequest (RFC 6960 4.1.1) for one certificate, without a nonce: answers are often made in advance. */
export function ocspRequest(certificate: Certificate, issuer: Certificate): Uint8Array {
  const hash = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest();
  const certId = sequence(
    SHA1_IDENTIFIER,
    tagged(0x04, hash(issuer.der.subject)),
    tagged(0x04, hash(issuer.der.publicKey)),
    tagged(0x02, certificate.der.serial),
  );
  return sequence(sequence(sequence(sequence(certId))));
}

/**
 * Reads an OCSPResponse (RFC 6960 4.2), if it is about this certificate, signed by its issuer or a
 * responder that the issuer has named, and holds at that time. What was revoked stays so: such an answer
 * holds for good.
 *
 * @throws RangeError or ProvenanceError CERTIFICATE_MALFORMED for any other.
 */
export function readOcspResponse(
  bytes: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
): OcspStatus {
  const [status, wrapped] = inside(readDer(bytes)[0]);
  if (status?.tag !== 0x0a || status.contents[0] !== 0) throw new RangeError('It is no answer');
  const [type, content] = inside(inside(wrapped)[0]);
  if (oid(type) !== BASIC || content?.tag !== 0x04) throw new RangeError('It is no basic answer');
  const [data, algorithm, signature, certificates] = inside(readDer(content.contents)[0]);
  if (data === undefined || signature?.tag !== 0x03) throw new RangeError('It is not signed');
  const sent = inside(inside(certificates)[0]).slice(0, 4);
  const responders = [issuer, ...sent.map(({ bytes }) => parseCertificate(bytes))];
  const isSigned = responders.some(
    (responder) =>
      mayAnswer(responder, issuer, at) &&
      verifies(
        inside(algorithm),
        'sha256',
        responder.x509.publicKey,
        data.bytes,
        signature.contents.subarray(1),
      ),
  );
  if (!isSigned) throw new RangeError('Who signed it may not answer for the issuer');
  const fields = inside(data).filter(({ tag }) => tag !== 0xa0);
  for (const single of inside(fields[2])) {
    const [certId, state, from, until] = inside(single);
    if (!isAbout(inside(certId), certificate, issuer)) continue;
    const status = statusOf(state);
    if (status.status === 'revoked' || isCurrent(from, until, at)) return status;
  }
  throw new RangeError('It is about another certificate, or out of date');
}

/** The issuer, or whom it has given a certificate for that alone (RFC 6960 4.2.2.2). */
function mayAnswer(responder: Certificate, issuer: Certificate, now: Date): boolean {
  if (responder === issuer) return true;
  const { x509, der } = responder;
  return (
    isValidAt(responder, now) &&
    hasAllowedSignature(responder) &&
    (x509.keyUsage ?? []).includes(USAGE.ocspSigning) &&
    Buffer.compare(der.issuer, issuer.der.subject) === 0 &&
    x509.verify(issuer.x509.publicKey)
  );
}

function isAbout(
  [algorithm, name, key, serial]: readonly Der[],
  certificate: Certificate,
  issuer: Certificate,
): boolean {
  const hash = CERT_ID_HASHES.get(oid(inside(algorithm)[0]) ?? '');
  if (hash === undefined || !name || !key || !serial) return false;
  const isHashOf = ({ contents }: Der, bytes: Uint8Array) =>
    createHash(hash).update(bytes).digest().equals(contents);
  return (
    Buffer.compare(serial.contents, certificate.der.serial) === 0 &&
    isHashOf(name, issuer.der.subject) &&
    isHashOf(key, issuer.der.publicKey)
  );
}

function isCurrent(from: Der | undefined, until: Der | undefined, now: Date): boolean {
  if (from === undefined) return false;
  const start = timeOf(from).getTime();
  const [end] = until?.tag === 0xa0 ? inside(until) : [];
  const last = end ? timeOf(end).getTime() : start + OLDEST_MILLISECONDS;
  return start - SKEW_MILLISECONDS <= now.getTime() && now.getTime() <= last + SKEW_MILLISECONDS;
}

/** CertStatus: good [0], revoked [1] with its time, unknown [2]. */
function statusOf(state: Der | undefined): OcspStatus {
  switch (state?.tag) {
    case 0x80:
      return { status: 'good' };
    case 0xa1:
      return { status: 'revoked', at: timeOf(inside(state)[0]!) };
    default:
      return { status: 'unknown' };
  }
}

function inside(value: Der | undefined): Der[] {
  return value === undefined ? [] : readDer(value.contents);
}

function oid(value: Der | undefined): string | null {
  return value?.tag === 0x06 ? oidOf(value.contents) : null;
}

function sequence(...contents: readonly Uint8Array[]): Uint8Array {
  return tagged(0x30, Buffer.concat(contents));
}

/** Contents of less than 64 kB: nothing here is longer. */
function tagged(tag: number, contents: Uint8Array): Uint8Array {
  const { length } = contents;
  const head = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), contents]);
}

import { createHash, KeyObject, sign } from 'node:crypto';
import { parseCertificate } from '@provenance/cose';
import type { Issued } from './forge-certificates.ts';
import { bits, NULL, octets, oid, sequence, time, tlv } from './forge-der.ts';

const BASIC = '1.3.6.1.5.5.7.48.1.1';

export interface AnswerOptions {
  readonly certificate: Issued;
  readonly issuer: Issued;
  /** Who signs; default: the issuer. */
  readonly responder?: Issued;
  /** Its certificate, sent along. */
  readonly sent?: readonly Issued[];
  readonly status?: 'good' | 'unknown' | { readonly revoked: Date };
  readonly from?: Date;
  readonly until?: Date | null;
}

/** An OCSPResponse (RFC 6960 4.2), as a responder with that key makes it. */
export function answer(options: AnswerOptions): Buffer {
  const { certificate, issuer, responder = issuer, sent = [], status = 'good' } = options;
  const { from = new Date(), until = new Date(from.getTime() + 3_600_000) } = options;
  const { der } = parseCertificate(Buffer.from(certificate.certificate.rawData));
  const { der: above } = parseCertificate(Buffer.from(issuer.certificate.rawData));
  const hash = (bytes: Uint8Array) => octets(createHash('sha1').update(bytes).digest());
  const id = sequence(
    sequence(oid('1.3.14.3.2.26'), NULL),
    hash(above.subject),
    hash(above.publicKey),
    tlv(0x02, der.serial),
  );
  const state =
    status === 'good'
      ? tlv(0x80)
      : status === 'unknown'
        ? tlv(0x82)
        : tlv(0xa1, time(status.revoked));
  const single = sequence(id, state, time(from), ...(until ? [tlv(0xa0, time(until))] : []));
  const key = parseCertificate(Buffer.from(responder.certificate.rawData)).der.publicKey;
  const data = sequence(tlv(0xa2, hash(key)), time(from), sequence(single));
  const signature = sign('sha256', data, KeyObject.from(responder.keys.privateKey));
  const certificates = sent.map(({ certificate }) => Buffer.from(certificate.rawData));
  const basic = sequence(
    data,
    sequence(oid('1.2.840.10045.4.3.2')),
    bits(signature),
    ...(certificates.length > 0 ? [tlv(0xa0, sequence(...certificates))] : []),
  );
  return sequence(tlv(0x0a, Buffer.of(0)), tlv(0xa0, sequence(oid(BASIC), octets(basic))));
}

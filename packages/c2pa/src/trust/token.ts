import {
  type Certificate,
  type Der,
  oidOf,
  parseCertificate,
  readDer,
  timeOf,
} from '@provenance/cose';

/** An RFC 3161 token, taken apart; nothing of it is verified. */
export interface TimeStampToken {
  /** The TSTInfo as it was signed. */
  readonly content: Uint8Array;
  readonly imprint: { readonly hash: string; readonly value: Uint8Array };
  readonly time: Date;
  readonly nonce: Uint8Array | null;
  readonly certificates: readonly Certificate[];
  readonly signer: {
    /** DER of the issuer's name and the serial number, or the subject key identifier. */
    readonly issuer: Uint8Array | null;
    readonly serial: Uint8Array | null;
    readonly keyIdentifier: Uint8Array | null;
    readonly digest: string;
    /** AlgorithmIdentifier: OID, then the parameters if there are any. */
    readonly algorithm: readonly Der[];
    /** As they are signed: a SET OF, whatever tag they were sent with (RFC 5652 5.4). */
    readonly signedAttributes: Uint8Array;
    readonly attributes: ReadonlyMap<string, Der>;
    readonly signature: Uint8Array;
  };
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
/** Hashes that are taken, as Node names them. SHA-1 is none. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
/** Chains in tokens have up to five. */
const MOST_CERTIFICATES = 16;
/** Tokens in use have 3 to 7 kB. */
const MOST_BYTES = 2 ** 17;

/**
 * Reads a TimeStampToken (RFC 3161 2.4.2 in CMS, RFC 5652 5.1), or the TimeStampResp around one, which
 * C2PA 1.x has.
 *
 * @throws RangeError or ProvenanceError CERTIFICATE_MALFORMED for bytes that are none.
 */
export function readToken(bytes: Uint8Array): TimeStampToken {
  if (bytes.length > MOST_BYTES) throw new RangeError('The token is too long');
  let fields = inside(readDer(bytes)[0]);
  if (fields[0]?.tag === 0x30) fields = inside(fields[1]);
  const [type, wrapped] = fields;
  if (oid(type) !== SIGNED_DATA) throw new RangeError('It is no signed data');
  const data = inside(inside(wrapped)[0]);
  const [contentType, contentWrapped] = inside(data[2]);
  const content = inside(contentWrapped)[0];
  if (oid(contentType) !== TST_INFO || content?.tag !== 0x04)
    throw new RangeError('It holds no time');
  const certificates = inside(data.find(({ tag }) => tag === 0xa0)).filter(
    ({ tag }) => tag === 0x30,
  );
  if (certificates.length > MOST_CERTIFICATES) throw new RangeError('It has too many certificates');
  const [signerInfo, ...others] = inside(data.at(-1));
  if (signerInfo === undefined || others.length > 0) throw new RangeError('It has not one signer');
  return {
    content: content.contents,
    ...readInfo(content.contents),
    certificates: certificates.map(({ bytes }) => parseCertificate(bytes)),
    signer: readSigner(inside(signerInfo)),
  };
}

function readInfo(content: Uint8Array): Pick<TimeStampToken, 'imprint' | 'time' | 'nonce'> {
  const [, , imprint, , time, ...optional] = inside(readDer(content)[0]);
  const [algorithm, value] = inside(imprint);
  if (time === undefined || value?.tag !== 0x04) throw new RangeError('It holds no time');
  return {
    imprint: { hash: digestOf(algorithm), value: value.contents },
    time: timeOf(time),
    nonce: optional.find(({ tag }) => tag === 0x02)?.contents ?? null,
  };
}

function readSigner(fields: Der[]): TimeStampToken['signer'] {
  const [, identifier, digest, attributes, algorithm, signature] = fields;
  if (attributes?.tag !== 0xa0 || algorithm?.tag !== 0x30 || signature?.tag !== 0x04) {
    throw new RangeError('Its signer has signed no attributes');
  }
  const [issuer, serial] = identifier?.tag === 0x30 ? inside(identifier) : [];
  const signedAttributes = Uint8Array.from(attributes.bytes);
  signedAttributes[0] = 0x31;
  return {
    issuer: issuer?.bytes ?? null,
    serial: serial?.contents ?? null,
    keyIdentifier: identifier?.tag === 0x80 ? identifier.contents : null,
    digest: digestOf(digest),
    algorithm: inside(algorithm),
    signedAttributes,
    attributes: attributesOf(attributes),
    signature: signature.contents,
  };
}

/** Each has one value here, and none stands there twice (RFC 5652 5.3). */
function attributesOf(set: Der): ReadonlyMap<string, Der> {
  const attributes = new Map<string, Der>();
  for (const attribute of inside(set)) {
    const [type, values] = inside(attribute);
    const [value, ...others] = inside(values);
    const name = oid(type);
    if (name === null || value === undefined || others.length > 0 || attributes.has(name)) {
      throw new RangeError('An attribute has not one value');
    }
    attributes.set(name, value);
  }
  return attributes;
}

function digestOf(algorithm: Der | undefined): string {
  const name = DIGESTS.get(oid(inside(algorithm)[0]) ?? '');
  if (name === undefined) throw new RangeError('It has a hash that is not taken');
  return name;
}

function inside(value: Der | undefined): Der[] {
  return value === undefined ? [] : readDer(value.contents);
}

function oid(value: Der | undefined): string | null {
  return value?.tag === 0x06 ? oidOf(value.contents) : null;
}

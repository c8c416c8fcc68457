import { createHash } from 'node:crypto';
import { type Certificate, type Der, EXTENSION, oidOf, readDer } from '@provenance/cose';
import { USAGE } from '../certificate/usages.ts';
import { chainTo } from './chain.ts';
import { verifies } from './signature-algorithm.ts';
import { DIGESTS, readToken, type TimeStampToken } from './token.ts';

/** What came of a time stamp: `trusted` is the only one that moves a date. The others as C2PA names them. */
export type TimeStampFinding =
  | {
      readonly outcome: 'trusted' | 'untrusted';
      readonly time: Date;
      /** That of the authority which made it, as it stands in the stamp. */
      readonly certificate: Certificate;
    }
  | { readonly outcome: 'malformed' | 'mismatch'; readonly time: null };

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/**
 * Checks a time stamp: that it is over these bytes, that one of its certificates signed it, that this
 * one is for time stamps alone (RFC 3161 2.3), and that it leads to an anchor with every certificate on
 * the way valid at that time.
 *
 * @param token RFC 3161 TimeStampToken or TimeStampResp.
 * @param data What was to be stamped.
 * @param anchors Of time-stamp authorities.
 */
export function checkTimeStamp(
  token: Uint8Array,
  data: Uint8Array,
  anchors: readonly Certificate[],
): TimeStampFinding {
  let parts: TimeStampToken;
  let signer: Certificate | null;
  try {
    parts = readToken(token);
    signer = signerOf(parts);
  } catch {
    return { outcome: 'malformed', time: null };
  }
  const { imprint, time } = parts;
  if (!createHash(imprint.hash).update(data).digest().equals(imprint.value)) {
    return { outcome: 'mismatch', time: null };
  }
  if (signer === null || !isSigned(parts, signer)) return { outcome: 'malformed', time: null };
  const chain = [signer, ...parts.certificates.filter((each) => each !== signer)];
  const purpose = { usages: [USAGE.timeStamping], at: time };
  const isTrusted = isForTimeStamps(signer) && chainTo(chain, anchors, purpose) !== null;
  return { outcome: isTrusted ? 'trusted' : 'untrusted', time, certificate: signer };
}

/** The certificate that the token names as its signer's, twice: by name or key, and by its hash. */
function signerOf({ signer, certificates }: TimeStampToken): Certificate | null {
  const { issuer, serial, keyIdentifier, attributes } = signer;
  const named = certificates.find(({ der, extensions }) => {
    if (issuer && serial) return isSame(der.issuer, issuer) && isSame(der.serial, serial);
    const own = extensions.get(EXTENSION.subjectKeyIdentifier)?.value;
    const [value] = own ? readDer(own) : [];
    return keyIdentifier !== null && value !== undefined && isSame(value.contents, keyIdentifier);
  });
  const hashed = attributes.get(SIGNING_CERTIFICATE_V2);
  return named && (hashed === undefined || isHashOf(hashed, named)) ? named : null;
}

/** ESSCertIDv2 (RFC 5816 2.2.1): SHA-256 unless it says otherwise. */
function isHashOf(attribute: Der, { x509 }: Certificate): boolean {
  const [first] = readDer(readDer(attribute.contents)[0]!.contents);
  const fields = readDer(first!.contents);
  const value = fields.find(({ tag }) => tag === 0x04);
  const [algorithm] = fields[0]?.tag === 0x30 ? readDer(fields[0].contents) : [];
  const name = algorithm ? DIGESTS.get(oidOf(algorithm.contents)) : 'sha256';
  if (name === undefined || value === undefined) return false;
  return createHash(name).update(x509.raw).digest().equals(value.contents);
}

/** RFC 5652 5.4: the signature is over the attributes, and one of them is the hash of the content. */
function isSigned({ content, signer }: TimeStampToken, { x509 }: Certificate): boolean {
  const { attributes, digest, signedAttributes, signature, algorithm } = signer;
  const type = attributes.get(CONTENT_TYPE);
  const hash = attributes.get(MESSAGE_DIGEST);
  if (type?.tag !== 0x06 || oidOf(type.contents) !== TST_INFO || hash === undefined) return false;
  if (!createHash(digest).update(content).digest().equals(hash.contents)) return false;
  return verifies(algorithm, digest, x509.publicKey, signedAttributes, signature);
}

function isForTimeStamps({ x509 }: Certificate): boolean {
  const usages = x509.keyUsage ?? [];
  return usages.length === 1 && usages[0] === USAGE.timeStamping;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import {
  algorithmOfKey,
  hashOf,
  keyInput,
  type SigningAlgorithm,
  scalarLength,
} from '@provenance/cose';
import { parsePrivateKey } from './check.ts';
import { USAGE } from './usages.ts';

export interface CertificateRequestOptions {
  /** O: whose certificate it will be, as authorities check it. 1 to 64 characters. */
  readonly organization: string;
  /** CN: of a generator product, its name in the list of conforming products. 1 to 64 characters. */
  readonly commonName: string;
  /** OU. 1 to 64 characters. */
  readonly organizationalUnit?: string;
  /** C: two capital letters. */
  readonly country?: string;
  /** The private key in PEM, or where it is used. */
  readonly key:
    | string
    | {
        /** PEM: the public key, or a certificate of it. */
        readonly publicKey: string;
        /** As `sign` of callbackSigner: ECDSA as DER or r||s. */
        readonly sign: (bytes: Uint8Array, alg: SigningAlgorithm) => Promise<Uint8Array>;
      };
}

const OID = {
  country: '2.5.4.6',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  commonName: '2.5.4.3',
  extensionRequest: '1.2.840.113549.1.9.14',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  pss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;

/** Of signatures (RFC 5758, RFC 8410); RSA-PSS has parameters. */
const SIGNATURE_OID: Partial<Record<SigningAlgorithm, string>> = {
  ES256: '1.2.840.10045.4.3.2',
  ES384: '1.2.840.10045.4.3.3',
  ES512: '1.2.840.10045.4.3.4',
  Ed25519: '1.3.101.112',
};
const SALT = { sha256: 32, sha384: 48, sha512: 64 } as const;

/**
 * A request for a signing certificate (PKCS #10, RFC 2986) in PEM, for an authority. It asks for what C2PA wants of a
 * claim signer: digitalSignature, and the usage c2pa-kp-claimSigning (2.4 clause 14.5.1).
 *
 * @throws RangeError for a name that is none.
 * @throws ProvenanceError KEY_MALFORMED for a key that cannot be read or of a kind that C2PA does not know, KEY_MISMATCH
 *   for a signature that is not by the public key, and what `sign` throws.
 */
export async function createCertificateRequest(
  options: CertificateRequestOptions,
): Promise<string> {
  const { publicKey, alg, signature } = signing(options.key);
  const info = sequence(
    der(0x02, Uint8Array.of(0)),
    subjectOf(options),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa0, extensionRequest()),
  );
  const request = sequence(
    info,
    signatureAlgorithm(alg),
    der(0x03, Uint8Array.of(0), await signature(info)),
  );
  const lines = request.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

function signing(key: CertificateRequestOptions['key']) {
  const privateKey = typeof key === 'string' ? parsePrivateKey(key) : null;
  const publicKey = publicKeyOf(privateKey ?? (key as { publicKey: string }).publicKey);
  const alg = algorithmOfKey(publicKey);
  if (alg === null) {
    throw new ProvenanceError(
      'KEY_MALFORMED',
      'The key is of no kind that C2PA knows: make one on P-256, P-384 or P-521, an Ed25519 key, or RSA of 2048 bits or more.',
    );
  }
  const signature = async (bytes: Uint8Array) => {
    if (typeof key === 'string') {
      return inDer(sign(hashOf(alg), bytes, keyInput(alg, privateKey as KeyObject)), alg);
    }
    const made = await key.sign(bytes, alg);
    const isPair = verify(hashOf(alg), bytes, keyInput(alg, publicKey), made);
    const asDer = { ...keyInput(alg, publicKey), dsaEncoding: 'der' as const };
    if (!isPair && !verify(hashOf(alg), bytes, asDer, made)) {
      throw new ProvenanceError('KEY_MISMATCH', 'The signature does not fit the public key.');
    }
    return isPair ? inDer(made, alg) : made;
  };
  return { publicKey, alg, signature };
}

function publicKeyOf(key: KeyObject | string): KeyObject {
  try {
    return createPublicKey(key);
  } catch {
    // Without a cause: it could quote the key.
    throw new ProvenanceError('KEY_MALFORMED', 'The public key cannot be parsed: give it in PEM.');
  }
}

/** X.509 has a pair of numbers where COSE has r||s. */
function inDer(signature: Uint8Array, alg: SigningAlgorithm): Uint8Array {
  const scalar = scalarLength(alg);
  if (scalar === null) return signature;
  return sequence(unsigned(signature.subarray(0, scalar)), unsigned(signature.subarray(scalar)));
}

function unsigned(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  return der(0x02, (digits[0] as number) < 0x80 ? digits : Buffer.from([0, ...digits]));
}

function subjectOf(options: CertificateRequestOptions): Buffer {
  const { country, organization, organizationalUnit, commonName } = options;
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) {
    throw new RangeError('country must be two capital letters.');
  }
  const named = { organization, organizationalUnit, commonName };
  for (const [name, value] of Object.entries(named)) {
    if (value === undefined && name === 'organizationalUnit') continue;
    const { length } = [...(value ?? '')];
    if (length < 1 || length > 64) throw new RangeError(`${name} must have 1 to 64 characters.`);
  }
  const part = (oid: string, tag: number, value: string | undefined) =>
    value === undefined
      ? []
      : [der(0x31, sequence(objectIdentifier(oid), der(tag, Buffer.from(value, 'utf8'))))];
  return sequence(
    ...part(OID.country, 0x13, country),
    ...part(OID.organization, 0x0c, organization),
    ...part(OID.organizationalUnit, 0x0c, organizationalUnit),
    ...part(OID.commonName, 0x0c, commonName),
  );
}

function extensionRequest(): Buffer {
  const digitalSignature = der(0x03, Uint8Array.of(7, 0x80));
  const keyUsage = sequence(
    objectIdentifier(OID.keyUsage),
    der(0x01, Uint8Array.of(0xff)), // critical
    der(0x04, digitalSignature),
  );
  const extendedKeyUsage = sequence(
    objectIdentifier(OID.extendedKeyUsage),
    der(0x04, sequence(objectIdentifier(USAGE.claimSigning))),
  );
  return sequence(
    objectIdentifier(OID.extensionRequest),
    der(0x31, sequence(keyUsage, extendedKeyUsage)),
  );
}

function signatureAlgorithm(alg: SigningAlgorithm): Buffer {
  const oid = SIGNATURE_OID[alg];
  if (oid !== undefined) return sequence(objectIdentifier(oid));
  const name = hashOf(alg) ?? 'sha256';
  const hash = sequence(objectIdentifier(OID[name]));
  return sequence(
    objectIdentifier(OID.pss),
    sequence(
      der(0xa0, hash),
      der(0xa1, sequence(objectIdentifier(OID.mgf1), hash)),
      der(0xa2, der(0x02, Uint8Array.of(SALT[name]))),
    ),
  );
}

/** An element of DER (X.690 10.1): tag, definite length, contents. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Uint8Array.of(tag, body.length), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const digits = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Uint8Array.of(tag, 0x80 | digits.length), digits, body]);
}

function sequence(...elements: readonly Uint8Array[]): Buffer {
  return der(0x30, ...elements);
}

function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [40 * first + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return der(0x06, Uint8Array.from(bytes));
}

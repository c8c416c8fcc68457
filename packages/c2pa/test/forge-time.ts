import { createHash, KeyObject, sign } from 'node:crypto';
import { readDer } from '@provenance/cose';
import { encodeCbor } from '@provenance/cose/cbor';
import { type Box, claimBox, setUnprotected, signatureOf } from './forge.ts';
import type { Issued } from './forge-certificates.ts';
import { integer, NULL, octets, oid, sequence, set, time, tlv } from './forge-der.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const DIGESTS: Readonly<Record<string, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
};

export interface TokenOptions {
  readonly at: Date;
  readonly authority: Issued;
  /** Sent along: the authority's own certificate first. */
  readonly chain?: readonly Issued[];
  readonly imprint?: 'sha1' | 'sha256';
  /** What the signed attributes say is the digest of the content. */
  readonly digest?: Uint8Array;
  /** The content in a string of indefinite length. */
  readonly ber?: boolean;
}

/** An RFC 3161 token, as an authority with that certificate makes it. */
export function token(data: Uint8Array, options: TokenOptions): Buffer {
  const { at, authority, chain = [authority], imprint = 'sha256' } = options;
  const algorithm = (name: string) => sequence(oid(DIGESTS[name]!), NULL);
  const info = sequence(
    integer(1),
    oid('1.2.3.4'),
    sequence(algorithm(imprint), octets(createHash(imprint).update(data).digest())),
    integer(1),
    time(at),
  );
  const digest = options.digest ?? createHash('sha256').update(info).digest();
  const attributes = [
    sequence(oid('1.2.840.113549.1.9.3'), set(oid(TST_INFO))),
    sequence(oid('1.2.840.113549.1.9.4'), set(octets(digest))),
  ];
  const signature = sign('sha256', set(...attributes), KeyObject.from(authority.keys.privateKey));
  const certificate = Buffer.from(authority.certificate.rawData);
  const fields = readDer(readDer(readDer(certificate)[0]!.contents)[0]!.contents);
  const signer = sequence(
    integer(1),
    // Behind the version: serial number, algorithm, issuer.
    sequence(fields[3]!.bytes, fields[1]!.bytes),
    algorithm('sha256'),
    tlv(0xa0, ...attributes),
    sequence(oid('1.2.840.10045.4.3.2')),
    octets(signature),
  );
  const content = options.ber
    ? Buffer.concat([Buffer.of(0x24, 0x80), octets(info), Buffer.of(0, 0)])
    : octets(info);
  return sequence(
    oid(SIGNED_DATA),
    tlv(
      0xa0,
      sequence(
        integer(3),
        set(algorithm('sha256')),
        sequence(oid(TST_INFO), tlv(0xa0, content)),
        tlv(0xa0, ...chain.map(({ certificate }) => Buffer.from(certificate.rawData))),
        set(signer),
      ),
    ),
  );
}

/** What is stamped: the signature of a claim of version 2, or the claim of version 1 (10.3.2.5). */
export function stampedBytes(manifest: Box, version: 1 | 2): Uint8Array {
  const { header, signature } = signatureOf(manifest);
  const payload = version === 2 ? encodeCbor(signature) : claimBox(manifest).children[1]!.data;
  return encodeCbor(['CounterSignature', header, new Uint8Array(), payload]);
}

/** Puts tokens beside the signature, where nobody has to sign them. */
export function stamp(manifest: Box, version: 1 | 2, ...tokens: readonly Uint8Array[]): void {
  setUnprotected(manifest, (header) => {
    const name = version === 2 ? 'sigTst2' : 'sigTst';
    header.set(name, { tstTokens: tokens.map((val) => ({ val })) });
  });
}

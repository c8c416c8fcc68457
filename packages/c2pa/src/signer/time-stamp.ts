import { createHash, randomBytes } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { type Der, oidOf, readDer } from '@provenance/cose';
import type { Signer } from './signer.ts';

const TIMEOUT_MILLISECONDS = 30_000;
/** Tokens in use have 3 to 7 kB. */
const MAX_REPLY_BYTES = 64 * 1024;

/** AlgorithmIdentifier of SHA-256, then the head of the hash (RFC 3161 2.4.1, messageImprint). */
const IMPRINT = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/**
 * Asks an RFC 3161 authority for a token over `data`: that a request was granted, and that the token is
 * for it, is checked here; who signed it is for those who verify.
 *
 * @param url http: or https:. Redirects are not followed.
 * @returns TimeStampToken, DER.
 * @throws ProvenanceError TIMESTAMP_FAILED, also if there is no answer in 30 seconds.
 */
export async function requestTimeStamp(
  url: string,
  data: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const hash = createHash('sha256').update(data).digest();
  // A positive INTEGER in its shortest form.
  const nonce = randomBytes(8);
  nonce[0] = (nonce[0]! & 0x3f) | 0x40;
  const timeout = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: writeRequest(hash, nonce) as Uint8Array<ArrayBuffer>,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (!reply.ok) throw new Error(`the authority answered ${reply.status}`);
    return tokenOf(await readReply(reply), hash, nonce);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ProvenanceError('TIMESTAMP_FAILED', undefined, { cause });
  }
}

const tokenLengths = new WeakMap<Signer, number>();

/**
 * How long this signer's time stamps are. Has one made the first time, over nothing: the length has to
 * be known before there is anything to stamp, and reserving for any authority would be 10 kB.
 *
 * @returns null for a signer without an authority.
 * @throws ProvenanceError TIMESTAMP_FAILED
 */
export async function tokenLengthOf(signer: Signer, signal?: AbortSignal): Promise<number | null> {
  if (signer.timestampUrl === null) return null;
  const known = tokenLengths.get(signer);
  if (known !== undefined) return known;
  const token = await requestTimeStamp(signer.timestampUrl, randomBytes(32), signal);
  tokenLengths.set(signer, token.length);
  return token.length;
}

/** Has the length looked for anew: the authority has changed. */
export function forgetTokenLength(signer: Signer): void {
  tokenLengths.delete(signer);
}

/** TimeStampReq: version 1, the hash, the nonce, and the wish for certificates in the token. */
function writeRequest(hash: Buffer, nonce: Buffer): Uint8Array {
  const body = Buffer.concat([
    Buffer.of(0x02, 1, 1),
    IMPRINT,
    hash,
    Buffer.of(0x02, nonce.length),
    nonce,
    Buffer.of(0x01, 1, 0xff),
  ]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

async function readReply(reply: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of reply.body ?? []) {
    length += part.length;
    if (length > MAX_REPLY_BYTES) throw new RangeError('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The token in a TimeStampResp. @throws RangeError or TypeError for what is none, or for another request. */
function tokenOf(reply: Uint8Array, hash: Buffer, nonce: Buffer): Uint8Array {
  const [response] = readDer(reply);
  const [status, content] = inside(response);
  const granted = inside(status)[0]?.contents;
  // 0: granted, 1: granted with modifications (RFC 3161 2.4.2).
  if (granted?.length !== 1 || granted[0]! > 1) throw new TypeError('the request was not granted');
  const [type, wrapped] = inside(content);
  if (oid(type) !== SIGNED_DATA) throw new TypeError('the answer holds no token');
  const encapsulated = inside(inside(inside(wrapped)[0])[2]);
  if (oid(encapsulated[0]) !== TST_INFO) throw new TypeError('the token holds no time');
  const [info] = inside(inside(encapsulated[1])[0]);
  const fields = inside(info);
  const imprint = inside(fields[2])[1]?.contents;
  const isOurs =
    imprint !== undefined &&
    hash.equals(imprint) &&
    fields.slice(5).some(({ tag, contents }) => tag === 0x02 && nonce.equals(contents));
  if (!isOurs) throw new TypeError('the token is for another request');
  const from = status!.contents.byteOffset + status!.contents.length;
  const all = response!.contents;
  return all.subarray(from - all.byteOffset);
}

function inside(value: Der | undefined): Der[] {
  return value === undefined ? [] : readDer(value.contents);
}

function oid(value: Der | undefined): string | null {
  return value?.tag === 0x06 ? oidOf(value.contents) : null;
}

import { createHash } from 'node:crypto';

/** First four bytes of a box's content type; the other twelve are the same for all (ISO 19566-5). */
const CONTENT_TYPE = {
  store: 'c2pa',
  manifest: 'c2ma',
  assertions: 'c2as',
  claim: 'c2cl',
  signature: 'c2cs',
  cbor: 'cbor',
  json: 'json',
} as const;
const CONTENT_TYPE_END = Buffer.from('00110010800000aa00389b71', 'hex');

/** The superbox may be asked for, and has a label (ISO 19566-5 B.3). */
const TOGGLES = 0x03;

/**
 * A JUMBF superbox: its description, then its contents (C2PA 2.4 clause 11.1). No salt: what it keeps
 * from being guessed is an assertion that was redacted, and it makes a store larger.
 */
export function superbox(
  type: keyof typeof CONTENT_TYPE,
  label: string,
  ...contents: readonly Uint8Array[]
): Uint8Array {
  const description = box(
    'jumd',
    Buffer.from(CONTENT_TYPE[type], 'latin1'),
    CONTENT_TYPE_END,
    Uint8Array.of(TOGGLES),
    Buffer.from(`${label}\0`, 'utf8'),
  );
  return box('jumb', description, ...contents);
}

/** A box with a 32-bit length; stores that need more are refused long before. */
export function box(type: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(contents.reduce((sum, { length }) => sum + length, header.length));
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...contents]);
}

/** A reference to a superbox (C2PA 2.4 clause 8.4.2.3): the hash leaves out the box's own header. */
export interface HashedUri {
  readonly url: string;
  readonly hash: Uint8Array;
}

/** @param contents Of the superbox. By SHA-256, as the claim's `alg` says for all that name none. */
export function hashedUri(url: string, contents: Uint8Array): HashedUri {
  return { url, hash: createHash('sha256').update(contents).digest() };
}

import { createHash } from 'node:crypto';

/** UUIDs of content types (ISO 19566-5 B; C2PA 2.4 clause 11.1). Most spell a name in four letters. */
const CONTENT_TYPE = {
  store: named('c2pa'),
  manifest: named('c2ma'),
  assertions: named('c2as'),
  claim: named('c2cl'),
  signature: named('c2cs'),
  cbor: named('cbor'),
  json: named('json'),
  file: Buffer.from('40cb0c32bb8a489da70b2ad6f47f4369', 'hex'),
} as const;

function named(letters: string): Buffer {
  const end = Buffer.from('00110010800000aa00389b71', 'hex');
  return Buffer.concat([Buffer.from(letters, 'latin1'), end]);
}

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
    CONTENT_TYPE[type],
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

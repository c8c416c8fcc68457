import { createHash } from 'node:crypto';
import type { Table } from './environment/environment.ts';

/** Key parts of fixed width, big-endian, so that keys sort as their numbers do. */

export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(Math.floor(value / 2 ** 32), 0);
  bytes.writeUInt32BE(value % 2 ** 32, 4);
  return bytes;
}

export function readUint64(bytes: Uint8Array, at = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

const DIGEST = 16;

export function join(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts);
}

/** The first key after all that begin with `prefix`, which is not all 0xff. */
export function afterPrefix(prefix: Uint8Array): Buffer {
  const next = Buffer.from(prefix);
  let at = next.length - 1;
  while (next[at] === 0xff) next[at--] = 0;
  next[at]!++;
  return next;
}

/** Of any text, where nobody has to read it: the first 16 bytes of its SHA-256. */
export function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, DIGEST);
}

/** As long, of what is a hash already. */
export function shortened(hash: Uint8Array): Uint8Array {
  return hash.subarray(0, DIGEST);
}

/**
 * Writes a row that is nearly always the last of its table, and new. LMDB is told so, and fills the page before it;
 * else it moves a row from there to the next page along with the new one, and of four places one stays empty.
 */
export function append(table: Table, key: Uint8Array, value: Uint8Array): void {
  // Its types do not tell: false where the row would not be the last.
  const isLast = table.putSync(key, value, { append: true }) as unknown as boolean;
  if (!isLast) table.putSync(key, value);
}

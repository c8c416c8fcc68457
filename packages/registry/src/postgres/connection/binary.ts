/**
 * Arrays as PostgreSQL itself writes them ("binary format"): what a batch brings is neither turned into digits here
 * nor read from them there. The driver sends a Buffer so.
 */

/** Of pg_type.dat: they are the same everywhere. */
const [BYTEA, INT8, INT2, INT4, VARBIT] = [17, 20, 21, 23, 1562];
/** Dimensions, whether there are nulls, kind of the elements, and of the one dimension its length and first number. */
const HEAD = 20;
const NULL = -1;

export const byteas = (list: readonly (Uint8Array | null)[]): Buffer => arrayOf(BYTEA, list);

/** @param list Whole numbers up to 2^53. */
export const int8s = (list: readonly number[]): Buffer =>
  numbers(INT8, 8, list, (buffer, value, at) => {
    buffer.writeInt32BE(Math.floor(value / 2 ** 32), at);
    buffer.writeUInt32BE(value >>> 0, at + 4);
  });

export const int4s = (list: readonly (number | null)[]): Buffer =>
  numbers(INT4, 4, list, (buffer, value, at) => buffer.writeInt32BE(value, at));

export const int2s = (list: readonly (number | null)[]): Buffer =>
  numbers(INT2, 2, list, (buffer, value, at) => buffer.writeInt16BE(value, at));

/** @param list Big-endian, 8 bytes each: any of the 2^64 numbers. */
export const rawInt8s = (list: readonly (Uint8Array | null)[]): Buffer => arrayOf(INT8, list);

/** @param list Whole bytes of bits each. */
export function varbits(list: readonly Uint8Array[]): Buffer {
  return arrayOf(
    VARBIT,
    list.map((bits) => {
      const counted = Buffer.alloc(4 + bits.length);
      counted.writeInt32BE(8 * bits.length);
      counted.set(bits, 4);
      return counted;
    }),
  );
}

function arrayOf(kind: number, list: readonly (Uint8Array | null)[]): Buffer {
  let size = 0;
  for (const element of list) size += 4 + (element?.length ?? 0);
  const buffer = Buffer.allocUnsafe(HEAD + size);
  let at = writeHead(buffer, kind, list);
  for (const element of list) {
    at = buffer.writeInt32BE(element?.length ?? NULL, at);
    if (element === null) continue;
    buffer.set(element, at);
    at += element.length;
  }
  return ended(buffer, list);
}

function numbers(
  kind: number,
  width: number,
  list: readonly (number | null)[],
  write: (buffer: Buffer, value: number, at: number) => void,
): Buffer {
  const buffer = Buffer.allocUnsafe(HEAD + (4 + width) * list.length);
  let at = writeHead(buffer, kind, list);
  for (const value of list) {
    at = buffer.writeInt32BE(value === null ? NULL : width, at);
    if (value === null) continue;
    write(buffer, value, at);
    at += width;
  }
  return ended(buffer.subarray(0, at), list);
}

function writeHead(buffer: Buffer, kind: number, list: readonly unknown[]): number {
  let at = 0;
  for (const value of [1, list.includes(null) ? 1 : 0, kind, list.length, 1]) {
    at = buffer.writeInt32BE(value, at);
  }
  return at;
}

/** An array of nothing has no dimension. */
function ended(buffer: Buffer, list: readonly unknown[]): Buffer {
  if (list.length > 0) return buffer;
  buffer.writeInt32BE(0);
  return buffer.subarray(0, 12);
}

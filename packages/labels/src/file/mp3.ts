import { startsWith } from '@provenance/container';
import { readId3 } from '../block/id3.ts';
import type { Reading } from '../field/reading.ts';

/** A tag of the first version (ID3v1) is the last of a file, and this is the foot of an APE tag before it. */
const ID3V1_BYTES = 128;
const APE_FOOT_BYTES = 32;

/** The tag at the beginning. One of APE at the end is not read, and noted. */
export function readMp3(bytes: Uint8Array, reading: Reading): void {
  readId3(bytes, reading);
  const hasFirst = startsWith(bytes, 'TAG', bytes.length - ID3V1_BYTES);
  const foot = bytes.length - (hasFirst ? ID3V1_BYTES : 0) - APE_FOOT_BYTES;
  if (foot >= 0 && startsWith(bytes, 'APETAGEX', foot)) reading.cannotRead('APE', 'format');
}

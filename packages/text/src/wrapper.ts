import type { Candidate } from './location.ts';
import { matchesAt } from './search.ts';
import { selectorAt, selectorsLength, writeSelectors } from './variation-selector.ts';

/** "C2PATXT\0", then the version: C2PA 2.4 A.8.3. The length of the store follows, big-endian. */
const HEADER = Uint8Array.of(0x43, 0x32, 0x50, 0x41, 0x54, 0x58, 0x54, 0, 1);
const MAGIC_LENGTH = 8;
const HEADER_LENGTH = 13;
/** U+FEFF. */
const MARKER = Uint8Array.of(0xef, 0xbb, 0xbf);
/** Every padding of at least this many bytes can be made of selectors of three and four bytes. */
const LEAST_PADDING = 6;
const MAX_STORE_LENGTH = 2 ** 32 - 1;

/** The first bytes of every wrapper. Variation selectors have one spelling, so bytes can be compared. */
const OPENING = new Uint8Array(MARKER.length + selectorsLength(HEADER.subarray(0, MAGIC_LENGTH)));
OPENING.set(MARKER);
writeSelectors(HEADER.subarray(0, MAGIC_LENGTH), OPENING, MARKER.length);

/**
 * UTF-8 bytes of a padded wrapper around a store of `storeLength` bytes: C2PA 2.5 A.8.5. It depends on
 * the length alone, so the exclusion can be signed before the bytes of the signature are known.
 *
 * @param storeLength 0 to 2^32 - 1 bytes
 * @throws RangeError if it is none of these
 */
export function wrapperLength(storeLength: number): number {
  if (!Number.isInteger(storeLength) || storeLength < 0 || storeLength > MAX_STORE_LENGTH) {
    throw new RangeError(`A store has 0 to ${MAX_STORE_LENGTH} bytes, not ${storeLength}.`);
  }
  return MARKER.length + 4 * (HEADER_LENGTH + storeLength) + LEAST_PADDING;
}

/**
 * The wrapper of C2PA 2.4 A.8.3 around a manifest store, as UTF-8, with the padding of 2.5 A.8.5.
 *
 * @param length bytes that the wrapper shall have, by default {@link wrapperLength}; null writes it
 *   unpadded, as 2.3 and 2.4 do
 * @throws TypeError if the store is not a Uint8Array
 * @throws RangeError if the wrapper cannot have this length
 */
export function encodeWrapper(
  store: Uint8Array,
  length: number | null = wrapperLength(store.length),
): Uint8Array {
  if (!(store instanceof Uint8Array)) throw new TypeError('A manifest store is a Uint8Array.');
  const header = new Uint8Array(HEADER_LENGTH);
  header.set(HEADER);
  new DataView(header.buffer).setUint32(HEADER.length, store.length);
  const unpadded = MARKER.length + selectorsLength(header) + selectorsLength(store);
  const padding = paddingOf(length === null ? 0 : length - unpadded);
  if (padding === null) {
    throw new RangeError(`A wrapper of ${unpadded} bytes cannot be padded to ${length}.`);
  }
  const wrapper = new Uint8Array(length ?? unpadded);
  wrapper.set(MARKER);
  const afterHeader = writeSelectors(header, wrapper, MARKER.length);
  writeSelectors(padding, wrapper, writeSelectors(store, wrapper, afterHeader));
  return wrapper;
}

/** Payload bytes whose selectors take `gap` bytes, or null: 1, 2 and 5 are no sums of 3 and 4. */
function paddingOf(gap: number): Uint8Array | null {
  const long = gap % 3;
  const short = (gap - 4 * long) / 3;
  if (!(gap >= 0 && Number.isInteger(short) && short >= 0)) return null;
  return new Uint8Array(short + long).fill(0x10, short);
}

/**
 * Everything that begins like a wrapper, complete or not, in the order of the text. A wrapper ends where
 * its run of variation selectors ends, padding included (2.5). The text is looked at once, and what is
 * allocated for a wrapper is less than it takes.
 */
export function* wrappersIn(bytes: Uint8Array): Generator<Candidate> {
  let at = 0;
  for (;;) {
    // 0xF3 leads only code points from U+C0000 on: rarer by far than the first byte of the marker,
    // which is in every line of Chinese or Japanese.
    const selector = bytes.indexOf(0xf3, at);
    if (selector < 0) return;
    const start = selector - MARKER.length;
    if (start >= 0 && matchesAt(bytes, start, OPENING)) {
      const wrapper = readWrapper(bytes, start);
      yield wrapper;
      at = start + wrapper.range.length;
    } else at = selector + 1;
  }
}

/** Reads the candidate that opens at `start`; decodes nothing before the run is long enough. */
function readWrapper(bytes: Uint8Array, start: number): Candidate {
  const header = new Uint8Array(HEADER_LENGTH);
  let count = 0;
  let storeAt = 0;
  let end = start + MARKER.length;
  for (;;) {
    const byte = selectorAt(bytes, end);
    if (byte < 0) break;
    if (count === HEADER_LENGTH) storeAt = end;
    if (count < HEADER_LENGTH) header[count] = byte;
    count++;
    end += byte < 16 ? 3 : 4;
  }
  const range = { start, length: end - start };
  const length = new DataView(header.buffer).getUint32(HEADER.length);
  const holds = header[MAGIC_LENGTH] === HEADER[MAGIC_LENGTH] && count >= HEADER_LENGTH + length;
  const broken = {
    method: 'unstructured',
    range,
    store: null,
    reference: null,
    problem: 'manifest.text.corruptedWrapper',
  } as const;
  if (!holds) return broken;
  const store = new Uint8Array(length);
  for (let i = 0, from = storeAt; i < store.length; i++) {
    const byte = selectorAt(bytes, from);
    store[i] = byte;
    from += byte < 16 ? 3 : 4;
  }
  return { ...broken, store, problem: null };
}

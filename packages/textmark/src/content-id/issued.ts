import type { TextMarkKey } from '../key/key.ts';
import { WINDOWS, type WordEvidence } from './evidence.ts';
import { assertTraced, parseContentId, speckEncrypt, wordSchedule } from './word.ts';

/**
 * Content ids as a registry has them: eight bytes each, one behind the other, or as numbers whose highest
 * byte is the first, or one by one.
 */
export type ContentIdSource = Uint8Array | BigUint64Array | Iterable<Uint8Array | string | bigint>;

/**
 * The ids that were issued under one key, ready to be looked up: 8 bytes an id. One index serves any number
 * of texts, and takes new ids at any time. What it holds is as secret as the key's other derivatives.
 */
export interface IssuedIds {
  /** Ids, repeated ones counted. */
  readonly size: number;
  /** @throws TypeError, RangeError for what is no content id; none is then added */
  add(ids: ContentIdSource): void;
}

interface Index {
  readonly key: TextMarkKey;
  words: Int32Array;
  size: number;
}

const indexes = new WeakMap<IssuedIds, Index>();

/**
 * An index of issued ids; a million take a fifth of a second.
 *
 * @param key of the traced scheme
 * @throws TypeError, RangeError for another key, and for what is no content id
 */
export function createIssuedIds(key: TextMarkKey, ids: ContentIdSource = []): IssuedIds {
  assertTraced(key);
  const schedule = wordSchedule(key);
  const index: Index = { key, words: new Int32Array(0), size: 0 };
  const issued: IssuedIds = {
    get size() {
      return index.size;
    },
    add(more) {
      const added = wordsOf(more);
      speckEncrypt(schedule, added, added.length >> 1);
      const needed = 2 * index.size + added.length;
      if (needed > index.words.length) {
        const grown = new Int32Array(Math.max(needed, Math.ceil(1.5 * index.words.length)));
        grown.set(index.words.subarray(0, 2 * index.size));
        index.words = grown;
      }
      index.words.set(added, 2 * index.size);
      index.size += added.length >> 1;
    },
  };
  indexes.set(issued, index);
  issued.add(ids);
  return Object.freeze(issued);
}

/** @throws TypeError for what {@link createIssuedIds} has not made, or made of another key */
export function assertIssued(issued: IssuedIds, key: TextMarkKey): void {
  const index = indexes.get(issued);
  if (index === undefined) throw new TypeError('Issued ids are made by createIssuedIds.');
  // Two keys of one master are two objects and one key.
  const same = index.key.kid === key.kid && index.key.contextWidth === key.contextWidth;
  if (!same) throw new TypeError('The issued ids were made for another key.');
}

/**
 * The issued word with the greatest sum of scores; 64 look-ups an id.
 *
 * @returns null if none was issued
 */
export function bestIssued(
  issued: IssuedIds,
  { table }: WordEvidence,
): { readonly low: number; readonly high: number } | null {
  const { words, size } = indexes.get(issued)!;
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 2 * size; i += 2) {
    const low = words[i]!;
    const high = words[i + 1]!;
    let sum = 0;
    let row = 0;
    // Windows within the low half, across the halves, within the high half, and across the end.
    for (let step = 0; step <= 20; step++, row += WINDOWS) {
      sum += table[row + ((low >>> step) & (WINDOWS - 1))]!;
    }
    for (let step = 21; step < 32; step++, row += WINDOWS) {
      sum += table[row + (((low >>> step) | (high << (32 - step))) & (WINDOWS - 1))]!;
    }
    for (let step = 0; step <= 20; step++, row += WINDOWS) {
      sum += table[row + ((high >>> step) & (WINDOWS - 1))]!;
    }
    for (let step = 21; step < 32; step++, row += WINDOWS) {
      sum += table[row + (((high >>> step) | (low << (32 - step))) & (WINDOWS - 1))]!;
    }
    if (sum > most) {
      most = sum;
      best = i;
    }
  }
  return best < 0 ? null : { low: words[best]!, high: words[best + 1]! };
}

/** Ids as pairs of words, the low one first. */
function wordsOf(ids: ContentIdSource): Int32Array {
  if (ids instanceof Uint8Array) {
    if (ids.length % 8 !== 0) throw new RangeError('Content ids have 8 bytes each.');
    const view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
    const words = new Int32Array(ids.length >> 2);
    for (let i = 0; i < words.length; i += 2) {
      words[i] = view.getInt32(4 * i + 4);
      words[i + 1] = view.getInt32(4 * i);
    }
    return words;
  }
  if (ids instanceof BigUint64Array) {
    // A view: the order of its halves is the machine's.
    const halves = new Int32Array(ids.slice().buffer);
    if (isLittleEndian) return halves;
    for (let i = 0; i < halves.length; i += 2) {
      [halves[i], halves[i + 1]] = [halves[i + 1]!, halves[i]!];
    }
    return halves;
  }
  const words: number[] = [];
  for (const id of ids) {
    if (typeof id === 'bigint') {
      if (id < 0n || id >= 2n ** 64n) throw new RangeError('A content id is below 2^64.');
      words.push(Number(id & 0xffffffffn), Number(id >> 32n));
    } else {
      const bytes = parseContentId(id);
      const view = new DataView(bytes.buffer);
      words.push(view.getInt32(4), view.getInt32(0));
    }
  }
  return Int32Array.from(words);
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

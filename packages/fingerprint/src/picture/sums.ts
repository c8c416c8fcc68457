import type { Weights } from './weights.ts';

const RED = 299;
const GREEN = 587;
const BLUE = 114;
const LOW = 0xffff;
/** Bytes of a word that do not touch when they are added up: the others are moved to their places. */
const EVEN = 0x00ff00ff;

/** Samples of the longest row that an image can have, and of what is read behind its last pixel. */
const MOST_PIXELS = 65535 + 3;
const MOST_WORDS = (MOST_PIXELS * 3) / 4 + 3;

/**
 * Adds up rows of bytes, two in each number, and makes luma of the sums: gray, or colours in thousandths.
 *
 * Its lines are long enough for any picture, as arrays of one length that the loops close over take .7 of the time:
 * engines know where they lie. A system gives the part alone that is written to.
 */
export function createSums() {
  const even = new Int32Array(MOST_WORDS);
  const odd = new Int32Array(MOST_WORDS);
  const luma = new Float64Array(MOST_PIXELS);

  return {
    /** What the last call made. */
    luma,

    /** Adds four rows of so many words, each times a weight. */
    add(
      words: Int32Array,
      length: number,
      a: number,
      b: number,
      c: number,
      d: number,
      wa: number,
      wb: number,
      wc: number,
      wd: number,
    ): void {
      for (let x = 0; x < length; x++) {
        const p = words[a + x]!;
        const q = words[b + x]!;
        const r = words[c + x]!;
        const s = words[d + x]!;
        even[x] =
          (even[x]! +
            Math.imul(p & EVEN, wa) +
            Math.imul(q & EVEN, wb) +
            Math.imul(r & EVEN, wc) +
            Math.imul(s & EVEN, wd)) |
          0;
        odd[x] =
          (odd[x]! +
            Math.imul((p >>> 8) & EVEN, wa) +
            Math.imul((q >>> 8) & EVEN, wb) +
            Math.imul((r >>> 8) & EVEN, wc) +
            Math.imul((s >>> 8) & EVEN, wd)) |
          0;
      }
    },

    /** Luma of the sums of gray rows, which begin anew: four pixels are four bytes. */
    grayOfSums(length: number): void {
      for (let k = 0, x = 0; k < length; k++, x += 4) {
        luma[x] = even[k]! & LOW;
        luma[x + 1] = odd[k]! & LOW;
        luma[x + 2] = even[k]! >>> 16;
        luma[x + 3] = odd[k]! >>> 16;
        even[k] = 0;
        odd[k] = 0;
      }
    },

    /**
     * The same of colours. Four pixels are twelve bytes: 0 and 2, 4 and 6, 8 and 10 of them are in three numbers of
     * `even`, the others in three of `odd`.
     */
    rgbOfSums(length: number): void {
      for (let k = 0, x = 0; k < length; k += 3, x += 4) {
        const a = even[k]!;
        const b = odd[k]!;
        const c = even[k + 1]!;
        const d = odd[k + 1]!;
        const e = even[k + 2]!;
        const f = odd[k + 2]!;
        luma[x] = RED * (a & LOW) + GREEN * (b & LOW) + BLUE * (a >>> 16);
        luma[x + 1] = RED * (b >>> 16) + GREEN * (c & LOW) + BLUE * (d & LOW);
        luma[x + 2] = RED * (c >>> 16) + GREEN * (d >>> 16) + BLUE * (e & LOW);
        luma[x + 3] = RED * (f & LOW) + GREEN * (e >>> 16) + BLUE * (f >>> 16);
      }
      even.fill(0, 0, length);
      odd.fill(0, 0, length);
    },

    /** Luma of three rows of colours by themselves: .7 of the time of adding them first. */
    rgbOfRows(
      words: Int32Array,
      length: number,
      at: number,
      bt: number,
      ct: number,
      wa: number,
      wb: number,
      wc: number,
    ): void {
      for (let k = 0, x = 0; k < length; k += 3, x += 4) {
        const p = words[at + k]!;
        const q = words[bt + k]!;
        const r = words[ct + k]!;
        const a = (Math.imul(p & EVEN, wa) + Math.imul(q & EVEN, wb) + Math.imul(r & EVEN, wc)) | 0;
        const b =
          (Math.imul((p >>> 8) & EVEN, wa) +
            Math.imul((q >>> 8) & EVEN, wb) +
            Math.imul((r >>> 8) & EVEN, wc)) |
          0;
        const s = words[at + k + 1]!;
        const t = words[bt + k + 1]!;
        const u = words[ct + k + 1]!;
        const c = (Math.imul(s & EVEN, wa) + Math.imul(t & EVEN, wb) + Math.imul(u & EVEN, wc)) | 0;
        const d =
          (Math.imul((s >>> 8) & EVEN, wa) +
            Math.imul((t >>> 8) & EVEN, wb) +
            Math.imul((u >>> 8) & EVEN, wc)) |
          0;
        const v = words[at + k + 2]!;
        const w = words[bt + k + 2]!;
        const y = words[ct + k + 2]!;
        const e = (Math.imul(v & EVEN, wa) + Math.imul(w & EVEN, wb) + Math.imul(y & EVEN, wc)) | 0;
        const f =
          (Math.imul((v >>> 8) & EVEN, wa) +
            Math.imul((w >>> 8) & EVEN, wb) +
            Math.imul((y >>> 8) & EVEN, wc)) |
          0;
        luma[x] = RED * (a & LOW) + GREEN * (b & LOW) + BLUE * (a >>> 16);
        luma[x + 1] = RED * (b >>> 16) + GREEN * (c & LOW) + BLUE * (d & LOW);
        luma[x + 2] = RED * (c >>> 16) + GREEN * (d >>> 16) + BLUE * (e & LOW);
        luma[x + 3] = RED * (f & LOW) + GREEN * (e >>> 16) + BLUE * (f >>> 16);
      }
    },

    /** Makes the values of a line of what the last call made, each times a factor, from `out[to]` on. */
    weigh({ first, at, weights }: Weights, factor: number, out: Float64Array, to: number): void {
      for (let x = 0, k = 0; x < first.length; x++) {
        const end = at[x + 1]!;
        let p = first[x]!;
        let sum = 0;
        for (; k < end; k++, p++) sum += weights[k]! * luma[p]!;
        out[to + x] = sum * factor;
      }
    },
  };
}

// The only module of the benchmark that looks behind the watermark's public functions: what the list
// decoder has to say about pictures without a mark, what a fold says where the map is known, the transform by
// itself, and where the pilots of a key are.

import { BAND_MAX, TILE } from '../../packages/watermark/src/format/layout.ts';
import {
  CHECK_BITS,
  decodePayload,
  encodePayload,
  LIST_SIZE,
} from '../../packages/watermark/src/format/payload.ts';
import { createPlan, type KeyTables, tablesOf } from '../../packages/watermark/src/format/plan.ts';
import {
  CODE_LENGTH,
  createPolarDecoder,
  informationSet,
} from '../../packages/watermark/src/format/polar.ts';
import { tileScaleOf } from '../../packages/watermark/src/format/tile.ts';
import { halve, lumaOf } from '../../packages/watermark/src/image.ts';
import { fftOf, transform, transformAt } from '../../packages/watermark/src/numeric/fft.ts';
import { hmac } from '../../packages/watermark/src/numeric/sha256.ts';
import {
  type Affine,
  createSpectrum,
  fold,
  foldedSpectrum,
} from '../../packages/watermark/src/read/fold.ts';
import { prefilter, type Residual } from '../../packages/watermark/src/read/prefilter.ts';
import { findPhases, softBits } from '../../packages/watermark/src/read/sync.ts';
import type { Rgb } from './rgb.ts';

export { CHECK_BITS, CODE_LENGTH, type KeyTables, LIST_SIZE, TILE, tileScaleOf };

/** What a key stands for, which no plan shows. */
export function keyTables(key: Uint8Array): KeyTables {
  return tablesOf(createPlan(key));
}

const PAYLOAD_BITS = 64;
const decoder = createPolarDecoder(informationSet(PAYLOAD_BITS + CHECK_BITS), LIST_SIZE);
const word = new Uint8Array(PAYLOAD_BITS + CHECK_BITS);
const folded = new Int32Array(TILE * TILE);
const spectrum = createSpectrum();
const llr = new Float32Array(CODE_LENGTH);

/**
 * Decodes what a picture says under one map from pixels to the tile, for one arrangement and one of its
 * eight symmetries, as the detector does after its pilots were found; here also without pilots.
 *
 * @returns for every candidate word, how many of its leading check bits agree with its payload
 */
export function leadingCheckBits(
  image: Rgb,
  { layouts, checkKey }: KeyTables,
  map: Affine,
  layout: number,
  symmetry: number,
): readonly number[] {
  folded.fill(0);
  fold(prefilter(lumaOf(image), 0, 0, image.width, image.height), map, folded);
  foldedSpectrum(folded, spectrum);
  const [phase] = findPhases(spectrum, layouts[layout]!, symmetry, BAND_MAX);
  if (!phase) return [];
  softBits(spectrum, phase, llr);
  const count = decoder.decode(llr);
  return Array.from({ length: count }, (_, rank) => {
    decoder.candidate(rank, word);
    const payload = new Uint8Array(PAYLOAD_BITS / 8);
    for (let i = 0; i < PAYLOAD_BITS; i++) payload[i >> 3]! |= word[i]! << (7 - (i & 7));
    const check = hmac(checkKey, payload);
    let agreeing = 0;
    while (
      agreeing < CHECK_BITS &&
      word[PAYLOAD_BITS + agreeing] === ((check[agreeing >> 3]! >> (7 - (agreeing & 7))) & 1)
    ) {
      agreeing++;
    }
    return agreeing;
  });
}

/** Levels of the pyramid that the detector has. */
export const LEVELS = 4;

/** The whole of each level of a picture, prefiltered. */
export function residualsOf(image: Rgb, levels: number): readonly Residual[] {
  const found: Residual[] = [];
  let plane = lumaOf(image);
  while (found.length < levels && Math.min(plane.width, plane.height) >= 16) {
    found.push(prefilter(plane, 0, 0, plane.width, plane.height));
    plane = halve(plane);
  }
  return found;
}

/** Sums of residuals, by tile sample: row by row. */
export function createFolded(): Int32Array {
  return new Int32Array(TILE * TILE);
}

/** What a fold says of a payload that is known to be in it, for the best phases of each layout. */
export function readFolded(
  sums: Int32Array,
  { layouts, checkKey }: KeyTables,
  payload: Uint8Array,
  phases: number,
): readonly { llr: Float32Array; code: Uint8Array; read: boolean; score: number }[] {
  foldedSpectrum(sums, spectrum);
  const code = encodePayload(payload, checkKey);
  return layouts.flatMap((layout) =>
    findPhases(spectrum, layout, 0, BAND_MAX)
      .filter(({ inverted }) => !inverted)
      .slice(0, phases)
      .map((phase) => {
        const llr = new Float32Array(CODE_LENGTH);
        softBits(spectrum, phase, llr);
        const word = decodePayload(llr, checkKey);
        const read = word?.every((byte, i) => byte === payload[i]) ?? false;
        return { llr, code, read, score: phase.z };
      }),
  );
}

/**
 * A transform of a square from rows and from what is left in its columns, transposed as it comes out: what
 * the benchmark compares with another library's.
 */
export function squareTransform(
  size: number,
): (re: Float32Array, im: Float32Array) => { re: Float32Array; im: Float32Array } {
  const fft = fftOf(size);
  const { places, re: rowRe, im: rowIm } = fft;
  const turned = { re: new Float32Array(size * size), im: new Float32Array(size * size) };
  return (re, im) => {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        rowRe[places[x]!] = re[y * size + x]!;
        rowIm[places[x]!] = im[y * size + x]!;
      }
      transform(fft);
      for (let x = 0, at = places[y]!; x < size; x++, at += size) {
        turned.re[at] = rowRe[x]!;
        turned.im[at] = rowIm[x]!;
      }
    }
    for (let x = 0; x < size; x++) transformAt(fft, turned.re, turned.im, x * size);
    return turned;
  };
}

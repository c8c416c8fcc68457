import { type DecodedImage, decodeImage } from '@provenance/image';
import { createPlan, detect, embed } from '@provenance/watermark';
import { describe, expect, it } from 'vitest';
import { readBack } from '../src/picture/read-back.ts';
import { picture } from './pictures.ts';

const plan = createPlan(new Uint8Array(32).fill(7));
const payload = new Uint8Array(8).fill(9);
const bytes = new Uint8Array([1, 2, 3]);

async function readBackFrom(
  back: (made: DecodedImage) => DecodedImage | null,
  exact = true,
  guard = false,
) {
  const image = await decodeImage(await picture('png'));
  const made = { ...image, data: embed(image, plan, payload).data };
  const seen = back(made);
  return readBack(made, {
    encode: async () => bytes,
    decode: seen && (async () => seen),
    exact,
    detect: (image) => detect(image, plan, { effort: 'fast', expect: payload }),
    fingerprints: 'manifest',
    guard,
  });
}

describe('readBack', () => {
  it('finds the mark in samples that come back as they were written', async () => {
    const copy = (made: DecodedImage) => ({ ...made, data: made.data.slice() });
    const same = await readBackFrom(copy);
    expect(same).toMatchObject({ bytes, present: true, fingerprints: [{}] });
    expect(await readBackFrom(() => null)).toEqual(same);
    expect(await readBackFrom(copy, false)).toEqual(same);
  });

  it('tells a guard and a manifest the same of what is handed out, with and without loss', async () => {
    const copy = (made: DecodedImage) => ({ ...made, data: made.data.slice() });
    const { fingerprints } = await readBackFrom(copy);
    for (const [back, exact] of [
      [copy, true],
      [() => null, true],
      [copy, false],
    ] as const) {
      const { guarded, ...seen } = await readBackFrom(back, exact, true);
      expect(seen.fingerprints).toEqual(fingerprints);
      expect(guarded).toMatchObject({ kind: 'picture', hashes: { 0: fingerprints[0]!.value } });
    }
  });

  it('does not take a mark for there that was written and did not come back', async () => {
    // A codec that is said to have no loss, and has.
    const gray = (made: DecodedImage) => ({ ...made, data: made.data.slice().fill(128) });
    const smaller = (made: DecodedImage) => ({
      ...made,
      height: 128,
      data: made.data.slice(0, made.data.length / 2).fill(128),
    });
    for (const back of [gray, smaller]) {
      expect(await readBackFrom(back)).toEqual({ bytes, present: false, fingerprints: [] });
    }
  });
});

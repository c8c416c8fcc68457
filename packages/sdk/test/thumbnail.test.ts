// createMarker() runs what is built: `npm test` builds first.
import { readCredentials, readThumbnails } from '@provenance/c2pa';
import {
  createDevelopmentCertificates,
  createMarker,
  mark,
  markMany,
  type Origin,
  pemSigner,
  type Signer,
  sign,
} from '@provenance/sdk';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { picture } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const created: Origin = { kind: 'created', generator: { name: 'app', version: '1' } };
const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>');

let signer: Signer;
let art: Uint8Array;
beforeAll(async () => {
  signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  art = await picture('png');
});

/** Which ingredient each shows (null: the content), and its longer side. */
async function shown(bytes: Uint8Array) {
  const found = await readThumbnails(bytes);
  return Promise.all(
    found.map(async ({ ingredient, bytes }) => {
      const { width, height } = await sharp(bytes).metadata();
      return [ingredient, Math.max(width, height)];
    }),
  );
}

describe('options.thumbnail', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)(
    'of a %s, and of its parent',
    async (format) => {
      const made = await picture(format === 'gif' ? 'png' : format);
      const file = format === 'gif' ? await sharp(made).gif().toBuffer() : made;
      const edited: Origin = { ...created, kind: 'edited', parent: art };
      const { bytes } = await sign(file, edited, { signer, thumbnail: 64 });
      expect(await shown(bytes)).toEqual([
        [null, 64],
        [0, 64],
      ]);
      expect((await readCredentials(bytes)).state).toBe('Valid');
    },
  );

  test('of a marked picture, here, in other processes and by a marker', async () => {
    const options = { signer, watermarkKey: key, thumbnail: true };
    const { width, height } = await sharp(art).metadata();
    const wanted = [[null, Math.min(256, Math.max(width, height))]];
    expect(await shown((await mark(art, created, options)).bytes)).toEqual(wanted);
    for await (const { marked } of markMany([{ input: art, origin: created }], options)) {
      expect(await shown(marked!.bytes!)).toEqual(wanted);
    }
    const marker = createMarker({ ...options, workers: 1 });
    try {
      expect(await shown((await marker.mark(art, created)).bytes)).toEqual(wanted);
      const text = await marker.mark({ text: 'Some words.\n' }, created);
      expect(text.manifestStore.length).toBeGreaterThan(0);
    } finally {
      await marker.close();
    }
  });

  test('is nothing for what has no pixels here, and nothing unasked', async () => {
    expect(await shown((await sign(drawing, created, { signer, thumbnail: true })).bytes)).toEqual(
      [],
    );
    for (const thumbnail of [undefined, false]) {
      const options = { signer, ...(thumbnail !== undefined && { thumbnail }) };
      expect(await shown((await sign(art, created, options)).bytes)).toEqual([]);
    }
    const edited: Origin = { ...created, kind: 'edited', parent: art };
    const { bytes } = await sign(drawing, edited, { signer, thumbnail: 64 });
    expect(await shown(bytes)).toEqual([[0, 64]]);
  });

  test.each([15, 513, 64.5, Number.NaN])('refuses %d pixels at once', async (thumbnail) => {
    await expect(sign(drawing, created, { signer, thumbnail })).rejects.toThrow(RangeError);
    await expect(mark(art, created, { signer, watermarkKey: key, thumbnail })).rejects.toThrow(
      RangeError,
    );
    expect(() => createMarker({ signer, watermarkKey: key, thumbnail })).toThrow(RangeError);
  });

  test('refuses what is no number', async () => {
    const thumbnail = 'large' as unknown as number;
    await expect(sign(art, created, { signer, thumbnail })).rejects.toThrow(TypeError);
  });
});

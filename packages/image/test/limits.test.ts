import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  DEFAULT_IMAGE_LIMITS,
  decodeImage,
  encodeImage,
  openImage,
  probeImage,
} from '@provenance/image';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noise, picture } from './pictures.ts';

const coded = (code: string) => ({ name: 'ProvenanceError', code });
const [width, height] = [31, 17];
const samples = noise(width * height * 3);
let png: Buffer;
let folder: string;
beforeAll(async () => {
  png = await picture(samples, width, height, 3).png().toBuffer();
  folder = await mkdtemp(join(tmpdir(), 'provenance-image-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a picture that was opened is decoded as one that was not', async () => {
  const opened = await openImage(png);
  expect(await opened.decode()).toEqual(await decodeImage(png));
  const cut = await openImage(png.subarray(0, png.length - 40));
  expect(cut).toMatchObject({ width, height });
  await expect(cut.decode()).rejects.toMatchObject(coded('IMAGE_CORRUPT'));
  const stop = new AbortController();
  const stopped = await openImage(png, { signal: stop.signal });
  stop.abort(new Error('stopped'));
  await expect(stopped.decode()).rejects.toThrow('stopped');
});

test('what was opened tells what a probe tells, and its pixels may be limited by that', async () => {
  const opened = await openImage(png);
  expect(opened).toMatchObject(await probeImage(png));
  await expect(opened.decode(width * height)).resolves.toMatchObject({ width });
  await expect(opened.decode(width * height - 1)).rejects.toMatchObject(coded('IMAGE_TOO_LARGE'));
  await expect(opened.decode(0)).rejects.toThrow(RangeError);
});

describe('limits hold to the unit', () => {
  test('maxBytes', async () => {
    for (const call of [decodeImage, openImage, probeImage]) {
      await expect(call(png, { maxBytes: png.length })).resolves.toMatchObject({ width });
      await expect(call(png, { maxBytes: png.length - 1 })).rejects.toMatchObject(
        coded('CONTENT_TOO_LARGE'),
      );
    }
  });

  test('maxPixels', async () => {
    const maxPixels = width * height;
    for (const call of [decodeImage, openImage]) {
      await expect(call(png, { maxPixels })).resolves.toMatchObject({ width, height });
      await expect(call(png, { maxPixels: maxPixels - 1 })).rejects.toMatchObject(
        coded('IMAGE_TOO_LARGE'),
      );
    }
  });

  test('maxFrames', async () => {
    const raw = { width: 4, height: 20, channels: 3 as const, pageHeight: 4 };
    const gif = await sharp(noise(4 * 20 * 3), { raw })
      .gif()
      .toBuffer();
    await expect(decodeImage(gif, { maxFrames: 5 })).resolves.toMatchObject({ frames: 5 });
    await expect(decodeImage(gif, { maxFrames: 4 })).rejects.toMatchObject(
      coded('IMAGE_TOO_MANY_FRAMES'),
    );
  });

  test('pixels of an animation count one frame', async () => {
    const raw = { width: 4, height: 20, channels: 3 as const, pageHeight: 4 };
    const gif = await sharp(noise(4 * 20 * 3), { raw })
      .gif()
      .toBuffer();
    await expect(decodeImage(gif, { maxPixels: 16 })).resolves.toMatchObject({ height: 4 });
  });

  test('limits out of range are a RangeError', async () => {
    for (const name of ['maxBytes', 'maxPixels', 'maxFrames', 'timeoutSeconds'] as const) {
      for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expect(decodeImage(png, { [name]: value })).rejects.toBeInstanceOf(RangeError);
      }
    }
    await expect(decodeImage(png, { maxPixels: 1.5 })).rejects.toBeInstanceOf(RangeError);
  });

  test('the defaults cannot be changed for others', () => {
    expect(Object.isFrozen(DEFAULT_IMAGE_LIMITS)).toBe(true);
  });
});

describe('time', () => {
  test('is up', async () => {
    const timeoutSeconds = 1e-6;
    const image = await decodeImage(png);
    for (const call of [
      decodeImage(png, { timeoutSeconds }),
      probeImage(png, { timeoutSeconds }),
      encodeImage(image, { timeoutSeconds }),
    ]) {
      await expect(call).rejects.toMatchObject(coded('IMAGE_TIMEOUT'));
    }
  });

  test('is up while the encoder works', async () => {
    const large = await decodeImage(
      await picture(noise(1500 * 1500), 1500, 1500, 1)
        .png({ compressionLevel: 0 })
        .toBuffer(),
    );
    const call = encodeImage(large, { mediaType: 'image/avif', timeoutSeconds: 0.05 });
    await expect(call).rejects.toMatchObject(coded('IMAGE_TIMEOUT'));
  });

  test('abort, before and during, rejects with the reason', async () => {
    const image = await decodeImage(png);
    const reason = new Error('changed my mind');
    for (const start of [
      (signal: AbortSignal) => decodeImage(png, { signal }),
      (signal: AbortSignal) => decodeImage('no such file', { signal }),
      (signal: AbortSignal) => probeImage(png, { signal }),
      (signal: AbortSignal) => encodeImage(image, { signal }),
    ]) {
      await expect(start(AbortSignal.abort(reason))).rejects.toBe(reason);
      const controller = new AbortController();
      const call = start(controller.signal);
      controller.abort(reason);
      await expect(call).rejects.toBe(reason);
    }
  });

  test('a signal that does not fire changes nothing', async () => {
    const { signal } = new AbortController();
    expect((await decodeImage(png, { signal, timeoutSeconds: 10 })).data).toEqual(samples);
  });
});

describe('inputs', () => {
  test('bytes, wherever they lie', async () => {
    const path = join(folder, 'wrong.jpg');
    await writeFile(path, png);
    const padded = new Uint8Array(png.length + 20);
    padded.set(png, 7);
    for (const input of [
      new Uint8Array(png),
      padded.subarray(7, 7 + png.length),
      new Uint8Array(png).buffer,
      new Blob([new Uint8Array(png)]),
      path,
      pathToFileURL(path),
    ]) {
      const image = await decodeImage(input);
      expect(image).toMatchObject({ mediaType: 'image/png', width, height });
      expect(image.data).toEqual(samples);
    }
  });

  test('the input is not changed', async () => {
    const bytes = new Uint8Array(png);
    const image = await decodeImage(bytes);
    const data = image.data.slice();
    await encodeImage(image);
    expect(bytes).toEqual(new Uint8Array(png));
    expect(image.data).toEqual(data);
  });

  test('what is no file', async () => {
    await expect(decodeImage(join(folder, 'none'))).rejects.toMatchObject(coded('FILE_NOT_FOUND'));
    await expect(decodeImage(folder)).rejects.toMatchObject(coded('FILE_NOT_REGULAR'));
    await expect(decodeImage(42 as never)).rejects.toBeInstanceOf(TypeError);
    await expect(decodeImage(new URL('http://x/'))).rejects.toBeInstanceOf(TypeError);
  });
});

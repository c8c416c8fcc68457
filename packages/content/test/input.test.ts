import { readContent } from '@provenance/content';
import { describe, expect, test } from 'vitest';

const bytes = new Uint8Array([1, 2, 3]);

describe('readContent', () => {
  test('gives the same bytes for every kind of input', async () => {
    for (const input of [bytes, bytes.slice().buffer, new Blob([bytes]), Buffer.from(bytes)]) {
      expect([...(await readContent(input))]).toEqual([1, 2, 3]);
    }
  });

  test('does not copy a Uint8Array', async () => {
    expect(await readContent(bytes)).toBe(bytes);
  });

  test('takes an input at the limit and refuses one byte more', async () => {
    for (const input of [bytes, bytes.slice().buffer, new Blob([bytes])]) {
      expect(await readContent(input, { maxBytes: 3 })).toHaveLength(3);
      await expect(readContent(input, { maxBytes: 2 })).rejects.toMatchObject({
        name: 'ProvenanceError',
        code: 'CONTENT_TOO_LARGE',
      });
    }
  });

  test('refuses an empty input', async () => {
    await expect(readContent(new Uint8Array())).rejects.toMatchObject({ code: 'CONTENT_EMPTY' });
  });

  test("a caller's mistake is a TypeError or a RangeError", async () => {
    await expect(readContent('text' as never)).rejects.toBeInstanceOf(TypeError);
    await expect(readContent(null as never)).rejects.toBeInstanceOf(TypeError);
    for (const maxBytes of [0, -1, Number.NaN, 1.5, Number.POSITIVE_INFINITY]) {
      await expect(readContent(bytes, { maxBytes })).rejects.toBeInstanceOf(RangeError);
    }
  });
});

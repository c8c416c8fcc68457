import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../src/index.ts';
import { CASES } from './cases.ts';

const files = CASES.map(({ file }) => file).filter(({ length }) => length > 0);
const file = fc.constantFrom(...files);

describe('any file', () => {
  it('is read without an exception, and the same twice', () => {
    fc.assert(
      fc.property(
        file,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
        fc.nat(),
        (original, changes, cut) => {
          const bytes = Uint8Array.from(original);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const some = bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
          const reading = readLabels(some);
          expect(readLabels(some)).toEqual(reading);
          for (const { value, isCut } of reading.labels) {
            expect(value.length).toBeLessThanOrEqual(500);
            expect(typeof isCut).toBe('boolean');
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is read without an exception, whatever bytes follow its signature', () => {
    fc.assert(
      fc.property(file, fc.uint8Array({ maxLength: 200 }), (original, noise) => {
        readLabels(Uint8Array.of(...original.subarray(0, 12), ...noise));
        readLabels(noise, 'text/html');
        readLabels(noise, 'text/markdown');
        readLabels(noise, 'image/svg+xml');
      }),
      { numRuns: 500 },
    );
  });

  it('of which a byte is missing is never said to be without labels, if it has some', () => {
    // The text chunks of a PNG stand before its pixels: a cut anywhere leaves the label, or is noted.
    const labelled = CASES.find(({ name }) => name === 'AIGC in a PNG text')!.file;
    for (let length = 9; length < labelled.length; length++) {
      const { labels, unread } = readLabels(labelled.subarray(0, length));
      expect(labels.length + unread.length).toBeGreaterThan(0);
    }
  });
});

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeWrapper, locate, textFormatOf } from '../src/index.ts';

// Signed texts and vectors of others, which are not in this repository.
const folder = new URL('../../../../shared/data/c2pa/', import.meta.url);
const present = existsSync(folder);
if (!present) console.info('text conformance: skipped, there is no ../shared/data/c2pa');
const json = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Expected {
  readonly file: string;
  readonly mime: string;
  readonly located: boolean;
  readonly exclusion?: readonly [{ readonly start: number; readonly length: number }];
  readonly spec24_failure?: string;
  readonly store_sha256?: string;
  readonly sidecar?: string;
  readonly remote?: string;
}

/** Where the manifest lies about its exclusion, or the text was changed after it was signed. */
const ELSEWHERE: Readonly<Record<string, { start: number; length: number }>> = {
  'text/a8-inserted-before.txt': { start: 59, length: 10917 },
  'text/a8-nfd-after-signing.txt': { start: 28, length: 10945 },
  'text/a8-exclusion-covers-visible-text.txt': { start: 58, length: 10929 },
  'text/a7-exclusion-wider-than-element.html': { start: 86, length: 3665 },
};

describe.skipIf(!present)('signed texts', () => {
  const cases: Expected[] = present ? json('expected.json').text : [];
  test.each(cases)('$file', (expected) => {
    const bytes = new Uint8Array(readFileSync(new URL(expected.file, folder)));
    const format = textFormatOf({ mediaType: expected.mime, fileName: expected.file });
    const location = locate(bytes, format!.method);
    const reference = expected.sidecar?.replace('text/', '') ?? expected.remote;
    if (location.state === 'absent') {
      expect(expected.located).toBe(false);
      expect(expected.remote).toBeUndefined();
      if (expected.spec24_failure) expect(location.reason).toBe(expected.spec24_failure);
      return;
    }
    const { credential, exclusion } = location;
    if (reference !== undefined) {
      expect(credential.reference).toBe(reference.replace('-tampered', ''));
      return;
    }
    expect(expected.located).toBe(true);
    expect(sha256(credential.store!)).toBe(expected.store_sha256);
    expect(exclusion).toEqual(ELSEWHERE[expected.file] ?? expected.exclusion![0]);
  });
});

describe.skipIf(!present)('wrappers of other implementations', () => {
  const vectors: Record<string, string | null>[] = present ? json('a8-vectors.json') : [];
  const hex = (text: string | null | undefined) => Uint8Array.from(Buffer.from(text ?? '', 'hex'));
  test.each(vectors.filter(({ op }) => op?.startsWith('embed')))('$id', (vector) => {
    const length = vector.target_len === undefined ? null : Number(vector.target_len);
    const wrapper = encodeWrapper(hex(vector.payload_hex), length);
    expect(Buffer.concat([hex(vector.text_hex), wrapper]).toString('hex')).toBe(vector.expect_hex);
  });
  test.each(vectors.filter(({ op }) => op === 'extract'))('$id', (vector) => {
    const location = locate(hex(vector.text_hex), 'unstructured');
    if (vector.expect_hex !== null) {
      expect(location.state === 'found' && location.credential.store).toEqual(
        hex(vector.expect_hex),
      );
    } else {
      const reason = vector.status_2_4 === 'NONE' ? null : vector.status_2_4;
      expect(location).toMatchObject({ state: 'absent', reason });
    }
  });
});

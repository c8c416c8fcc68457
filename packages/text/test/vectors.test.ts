import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeWrapper, locate, type TextMethod, wrapperLength } from '../src/index.ts';

const vectors = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../test-vectors/text/${name}.json`, import.meta.url), 'utf8'),
  );
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

interface Case {
  readonly why: string;
  readonly method: TextMethod;
  readonly text: string;
  readonly store?: string;
  readonly reference?: string;
  readonly range?: { readonly start: number; readonly length: number };
  readonly exclusion?: null;
  readonly reason?: string | null;
}

function check(bytes: Uint8Array, expected: Case): void {
  const location = locate(bytes, expected.method);
  if (location.state === 'absent') {
    expect({ reason: location.reason }).toEqual({ reason: expected.reason });
    return;
  }
  const { credential, exclusion } = location;
  expect({
    store: credential.store === null ? undefined : hexOf(credential.store),
    reference: credential.reference ?? undefined,
    range: credential.range,
    exclusion,
    reason: undefined,
  }).toEqual({
    store: expected.store,
    reference: expected.reference,
    range: expected.range,
    exclusion: expected.exclusion === null ? null : expected.range,
    reason: expected.reason,
  });
}

describe('wrapper.json', () => {
  const { encode, locate: located } = vectors('wrapper');
  test.each(encode as { why: string; store: string; wrapper: string; padded: string }[])(
    'encode: $why',
    ({ store, wrapper, padded }) => {
      const bytes = bytesOf(store);
      expect(hexOf(encodeWrapper(bytes, null))).toBe(wrapper);
      expect(hexOf(encodeWrapper(bytes))).toBe(padded);
      expect(wrapperLength(bytes.length)).toBe(padded.length / 2);
    },
  );
  test.each(located as Case[])('locate: $why', (expected) => {
    check(bytesOf(expected.text), { ...expected, method: 'unstructured' });
  });
});

describe('locate.json', () => {
  test.each(vectors('locate').cases as Case[])('$method: $why', (expected) => {
    check(new TextEncoder().encode(expected.text), expected);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeWrapper,
  hashedPieces,
  IllFormedTextError,
  locate,
  prepareEmbedding,
  strip,
  type TextMethod,
  textFormatOf,
  wrapperLength,
} from '../src/index.ts';

const store = Uint8Array.from({ length: 40 }, (_, i) => i * 7);
const signed = (text: string, fileName: string) =>
  prepareEmbedding(text, textFormatOf({ fileName })!).assemble(store);
const METHODS: readonly (TextMethod | undefined)[] = [
  'html',
  'structured',
  'unstructured',
  undefined,
];

/** Whatever the bytes are: nothing throws, and nothing is outside of them. */
function check(bytes: Uint8Array): void {
  for (const method of METHODS) {
    const location = locate(bytes, method);
    for (const { range, store, reference, problem } of location.candidates) {
      const within = range.start >= 0 && range.length >= 0;
      if (!within || range.start + range.length > bytes.length) throw new Error('outside');
      if (store !== null && store.length > range.length) throw new Error('larger than it is');
      if ((problem === null) !== (store !== null || reference !== null)) throw new Error('half');
    }
    if (location.state === 'found') {
      const { credential, exclusion } = location;
      let length = 0;
      for (const piece of hashedPieces(bytes, exclusion, 'html')) length += piece.length;
      if (length !== bytes.length - (exclusion?.length ?? 0)) throw new Error('covers less');
      if (credential.method === 'unstructured') {
        try {
          for (const _ of hashedPieces(bytes, exclusion, 'unstructured'));
        } catch (error) {
          if (!(error instanceof IllFormedTextError)) throw error;
        }
      }
    }
    const rest = strip(bytes, method);
    if (rest.length > bytes.length) throw new Error('grew');
    if (method === 'unstructured' && locate(rest, method).state === 'found')
      throw new Error('left');
  }
}

/** Seeded: mulberry32. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** One to four changes: flips, cuts, copies, bytes that the formats are made of. */
function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const telling = [
    0xef, 0xbb, 0xbf, 0xf3, 0xa0, 0x84, 0x87, 0xb8, 0x80, 0x2d, 0x3c, 0x3e, 0x0a, 0x22,
  ];
  let list = [...bytes];
  for (let changes = 1 + random(4); changes > 0 && list.length > 0; changes--) {
    const at = random(list.length);
    const length = 1 + random(12);
    const kind = random(6);
    if (kind === 0) list[at]! ^= 1 << random(8);
    else if (kind === 1) list[at] = telling[random(telling.length)]!;
    else if (kind === 2) list.splice(at, length);
    else if (kind === 3) list.splice(at, 0, ...list.slice(random(list.length)).slice(0, length));
    else if (kind === 4) list.splice(at, 0, telling[random(telling.length)]!);
    else list = list.slice(0, at);
  }
  return Uint8Array.from(list);
}

describe('mutated credentials', () => {
  const texts: readonly (readonly [string, Uint8Array, number])[] = [
    ['a wrapper', signed('Text é. ', 'a.txt'), 12000],
    ['a block', signed('import os\n', 'a.py'), 8000],
    ['front matter', signed('---\nt: 1\n---\n', 'a.md'), 4000],
    ['a script', signed('<!doctype html><head><title>T</title></head><p>x', 'a.html'), 2000],
  ];
  test.each(texts)('of %s crash nothing, and stay within the text', (_, bytes, count) => {
    const random = randomOf(bytes.length);
    for (let i = 0; i < count; i++) check(mutated(bytes, random));
  });

  test('a wrapper with one byte changed is located with another store, or not at all', () => {
    const bytes = signed('Text. ', 'a.txt');
    const start = 6;
    const missed: number[] = [];
    for (let at = start; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 0x01;
      const location = locate(changed, 'unstructured');
      const same =
        location.state === 'found' &&
        Buffer.from(location.credential.store!).equals(store) &&
        location.credential.range.length === bytes.length - start;
      // Padding says nothing, but it is in the wrapper and in the exclusion.
      if (same) missed.push(at);
    }
    const padding = wrapperLength(store.length) - encodeWrapper(store, null).length;
    expect(missed.every((at) => at >= bytes.length - padding)).toBe(true);
  });
});

test('any bytes crash nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => check(bytes)),
    { numRuns: 1000 },
  );
});

describe('what would cost more than it is', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const magic = '\ufeff\u{e0133}\u{e0122}\u{e0140}\u{e0131}\u{e0144}\u{e0148}\u{e0144}\ufe00';

  test.each([
    ['markers', '\ufeff'.repeat(3e5), null],
    ['selectors', '\u{e0133}'.repeat(3e5), null],
    ['openings of wrappers', magic.repeat(3e4), 'manifest.text.corruptedWrapper'],
    [
      'a wrapper that claims 4 GiB',
      `${magic}\ufe01${'\u{e01ef}'.repeat(4)}`,
      'manifest.text.corruptedWrapper',
    ],
    ['one long run', magic + '\u{e01ef}'.repeat(3e5), 'manifest.text.corruptedWrapper'],
  ])('plain text: %s', (_, text, reason) => {
    expect(locate(utf8(text), 'unstructured')).toMatchObject({ state: 'absent', reason });
  });

  test('many wrappers are counted and not all described, and all are taken away', () => {
    const wrapper = encodeWrapper(Uint8Array.of(1));
    const bytes = new Uint8Array(Buffer.concat(Array.from({ length: 5000 }, () => wrapper)));
    const location = locate(bytes, 'unstructured');
    expect(location).toMatchObject({ reason: 'manifest.text.multipleWrappers' });
    expect(location.candidates).toHaveLength(64);
    expect(strip(bytes)).toHaveLength(0);
  });

  test('a wrapper is found behind more candidates than are described', () => {
    const bytes = new Uint8Array(Buffer.concat([utf8(magic.repeat(100)), encodeWrapper(store)]));
    expect(locate(bytes, 'unstructured')).toMatchObject({ state: 'found' });
  });

  test.each([
    ['begins', '-----BEGIN C2PA MANIFEST-----'],
    ['ends', '-----END C2PA MANIFEST-----'],
    ['both', '-----BEGIN C2PA MANIFEST----- -----END C2PA MANIFEST-----'],
  ])('structured text: many %s on one line', (_, text) => {
    expect(locate(utf8(text.repeat(20000)), 'structured')).toMatchObject({
      state: 'absent',
      reason: 'manifest.structuredText.noManifest',
    });
  });

  test.each([
    ['attributes', `<head><meta ${Array.from({ length: 1e5 }, (_, i) => `a${i}`).join(' ')}>`],
    ['templates in one another', `<head>${'<template>'.repeat(1e4)}`],
  ])('HTML: %s', (_, text) => {
    expect(locate(utf8(text), 'html')).toMatchObject({
      state: 'absent',
      reason: 'text.headTooLarge',
    });
  });

  test('a head that is not read to its end has no credential, though one was seen', () => {
    const text = `<head><script type="application/c2pa">AAAA</script>${'<template>'.repeat(1e4)}`;
    expect(locate(utf8(text), 'html')).toMatchObject({ reason: 'text.headTooLarge' });
  });
});

test("a caller's mistake is a TypeError or a RangeError", () => {
  expect(() => locate('text' as never)).toThrow(TypeError);
  expect(() => strip('text' as never)).toThrow(TypeError);
  expect(() => encodeWrapper('store' as never)).toThrow(TypeError);
  for (const length of [-1, 1.5, Number.NaN, 2 ** 32]) {
    expect(() => wrapperLength(length)).toThrow(RangeError);
  }
  const unpadded = encodeWrapper(store, null).length;
  for (const gap of [-1, 1, 2, 5, 0.5, Number.NaN]) {
    expect(() => encodeWrapper(store, unpadded + gap)).toThrow(RangeError);
  }
  for (const gap of [0, 3, 4, 6, 7, 8]) {
    expect(encodeWrapper(store, unpadded + gap)).toHaveLength(unpadded + gap);
  }
});

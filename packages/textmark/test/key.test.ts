import { hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  createIssuedIds,
  createTextMarker,
  createTextMarkStream,
  deriveServerKey,
  deriveTextMarkKey,
  detectTokens,
  makeTextMarkProfile,
  packTextMarkKey,
  serverTextMarkKey,
  TEXT_MARK_SCHEMES,
  unpackTextMarkKey,
} from '../src/index.ts';
import { secretOf } from '../src/key/key.ts';
import { master } from './texts.ts';

const OWN = 'provenance-gumbel-siphash-v1';

test.each(TEXT_MARK_SCHEMES)('%s is derived by HKDF with its name', (scheme) => {
  const length = scheme.startsWith('provenance') || scheme.startsWith('sglang-dual') ? 16 : 8;
  const expected = Buffer.from(hkdfSync('sha256', master, new Uint8Array(0), scheme, length));
  expect(Buffer.from(secretOf(deriveTextMarkKey(master, scheme)).bytes)).toEqual(expected);
  const tenant = Buffer.from(hkdfSync('sha256', master, '', `${scheme}\0acme`, length));
  const made = deriveTextMarkKey(master, scheme, { tenant: 'acme' });
  expect(Buffer.from(secretOf(made).bytes)).toEqual(tenant);
});

test.each(TEXT_MARK_SCHEMES)('%s is the same key after it was sent as plain data', (scheme) => {
  const key = deriveTextMarkKey(master, scheme, { contextWidth: 5 });
  const sent = structuredClone(packTextMarkKey(key));
  const same = unpackTextMarkKey(sent);
  expect(same).toEqual(key);
  expect(secretOf(same)).toEqual(secretOf(key));
  expect(() => packTextMarkKey({ ...key })).toThrow(TypeError);
  expect(() => unpackTextMarkKey({ ...sent, secret: {} as never })).toThrow(TypeError);
  expect(() => unpackTextMarkKey({ ...sent, contextWidth: 65 })).toThrow(RangeError);
});

test('the number for a server is the key that is derived', () => {
  for (const scheme of TEXT_MARK_SCHEMES.filter((name) => !name.startsWith('provenance'))) {
    const { key, keyB } = deriveServerKey(master, scheme, { tenant: 'a' });
    const same = serverTextMarkKey(scheme, key, keyB === undefined ? {} : { keyB });
    expect(same).toEqual(deriveTextMarkKey(master, scheme, { tenant: 'a' }));
    expect([...secretOf(same).words]).toEqual([
      ...secretOf(deriveTextMarkKey(master, scheme, { tenant: 'a' })).words,
    ]);
  }
  expect(() => deriveServerKey(master, OWN)).toThrow(TypeError);
});

test('a kid tells keys, schemes and tenants apart', () => {
  const other = Uint8Array.from(master, (byte) => byte ^ 1);
  const kids = TEXT_MARK_SCHEMES.flatMap((scheme) => [
    deriveTextMarkKey(master, scheme).kid,
    deriveTextMarkKey(other, scheme).kid,
    deriveTextMarkKey(master, scheme, { tenant: 'a' }).kid,
  ]);
  kids.push(serverTextMarkKey('vllm-gumbel-philox-v1', 42).kid);
  kids.push(serverTextMarkKey('vllm-dual-gumbel-philox-v1', 42).kid);
  expect(new Set(kids).size).toBe(kids.length);
  for (const kid of kids) expect(kid).toMatch(/^[\da-f]{16}$/);
  // Width and parameters are in the profile beside it.
  expect(deriveTextMarkKey(master, OWN, { contextWidth: 5 }).kid).toBe(
    deriveTextMarkKey(master, OWN).kid,
  );
});

test('a server key in all its forms', () => {
  const scheme = 'vllm-gumbel-philox-v1';
  const forms = [255, 255n, '255', '0xff', '0xFF'].map((key) => serverTextMarkKey(scheme, key));
  for (const key of forms) expect(key).toEqual(forms[0]);
  expect(forms[0]!.weak).toBe(true);
  expect(serverTextMarkKey(scheme, 2n ** 32n).weak).toBe(false);
  for (const key of [-1, 1.5, Number.NaN, 2 ** 53, 2n ** 64n, -1n]) {
    expect(() => serverTextMarkKey(scheme, key)).toThrow(RangeError);
  }
  for (const key of ['', 'ff', '-1', '0x', '1e3', null, {}] as string[]) {
    expect(() => serverTextMarkKey(scheme, key)).toThrow(TypeError);
  }
  expect(() => serverTextMarkKey(scheme, '18446744073709551616')).toThrow(RangeError);
});

test('widths, parameters and schemes that are none', () => {
  const derive = (options: object) => () => deriveTextMarkKey(master, OWN, options);
  for (const contextWidth of [0, 1, 65, 2.5]) expect(derive({ contextWidth })).toThrow(RangeError);
  expect(derive({ alpha: 0.1 })).toThrow(TypeError);
  expect(derive({ tenant: '' })).toThrow(TypeError);
  expect(() => deriveTextMarkKey(master.subarray(1), OWN)).toThrow(RangeError);
  expect(() => deriveTextMarkKey([] as never, OWN)).toThrow(TypeError);
  expect(() => deriveTextMarkKey(master, 'synthid' as never)).toThrow(TypeError);
  expect(() => serverTextMarkKey(OWN as never, 1)).toThrow(TypeError);
  const dual = 'sglang-dual-gumbel-murmur3-v1';
  expect(() => serverTextMarkKey(dual, 1)).toThrow(TypeError);
  expect(() => serverTextMarkKey('sglang-gumbel-murmur3-v1', 1, { keyB: 2 })).toThrow(TypeError);
  for (const mixingProbability of [0, 1, Number.NaN]) {
    expect(() => serverTextMarkKey(dual, 1, { keyB: 2, mixingProbability })).toThrow(RangeError);
  }
});

describe('a key', () => {
  const secrets = [
    ...Array.from(secretOf(deriveTextMarkKey(master, OWN)).words, String),
    ...Array.from(secretOf(deriveTextMarkKey(master, OWN)).words, (word) => String(word >>> 0)),
    Buffer.from(secretOf(deriveTextMarkKey(master, OWN)).bytes).toString('hex'),
    '15726070495360670683',
    'da3e2d52c1f4a9db',
  ];
  const key = deriveTextMarkKey(master, OWN);
  const server = serverTextMarkKey('vllm-gumbel-philox-v1', '15726070495360670683');
  const traced = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
  const expectSecret = (shown: string) => {
    for (const secret of secrets) expect(shown).not.toContain(secret);
  };

  test('is in no property of anything that is made of it', () => {
    const tokenizer = { name: 'x', vocabulary: '0'.repeat(64) };
    const made: unknown[] = [
      key,
      server,
      createTextMarker(key),
      createTextMarkStream([key, server]),
      createIssuedIds(traced, [1n, 2n]),
      makeTextMarkProfile(key, tokenizer),
      detectTokens([1, 2, 3], [key, server]),
    ];
    for (const each of made) {
      expectSecret(inspect(each, { depth: 20, showHidden: true }));
      expectSecret(JSON.stringify(each));
    }
  });

  test('is in no message', () => {
    const scheme = 'vllm-gumbel-philox-v1';
    const given = '15726070495360670683';
    for (const call of [
      () => serverTextMarkKey(scheme, `${given}x`),
      () => serverTextMarkKey(scheme, BigInt(given) * 2n),
      () => serverTextMarkKey(scheme, Number(given)),
      () => serverTextMarkKey(scheme, given, { contextWidth: 0 }),
      () => serverTextMarkKey(scheme, given, { keyB: given }),
      () => createTextMarker(server, { topP: 2 }),
    ]) {
      let message = '';
      try {
        call();
      } catch (error) {
        message = inspect(error).replace(/\n {4}at [^\n]*/g, '');
      }
      expect(message).not.toBe('');
      expectSecret(message);
      expect(message).not.toContain(given.slice(0, 8));
    }
  });

  test('does not go to another thread', () => {
    const copy = structuredClone(key);
    expect(() => detectTokens([1], [copy])).toThrow(TypeError);
  });
});

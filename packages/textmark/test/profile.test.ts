import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  checkTextMarkProfile,
  deriveTextMarkKey,
  makeTextMarkProfile,
  parseTextMarkProfile,
  readSglangConfig,
  readVllmConfig,
  serialiseTextMarkProfile,
  serverTextMarkKey,
  TEXT_MARK_SCHEMES,
} from '../src/index.ts';
import { master } from './texts.ts';

const tokenizer = { name: 'o200k_base', vocabulary: 'a1'.repeat(32) };
const key = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
const profile = makeTextMarkProfile(key, tokenizer);

describe('a profile', () => {
  test.each(TEXT_MARK_SCHEMES)('of %s is written and read', (scheme) => {
    const made = makeTextMarkProfile(deriveTextMarkKey(master, scheme), tokenizer);
    const text = serialiseTextMarkProfile(made);
    expect(parseTextMarkProfile(text)).toEqual(made);
    expect(serialiseTextMarkProfile(parseTextMarkProfile(text))).toBe(text);
    checkTextMarkProfile(made, deriveTextMarkKey(master, scheme), tokenizer);
  });

  test('says what differs', async () => {
    const differs = async (other: typeof key, name: string, cut = tokenizer) => {
      const error = await expectCode('CONFIG_INVALID', () =>
        checkTextMarkProfile(profile, other, cut),
      );
      expect(error.message).toContain(name);
    };
    const scheme = 'provenance-traced-siphash-v1';
    await differs(deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1'), 'scheme');
    await differs(deriveTextMarkKey(master, scheme, { contextWidth: 4 }), 'contextWidth');
    await differs(deriveTextMarkKey(master, scheme, { presenceShare: 0 }), 'parameters');
    await differs(deriveTextMarkKey(master, scheme, { tenant: 'x' }), 'kid');
    await differs(key, 'vocabulary', { ...tokenizer, vocabulary: '00'.repeat(32) });
    // A name is a label.
    checkTextMarkProfile(profile, key, { ...tokenizer, name: 'gpt-4o' });
  });

  test('that is none is refused, and names the field', async () => {
    const refused = async (change: object, name: string) => {
      const text = JSON.stringify({ ...profile, ...change });
      const error = await expectCode('CONFIG_INVALID', () => parseTextMarkProfile(text));
      expect(error.message).toContain(name);
    };
    await refused({ format: 'provenance.textmark-profile/2' }, 'format');
    await refused({ scheme: 'synthid' }, 'scheme');
    await refused({ scheme: undefined }, 'scheme');
    await refused({ contextWidth: 1 }, 'contextWidth');
    await refused({ contextWidth: '3' }, 'contextWidth');
    await refused({ kid: 'XYZ' }, 'kid');
    await refused({ parameters: null }, 'parameters');
    await refused({ parameters: {} }, 'presenceShare');
    await refused({ parameters: { presenceShare: 2 } }, 'presenceShare');
    await refused({ parameters: { presenceShare: 0, alpha: 1 } }, 'alpha');
    await refused({ tokenizer: [] }, 'tokenizer');
    await refused({ tokenizer: { ...tokenizer, vocabulary: '' } }, 'tokenizer');
    await refused({ tokenizer: { ...tokenizer, extra: 1 } }, 'extra');
    await refused({ key: '00' }, 'key');
    for (const text of ['', '[]', 'null', '5', '{', `{"a":"${'x'.repeat(70_000)}"}`]) {
      await expectCode('CONFIG_INVALID', () => parseTextMarkProfile(text));
    }
    expect(() => parseTextMarkProfile({} as never)).toThrow(TypeError);
    await expectCode('CONFIG_INVALID', () =>
      makeTextMarkProfile(key, { name: '', vocabulary: '' }),
    );
  });

  test('whatever is given, it is refused or read, and never otherwise', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseTextMarkProfile(text)).toThrow(/profile/);
      }),
    );
  });
});

describe('the configuration of vLLM', () => {
  const secret = '18446744073709551557';
  test('is read with all digits of its key', () => {
    const { key: read, marker } = readVllmConfig(`{"algorithm":"gumbel","key": ${secret}}`);
    expect(read).toEqual(serverTextMarkKey('vllm-gumbel-philox-v1', secret));
    expect(marker).toEqual({ deduplicateContexts: 'single_turn' });
    const dual = readVllmConfig(
      `{"key":${secret},"algorithm":"dual_key_gumbel","alpha":0.2,"context_width":5,"prf":"philox","deduplicate_contexts":"all","deduplicate_contexts_max_history":null,"allow_target_only_watermarking":false}`,
    );
    expect(dual.key).toEqual(
      serverTextMarkKey('vllm-dual-gumbel-philox-v1', secret, { alpha: 0.2, contextWidth: 5 }),
    );
    expect(dual.marker).toEqual({ deduplicateContexts: 'all' });
    expect(readVllmConfig('{"key":42,"alpha":0.3}').key).toMatchObject({
      weak: true,
      parameters: {},
    });
  });

  test('that cannot be met is refused, and no message holds the key', async () => {
    for (const [fields, name] of [
      [`"key":${secret},"algorithm":"sbw"`, 'algorithm'],
      [`"key":${secret},"prf":"hmac"`, 'prf'],
      [`"key":${secret},"context_width":0`, 'width'],
      [`"key":${secret},"context_width":"4"`, 'context_width'],
      [`"key":${secret},"deduplicate_contexts":"some"`, 'deduplicate_contexts'],
      [`"key":${secret},"algorithm":"dual_key_gumbel","alpha":2`, 'alpha'],
      [`"key":${secret},"${secret}":1`, 'field'],
      [`"key":"${secret}"`, 'key'],
      [`"key":${secret}0`, 'key'],
      [`"key":-${secret}`, 'key'],
      ['"key":1.5', 'key'],
      ['"key":1e3', 'key'],
      ['"algorithm":"gumbel"', 'key'],
      [`"key":${secret},"prf`, ''],
    ] as const) {
      const error = await expectCode('CONFIG_INVALID', () => readVllmConfig(`{${fields}}`));
      expect(error.message).toContain(name);
      expect(inspect(error)).not.toContain(secret.slice(0, 12));
    }
    for (const text of ['[]', 'null', '', `{"key":1,"a":"${'x'.repeat(5000)}"}`]) {
      await expectCode('CONFIG_INVALID', () => readVllmConfig(text));
    }
    expect(() => readVllmConfig(5 as never)).toThrow(TypeError);
  });
});

describe('the configuration of SGLang', () => {
  test('is read', () => {
    const { key: read, marker } = readSglangConfig(
      '{"key":"0123456789abcdef","key_b":"fedcba9876543210","context_window":2,"mixing_probability":0.25,"max_probability":0.9,"default_enabled":true,"enforce_all":true}',
    );
    expect(read).toEqual(
      serverTextMarkKey('sglang-dual-gumbel-murmur3-v1', '0x0123456789abcdef', {
        keyB: '0xfedcba9876543210',
        contextWidth: 2,
        mixingProbability: 0.25,
      }),
    );
    expect(marker).toEqual({ maxProbability: 0.9 });
    expect(readSglangConfig('{"key":"0xFF"}')).toEqual({
      key: serverTextMarkKey('sglang-gumbel-murmur3-v1', 255),
      marker: {},
    });
    expect(
      readSglangConfig('{"key":"ff","key_b":null,"context_window":null}').key.contextWidth,
    ).toBe(4);
  });

  test('that cannot be met is refused, and no message holds a key', async () => {
    const secret = 'fedcba9876543210';
    for (const [fields, name] of [
      [`"key":"${secret}0"`, 'key'],
      [`"key":"x${secret}"`, 'key'],
      ['"key":"+1"', 'key'],
      ['"key":"0x"', 'key'],
      ['"key":5', 'key'],
      ['"context_window":4', 'key'],
      [`"key":"${secret}","key_b":"not-hex"`, 'key_b'],
      [`"key":"${secret}","context_window":65`, 'width'],
      [`"key":"${secret}","context_window":true`, 'context_window'],
      [`"key":"${secret}","mixing_probability":0.2`, 'key_b'],
      [`"key":"${secret}","key_b":"1","mixing_probability":1`, 'mixingProbability'],
      [`"key":"${secret}","max_probability":1.01`, 'max_probability'],
      [`"key":"${secret}","${secret}":"value"`, 'field'],
      [`"key":"${secret}"},`, ''],
    ] as const) {
      const error = await expectCode('CONFIG_INVALID', () => readSglangConfig(`{${fields}}`));
      expect(error.message).toContain(name);
      expect(inspect(error)).not.toContain(secret);
    }
  });
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodePayload, encodePayload } from '../src/format/payload.ts';
import { createPlan, tablesOf } from '../src/format/plan.ts';
import { CODE_LENGTH, informationSet, polarTransform } from '../src/format/polar.ts';
import { createTile } from '../src/format/tile.ts';
import { hmac, sha256 } from '../src/numeric/sha256.ts';
import { unitVector } from '../src/numeric/turn.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const payload = Uint8Array.from([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);

test('SHA-256 and HMAC agree with another implementation at every block boundary', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const message = Uint8Array.from({ length }, (_, i) => i * 31);
    expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
  }
  // RFC 4231, test case 2.
  expect(hex(hmac(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?')))).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('the tiles of FORMAT.md come out bit by bit', () => {
  const plan = createPlan(Uint8Array.from({ length: 32 }, (_, i) => i));
  expect(plan.keyId).toBe('59002dfec330390e');
  const tables = tablesOf(plan);
  for (const [scale, profile, hash] of [
    [1, 0, 'b68f646237af90f5e01091ff5797cb1e657c2fd41ef2b25b4bc1ce21740e2ef1'],
    [1, 1, '881512c2008571b2ad7b7aa6dbf59721803adf11f46d63b1458b5a92f5e8d940'],
    [2, 0, 'd87cd118539972763ee2cac5a3102ae3ec11cb5a42d4e265e14f39342f26840b'],
  ] as const) {
    const tile = createTile(tables, payload, scale, profile);
    expect([tables.layouts.indexOf(tile.layout), tile.offsetX, tile.offsetY]).toEqual([0, 191, 28]);
    const bytes = new Uint8Array(tile.values.length * 2);
    const view = new DataView(bytes.buffer);
    tile.values.forEach((value, i) => {
      view.setInt16(2 * i, value, true);
    });
    expect(hex(sha256(bytes))).toBe(hash);
  }
});

test('sines without Math.sin', () => {
  for (let i = -40; i < 40; i++) {
    const [c, s] = unitVector(i / 29);
    expect(c).toBeCloseTo(Math.cos((2 * Math.PI * i) / 29), 13);
    expect(s).toBeCloseTo(Math.sin((2 * Math.PI * i) / 29), 13);
  }
});

test('the polar transform is its own inverse and the code corrects noise', () => {
  const bits = Uint8Array.from({ length: CODE_LENGTH }, (_, i) => ((i * i) % 7) & 1);
  const twice = bits.slice();
  polarTransform(twice);
  expect(twice).not.toEqual(bits);
  polarTransform(twice);
  expect(twice).toEqual(bits);
  expect(informationSet(108)).toHaveLength(108);
  const key = new Uint8Array(32).fill(5);
  const code = encodePayload(payload, key);
  let state = 7;
  const llr = Float32Array.from(code, (bit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (bit ? -1 : 1) + ((state >>> 8) / 2 ** 24 - 0.5) * 4;
  });
  expect(llr.filter((v, i) => v < 0 !== (code[i] === 1)).length).toBeGreaterThan(50);
  expect(decodePayload(llr, key)).toEqual(payload);
  expect(decodePayload(llr, new Uint8Array(32).fill(6))).toBeNull();
});

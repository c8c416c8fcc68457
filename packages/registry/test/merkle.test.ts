import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeId } from '../src/backend/backend.ts';
import {
  appendLeaves,
  consistencyPath,
  continues,
  includes,
  inclusionPath,
  leafHash,
  nodeHash,
  peaksOf,
  rootOf,
} from '../src/log/merkle.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** Inputs, roots and proofs of the reference implementation of Certificate Transparency (RFC 6962). */
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(unhex);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const INCLUSIONS: readonly [index: number, size: number, path: readonly string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];
const CONSISTENCIES: readonly [older: number, newer: number, path: readonly string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

/** A tree of that many leaves, with its nodes. */
function treeOf(leaves: readonly Uint8Array[]) {
  const { state, nodes } = appendLeaves({ size: 0, peaks: [] }, leaves);
  const stored = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const read = async (at: readonly NodeId[]) =>
    at.map(({ level, index }) => {
      const hash = stored.get(`${level}/${index}`);
      if (!hash) throw new Error(`No node ${level}/${index}.`);
      return hash;
    });
  return { state, root: rootOf(state.peaks), read };
}

/** MTH(D[n]) as RFC 6962 2.1 writes it down. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return rootOf([]);
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));

describe('the reference implementation of Certificate Transparency', () => {
  const leaves = INPUTS.map(leafHash);

  it.each(ROOTS.map((root, size) => [size, root] as const))('%i leaves: root %s', (size, root) => {
    expect(hex(treeOf(leaves.slice(0, size)).root)).toBe(root);
  });

  it.each(INCLUSIONS)('leaf %i in a tree of %i', async (index, size, path) => {
    const { root, read } = treeOf(leaves.slice(0, size));
    expect((await inclusionPath(index, size, read)).map(hex)).toEqual(path);
    expect(includes(root, { index, size, leaf: leaves[index]! }, path.map(unhex))).toBe(true);
  });

  it.each(CONSISTENCIES)('a tree of %i begins one of %i', async (older, newer, path) => {
    const { read } = treeOf(leaves.slice(0, newer));
    expect((await consistencyPath(older, newer, read)).map(hex)).toEqual(path);
    const head = (size: number) => ({ size, root: unhex(ROOTS[size]!) });
    expect(continues(head(older), head(newer), path.map(unhex))).toBe(true);
  });
});

describe('a tree of any size', () => {
  const sizes = fc.integer({ min: 0, max: 200 });

  it('has the root that the definition gives, however it was appended', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 6 }), (counts) => {
        const leaves = numbered(counts.reduce((sum, count) => sum + count, 0));
        let state = treeOf([]).state;
        for (const count of counts) {
          const appended = appendLeaves(state, leaves.slice(state.size, state.size + count));
          for (const { level, index, hash } of appended.nodes) {
            const first = index * 2 ** level;
            expect(hex(hash)).toBe(hex(mth(leaves.slice(first, first + 2 ** level))));
          }
          state = appended.state;
        }
        expect(hex(rootOf(state.peaks))).toBe(hex(mth(leaves)));
        expect(state.peaks).toHaveLength(peaksOf(state.size).length);
      }),
      { numRuns: 30 },
    );
  });

  it('proves every leaf, and no other in its place', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(199), fc.nat(199), async (size, at, other) => {
        fc.pre(at < size);
        const leaves = numbered(size);
        const { root, read } = treeOf(leaves);
        const path = await inclusionPath(at, size, read);
        expect(includes(root, { index: at, size, leaf: leaves[at]! }, path)).toBe(true);
        if (other !== at) {
          expect(includes(root, { index: other, size, leaf: leaves[at]! }, path)).toBe(false);
          const leaf = leafHash(Buffer.from('another'));
          expect(includes(root, { index: at, size, leaf }, path)).toBe(false);
        }
        const longer = [...path, leaves[0]!];
        expect(includes(root, { index: at, size, leaf: leaves[at]! }, longer)).toBe(false);
        if (path.length > 0) {
          const shorter = path.slice(1);
          expect(includes(root, { index: at, size, leaf: leaves[at]! }, shorter)).toBe(false);
        }
      }),
    );
  });

  it('proves what it began with, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, sizes, fc.nat(199), async (a, b, changed) => {
        const [older, newer] = [Math.min(a, b), Math.max(a, b)];
        const leaves = numbered(newer);
        const { root, read } = treeOf(leaves);
        const path = await consistencyPath(older, newer, read);
        const head = { size: newer, root };
        const before = (from: readonly Uint8Array[]) => ({
          size: older,
          root: mth(from.slice(0, older)),
        });
        expect(continues(before(leaves), head, path)).toBe(true);
        if (older > 0) {
          const forged = leaves.with(changed % older, leafHash(Buffer.from('another')));
          expect(continues(before(forged), head, path)).toBe(false);
          expect(continues(before(leaves), { ...head, root: mth(forged) }, path)).toBe(false);
        }
        expect(continues(before(leaves), head, [...path, root])).toBe(false);
      }),
    );
  });

  it('is counted beyond 32 bits', () => {
    const size = 2 ** 40 + 5;
    expect(peaksOf(size)).toEqual([
      { level: 40, index: 0 },
      { level: 2, index: 2 ** 38 },
      { level: 0, index: 2 ** 40 + 4 },
    ]);
    const peaks = peaksOf(size).map((_, i) => leafHash(Uint8Array.of(i)));
    const { state, nodes } = appendLeaves({ size, peaks }, [leafHash(Uint8Array.of(9))]);
    expect(nodes.map(({ level, index }) => [level, index])).toEqual([
      [0, 2 ** 40 + 5],
      [1, 2 ** 39 + 2],
    ]);
    expect(state.size).toBe(size + 1);
  });
});

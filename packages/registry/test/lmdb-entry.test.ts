import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EntryKeys } from '../src/backend/backend.ts';
import { areSame, encodeEntry, readEntry, readKeys } from '../src/lmdb/entry.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { uint64 } from '../src/lmdb/keys.ts';
import { TABLES, type Tables, tablesOf } from '../src/lmdb/tables.ts';
import { addNodes, readNode } from '../src/lmdb/tiles.ts';
import { appendLeaves } from '../src/log/merkle.ts';
import { sha256 } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function open() {
  const options = { kind: 'registry', version: 7, tables: TABLES, create: true, readOnly: false };
  const environment = await openEnvironment(await temporaryFolder(), options);
  onTestFinished(() => environment.close());
  return { environment, tables: tablesOf(environment) as Tables };
}

const leafHash = sha256('leaf');

describe('an entry', () => {
  it('has the bytes and the keys that it was given, wherever those stand', async () => {
    const { environment, tables } = await open();
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    const some = fc.option(text);
    const keys = fc.record({
      contentId: text,
      contentHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      manifestId: some,
      retainUntil: some,
      traits: fc.record({ requestId: some, model: some, issuer: some, day: some }),
      fingerprints: fc.array(fc.record({ alg: text, value: bytes }), { maxLength: 32 }),
    });
    // Of some keys what was signed has the bytes, far behind in it too.
    const signed = fc
      .tuple(keys, bytes, fc.constantFrom(0, 60_000, 70_000), fc.boolean())
      .map(([keys, start, gap, has]) => {
        const own = [keys.contentId, keys.manifestId ?? '', keys.traits.model ?? ''].join('');
        const parts = has ? [Buffer.from(own), keys.contentHash] : [];
        return { keys, bytes: Buffer.concat([start, Buffer.alloc(gap), ...parts]) };
      });
    const entries = fc.array(signed, { minLength: 60, maxLength: 100 });
    fc.assert(
      fc.property(entries, (all) => {
        environment.write(() => {
          for (const [i, { keys, bytes }] of all.entries()) {
            const entry = { kind: 'record' as const, leafHash, bytes };
            tables.entries.putSync(uint64(i), encodeEntry(tables, entry, keys as EntryKeys));
          }
        });
        for (const [index, { keys, bytes }] of all.entries()) {
          const found = readEntry(tables, index)!;
          expect(found).toMatchObject({ index, kind: 'record', leafHash, manifestStore: null });
          expect(Buffer.compare(found.bytes!, bytes)).toBe(0);
          const own = readKeys(tables, index)!;
          expect(areSame(own, keys)).toBe(true);
          expect(areSame(own, { ...keys, retainUntil: `${keys.retainUntil}.` })).toBe(false);
        }
      }),
      { numRuns: 3 },
    );
  });

  it('shares its header with those that begin with the same, as long as there are numbers', async () => {
    const { environment, tables } = await open();
    const signed = (header: number, n: number) =>
      Uint8Array.from([0xd2, 0x84, 0x58, 40, ...sha256(`${header}`), ...Buffer.alloc(8), 0xa0, n]);
    environment.write(() => {
      for (let i = 0; i < 600; i++) {
        const entry = { kind: 'event' as const, leafHash, bytes: signed(i % 300, i % 256) };
        tables.entries.putSync(uint64(i), encodeEntry(tables, entry, null));
      }
    });
    const lengths = new Set<number>();
    for (let i = 0; i < 600; i++) {
      expect(readEntry(tables, i)!.bytes).toEqual(signed(i % 300, i % 256));
      lengths.add(tables.entries.get(uint64(i))!.length);
    }
    expect(lengths).toEqual(new Set([36 + 1, 36 + 46]));
    // It is altered, and nothing else, where somebody has taken the header out.
    environment.write(() => tables.state.clearSync());
    expect(readEntry(tables, 0)!.bytes).toEqual(Uint8Array.of(0));
  });
});

describe('nodes of the tree', () => {
  it('are those that were added, and no others, whatever was added at a time', async () => {
    const { environment, tables } = await open();
    let state = appendLeaves({ size: 0, peaks: [] }, []).state;
    const all = new Map<string, Uint8Array>();
    for (let n = 1; state.size < 1100; n = (n * 7) % 40) {
      const leaves = Array.from({ length: n }, (_, i) => sha256(`leaf ${state.size + i}`));
      const { nodes, state: next } = appendLeaves(state, leaves);
      environment.write(() => addNodes(tables, nodes));
      for (const { level, index, hash } of nodes) all.set(`${level} ${index}`, hash);
      state = next;
    }
    for (let level = 0; level < 12; level++) {
      for (let index = 0; index <= 1200 / 2 ** level; index++) {
        const hash = all.get(`${level} ${index}`);
        if (hash) expect(readNode(tables, { level, index })).toEqual(hash);
        else expect(() => readNode(tables, { level, index })).toThrow('has no node');
      }
    }
  });
});

import { createHash, randomBytes } from 'node:crypto';
import type { Backend, NewEntry } from '../src/backend/backend.ts';
import { appendLeaves, rootOf } from '../src/log/merkle.ts';
import { openPostgres } from '../src/postgres/open.ts';

/** A content id, and its place in the log. */
export type Written = readonly [contentId: string, index: number];

/**
 * Appends small batches, one after the other, and tells of each only when it is acknowledged. As a
 * program: `postgres-writer.ts URL SCHEMA` writes them to stdout, a line each, until it is ended.
 */
export async function write(
  backend: Backend,
  { goesOn, onWritten }: { goesOn: () => boolean; onWritten: (written: Written[]) => void },
): Promise<void> {
  while (goesOn()) {
    const contents = Array.from({ length: 1 + (randomBytes(1)[0]! % 4) }, () => randomBytes(8));
    for (;;) {
      const state = await backend.logState();
      const entries = contents.map((content, i) => entryOf(content, state.size + i));
      const { nodes, state: next } = appendLeaves(
        state,
        entries.map(({ leafHash }) => leafHash),
      );
      const head = { size: next.size, bytes: Buffer.concat([rootOf(next.peaks), randomBytes(8)]) };
      const batch = { size: state.size, entries, nodes, head, erase: [] };
      const outcome = await backend.append(batch);
      if (outcome.written) {
        onWritten(contents.map((content, i) => [content.toString('hex'), state.size + i]));
        break;
      }
      if (!outcome.moved) throw new Error(`${outcome.taken} were taken by nobody else.`);
    }
  }
}

export const ALG = 'org.example.look';

/** Everything follows from the content id, so that whoever reads it knows what must be there. */
export function entryOf(content: Uint8Array, index: number): NewEntry {
  const part = (name: string) => createHash('sha256').update(name).update(content).digest();
  const contentId = Buffer.from(content).toString('hex');
  return {
    index,
    kind: 'record',
    leafHash: part('leaf'),
    bytes: Buffer.concat([part('receipt'), content]),
    manifestStore: Buffer.alloc(3000, part('store')),
    event: null,
    keys: {
      contentId,
      contentHash: part('content'),
      manifestId: `urn:c2pa:${contentId}`,
      fingerprints: [{ alg: ALG, value: part('look') }],
      retainUntil: '2030-01-01',
      traits: { requestId: contentId, model: null, issuer: 'Example', day: '2026-01-01' },
    },
  };
}

const [url, schema] = process.argv.slice(2);
if (process.argv[1]?.endsWith('postgres-writer.ts') && url !== undefined && schema !== undefined) {
  const backend = await openPostgres(url, { schema, poolSize: 2 });
  const onWritten = (written: Written[]) =>
    process.stdout.write(written.map(([id, index]) => `${id} ${index}\n`).join(''));
  await write(backend, { goesOn: () => true, onWritten });
}

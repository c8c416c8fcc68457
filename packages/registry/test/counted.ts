import type { Environment, EnvironmentOptions } from '../src/lmdb/environment/environment.ts';
import { readUint64, uint64 } from '../src/lmdb/keys.ts';

/** The smallest thing that counts: a table of entries, and how many there are. */
export const COUNTED: EnvironmentOptions = {
  kind: 'count',
  version: 1,
  tables: ['entries', 'state'],
  create: false,
  readOnly: false,
};

const COUNT = Buffer.from('count');

/** In a transaction. @returns The index of the entry, which nobody else is ever given. */
export function countIn({ entries, state }: Environment['tables'], who: string): number {
  const next = readUint64(state!.get(COUNT) ?? uint64(0));
  entries!.putSync(uint64(next), Buffer.from(who));
  state!.putSync(COUNT, uint64(next + 1));
  return next;
}

/** Whose entry it is; null: there is none. */
export function counted({ entries }: Environment['tables'], index: number): string | null {
  return entries!.get(uint64(index))?.toString() ?? null;
}

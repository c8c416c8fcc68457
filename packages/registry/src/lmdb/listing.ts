import { setImmediate } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import { NO_TRAITS } from '../backend/traits.ts';
import { keysOf } from '../log/check.ts';
import { readReceipt } from '../signed/receipt.ts';
import type { Environment } from './environment.ts';
import { coded } from './failure.ts';
import { readUint64, uint64 } from './keys.ts';
import { decodeKeys, encodeKeys, readBytes, readCounts, type Tables, tablesOf } from './tables.ts';
import { addTraits } from './traits.ts';

/** In `state`: the first index whose record waits. */
const WAITING = Buffer.from('traits');
/** Records of a transaction. */
const LOT = 1024;

/** Notes, in the transaction that makes a folder one of this layout, that its records are in no list yet. */
export function awaitListing(tables: Tables): void {
  if (readCounts(tables).size > 0) tables.state.putSync(WAITING, uint64(0));
}

/**
 * Lists what waits, a lot at a time: whoever is killed in between leaves what is done. It is done before anything is
 * appended, so that rows stay in order.
 *
 * @throws ProvenanceError REGISTRY_UNAVAILABLE where some wait and nothing may be written.
 */
export async function listAll(environment: Environment, readOnly: boolean): Promise<void> {
  const tables = tablesOf(environment);
  if (!coded(() => tables.state.get(WAITING))) return;
  if (readOnly) {
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'The registry was made by an older version, and is not yet brought to this one: open it once to write.',
    );
  }
  while (environment.write(() => listLot(tables, LOT))) await setImmediate();
}

/** Runs in a write transaction. False: nothing waits any more. */
export function listLot(tables: Tables, limit: number): boolean {
  const first = tables.state.get(WAITING);
  if (!first) return false;
  const rows = Array.from(tables.keys.getRange({ start: Buffer.from(first), limit }));
  const listed = rows.map(({ key, value }) => {
    const index = readUint64(key);
    const traits = traitsOf(tables, index);
    tables.keys.putSync(uint64(index), encodeKeys({ ...decodeKeys(value), traits }));
    return { index, traits };
  });
  addTraits(tables, listed);
  const last = listed.at(-1);
  if (last === undefined) tables.state.removeSync(WAITING);
  else tables.state.putSync(WAITING, uint64(last.index + 1));
  return last !== undefined;
}

/** None of what cannot be read: `verifyLog` says what is wrong with it. */
function traitsOf(tables: Tables, index: number) {
  try {
    return keysOf(readReceipt(readBytes(tables, index)!).record).traits;
  } catch {
    return NO_TRAITS;
  }
}

import { hmac } from '../numeric/sha256.ts';
import { createLayout, type Layout } from './layout.ts';

/** Bytes of a key. */
export const KEY_BYTES = 32;
/** Arrangements of carriers a key; each picture uses one. */
export const LAYOUTS = 2;

/**
 * One key, ready for use on any number of pictures. What is derived from the key is in none of its
 * properties: a plan may be logged, and cannot be sent to another thread.
 */
export interface Plan {
  /** Tells keys apart without telling the key: 16 hexadecimal digits. */
  readonly keyId: string;
}

/** What a plan stands for. Read-only, and secret. */
export interface KeyTables {
  readonly keyId: string;
  readonly layouts: readonly Layout[];
  /** Key of the check bits. */
  readonly checkKey: Uint8Array;
  /** Key of the choice of layout and tile offset. */
  readonly choiceKey: Uint8Array;
}

const tables = new WeakMap<Plan, KeyTables>();

/** @throws TypeError for what {@link createPlan} has not made */
export function tablesOf(plan: Plan): KeyTables {
  const known = tables.get(plan);
  if (!known)
    throw new TypeError('A watermark plan is made by createPlan(key), in the same thread.');
  return known;
}

/**
 * Makes the tables of a key; about 20 ms.
 *
 * @param key 32 secret bytes
 * @throws TypeError if the key is not a Uint8Array, RangeError if it is not 32 bytes
 */
export function createPlan(key: Uint8Array): Plan {
  if (!(key instanceof Uint8Array)) throw new TypeError('A watermark key is a Uint8Array.');
  if (key.length !== KEY_BYTES) {
    throw new RangeError(`A watermark key has ${KEY_BYTES} bytes, this one ${key.length}.`);
  }
  const derive = (label: string) =>
    hmac(
      key,
      Uint8Array.from(`provenance.watermark/1 ${label}`, (c) => c.charCodeAt(0)),
    );
  const layouts: Layout[] = [];
  for (let i = 0; i < LAYOUTS; i++) layouts.push(createLayout(derive(`layout ${i}`)));
  const id = derive('key id').subarray(0, 8);
  const keyId = Array.from(id, (b) => b.toString(16).padStart(2, '0')).join('');
  const plan: Plan = Object.freeze({ keyId });
  tables.set(plan, { keyId, layouts, checkKey: derive('check'), choiceKey: derive('choice') });
  return plan;
}

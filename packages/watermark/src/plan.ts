import { createLayout, type Layout } from './layout.ts';
import { hmac } from './sha256.ts';

/** Bytes of a key. */
export const KEY_BYTES = 32;
/** Arrangements of carriers a key; each picture uses one. */
export const LAYOUTS = 2;

/** All tables of one key. Read-only after it is made, so it can serve any number of pictures. */
export interface Plan {
  /** Tells keys apart without telling the key: 16 hexadecimal digits. */
  readonly keyId: string;
  readonly layouts: readonly Layout[];
  /** Key of the check bits. Secret. */
  readonly checkKey: Uint8Array;
  /** Key of the choice of layout and tile offset. Secret. */
  readonly choiceKey: Uint8Array;
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
  return {
    keyId: Array.from(derive('key id').subarray(0, 8), (b) => b.toString(16).padStart(2, '0')).join(
      '',
    ),
    layouts,
    checkKey: derive('check'),
    choiceKey: derive('choice'),
  };
}

import { ProvenanceError } from '@provenance/content';
import { readKept, writeKept } from './folder.ts';
import type { TrustListName } from './list.ts';

export const PINS_FILE = 'pins.json';

/** Lists that are to stay as they are: by name, the hexadecimal SHA-256 of each. */
export type TrustListPins = Readonly<Partial<Record<TrustListName, string>>>;

/** @throws ProvenanceError TRUST_MALFORMED, FILE_*, CONTENT_*. */
export async function readPins(folder: string): Promise<TrustListPins> {
  const text = await readKept(folder, PINS_FILE);
  if (text === null) return {};
  try {
    const pins: unknown = JSON.parse(text);
    if (typeof pins === 'object' && pins !== null && !Array.isArray(pins)) {
      return { __proto__: null, ...pins } as TrustListPins;
    }
  } catch {
    // As below.
  }
  throw new ProvenanceError(
    'TRUST_MALFORMED',
    `What was pinned cannot be read: delete ${PINS_FILE}.`,
  );
}

/**
 * Says that a list is to stay as it is: {@link loadTrustList} refuses any other under its name.
 *
 * @param sha256 Hexadecimal, of the list's bytes. Null: no longer.
 * @throws ProvenanceError TRUST_MALFORMED, FILE_*.
 */
export async function pinTrustList(
  folder: string,
  name: TrustListName,
  sha256: string | null,
): Promise<void> {
  const { [name]: _, ...others } = await readPins(folder);
  const pins = sha256 === null ? others : { ...others, [name]: sha256 };
  await writeKept(folder, PINS_FILE, `${JSON.stringify(pins)}\n`);
}

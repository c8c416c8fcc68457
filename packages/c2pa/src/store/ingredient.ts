import { decodeCbor } from '@provenance/cose/cbor';
import type { Status } from './status.ts';
import type { AssertionBox } from './store.ts';
import { type HashedReference, readHashedUri } from './uri.ts';

/** What an ingredient assertion says (C2PA 2.4 clause 18.16; versions 1 and 2 of older ones too). */
export interface Ingredient {
  /** Label of the assertion. */
  readonly label: string;
  readonly version: number;
  readonly title: string | null;
  readonly mediaType: string | null;
  readonly relationship: string | null;
  /** Its active manifest in this store; null for an ingredient without credentials. */
  readonly manifest: HashedReference | null;
  /** The signature of that manifest: what stays the same when something in it is redacted. */
  readonly claimSignature: HashedReference | null;
  /** A picture of it, for people; null without one, and where it is named by no hashed URI. */
  readonly thumbnail: HashedReference | null;
  /** Failures that were found when it was added. */
  readonly recorded: readonly Status[];
}

const LABEL = /^c2pa\.ingredient(?:\.v([23]))?(?:__\d+)?$/;

/**
 * Null for an assertion that is no ingredient, or was redacted: its bytes are all zero then.
 *
 * @throws RangeError for one that cannot be read.
 */
export function readIngredient({ label, kind, content }: AssertionBox): Ingredient | null {
  const [isIngredient, version = '1'] = LABEL.exec(label) ?? [];
  if (!isIngredient || kind !== 'cbor' || content.every((byte) => byte === 0)) return null;
  const fields = decodeCbor(content);
  if (!(fields instanceof Map)) throw new RangeError('An ingredient is no map');
  const text = (name: string) => textOf(fields.get(name));
  return {
    label,
    version: Number(version),
    title: text('dc:title'),
    mediaType: text('dc:format'),
    relationship: text('relationship'),
    manifest: referenceOf(fields.get('activeManifest') ?? fields.get('c2pa_manifest')),
    claimSignature: referenceOf(fields.get('claimSignature')),
    thumbnail: readHashedUri(fields.get('thumbnail')),
    recorded: recordedFailures(fields),
  };
}

/** What names a manifest in a way that is not known here would else count as an ingredient without one. */
function referenceOf(value: unknown): HashedReference | null {
  if (value === undefined || value === null) return null;
  const reference = readHashedUri(value);
  if (reference === null) throw new RangeError('An ingredient names something by no hashed URI');
  return reference;
}

/** Version 3 parts them by outcome; older ones have one list, in which success may be said. */
function recordedFailures(fields: ReadonlyMap<unknown, unknown>): Status[] {
  const results = fields.get('validationResults');
  const active = results instanceof Map ? results.get('activeManifest') : undefined;
  if (active instanceof Map) return statusesOf(active.get('failure'));
  return statusesOf(fields.get('validationStatus'), (status) => status.get('success') !== true);
}

function statusesOf(
  value: unknown,
  isWanted: (status: ReadonlyMap<unknown, unknown>) => boolean = () => true,
): Status[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list
    .filter((status) => status instanceof Map)
    .filter(isWanted)
    .map((status) => ({
      code: textOf(status.get('code')) ?? '',
      url: textOf(status.get('url')),
      explanation: textOf(status.get('explanation')),
    }));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

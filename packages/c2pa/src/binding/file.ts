import { closeSync, openSync, readSync } from 'node:fs';
import { decodeCbor } from '@provenance/cose/cbor';
import type { Asset } from '../asset/asset.ts';
import { MAX_STORE_BYTES } from '../asset/hazard.ts';
import { type ByteRange, isManifestPlace, type Read } from '../asset/place.ts';
import type { Status } from '../report/report.ts';
import { makeStatus } from '../report/status.ts';
import { assertionOf } from '../store/store.ts';

export interface BindingFindings {
  readonly success: readonly Status[];
  readonly informational: readonly Status[];
  readonly failure: readonly Status[];
  /** Codes of the engine that these findings take the place of. */
  readonly replaces: readonly string[];
}

/** More exclusions than this are not made by anyone: TIFF needs two. */
const MOST_EXCLUSIONS = 1000;

/** What boxes hold no media, and C2PA lets every signer leave out (2.4 clause 18.7 and A.5). */
const BMFF_PATHS = new Set(['/uuid', '/ftyp', '/mfra', '/free', '/skip', '/emsg', '/moov/pssh']);

/**
 * What the engine does not ask of a hard binding: that it leaves out nothing but the manifest itself.
 * A hash that leaves out the pixels validates whatever is put there.
 *
 * - An exclusion must be exactly a place where the format keeps a manifest (C2PA 2.4 clause 15.12.1.1
 *   and Annex A). If none is, or one reaches beyond the manifest, the binding is malformed.
 * - Others are legal and shown: parts of the content are then not covered.
 *
 * @param manifest Label of the manifest with the hard binding.
 * @param options.isUpdated Update manifests came after it.
 * @returns null if the manifest has no hash.
 */
export async function checkExclusions(
  asset: Asset,
  store: Buffer,
  manifest: string,
  { embedded, isUpdated }: { embedded: boolean; isUpdated: boolean },
): Promise<BindingFindings | null> {
  const assertion = assertionOf(store, manifest, /^c2pa\.hash\.(data|boxes|bmff(\.v\d)?)(__\d+)?$/);
  if (assertion === null) return null;
  const [, name = ''] = /^c2pa\.hash\.(data|boxes|bmff)/.exec(assertion.label) ?? [];
  const status = (code: string, explanation: string) => {
    const url = `self#jumbf=/c2pa/${manifest}/c2pa.assertions/${assertion.label}`;
    return makeStatus(`assertion.${name}Hash.${code}`, url, explanation);
  };
  // The engine checks the hash of a manifest that was updated, and is silent if it matches.
  const success = isUpdated
    ? [status('match', 'the content is what the updated manifest has')]
    : [];
  if (name === 'boxes') return { success, informational: [], failure: [], replaces: [] };

  const uncovered = status(
    'additionalExclusionsPresent',
    'parts of the content are not covered by the hash',
  );
  const covered = { success, informational: [], failure: [], replaces: [uncovered.code] };
  const hash = decodeCbor(assertion.content);
  const listed = hash instanceof Map ? hash.get('exclusions') : undefined;
  const entries: unknown[] = Array.isArray(listed) ? listed : [];
  if (name === 'bmff') {
    return entries.every(isBmffManifest) ? covered : { ...covered, informational: [uncovered] };
  }
  // Beside its content, or in a PDF, whose object around the store is nowhere defined to the byte.
  if (!embedded || asset.mediaType === 'application/pdf') {
    return entries.length === 0 ? covered : { ...covered, informational: [uncovered] };
  }
  const malformed = {
    ...covered,
    success: [],
    failure: [status('malformed', 'the hash leaves out more of the content than the manifest')],
  };
  if (entries.length > MOST_EXCLUSIONS) return malformed;
  const exclusions = entries.map(readExclusion);
  return withReader(asset, (read) => {
    const isPlace = exclusions.map((exclusion) =>
      isManifestPlace(read, asset.mediaType, exclusion, store, isUpdated),
    );
    const places = exclusions.filter((_, i) => isPlace[i]);
    const others = exclusions.filter((_, i) => !isPlace[i]);
    const wide = others.some((other) => places.some((place) => overlap(other, place)));
    if (places.length === 0 || wide) return malformed;
    return others.length === 0 ? covered : { ...covered, informational: [uncovered] };
  });
}

function readExclusion(entry: unknown): ByteRange {
  const number = (name: string) => Number(entry instanceof Map ? entry.get(name) : Number.NaN);
  const [start, length] = [number('start'), number('length')];
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 0) {
    throw new RangeError('An exclusion is no range.');
  }
  return { start, length };
}

function overlap(a: ByteRange, b: ByteRange): boolean {
  return a.start < b.start + b.length && b.start < a.start + a.length;
}

/** The uuid box is left out for C2PA's own identifier only: other uuid boxes are content. */
function isBmffManifest(entry: unknown): boolean {
  if (!(entry instanceof Map)) return false;
  const path = entry.get('xpath');
  return BMFF_PATHS.has(path) && (path !== '/uuid' || Array.isArray(entry.get('data')));
}

/** `use` reads ranges of the content; what lies beyond its end comes back short. */
function withReader<T>({ source }: Asset, use: (read: Read) => T): T {
  if ('buffer' in source) {
    return use((start, length) => source.buffer.subarray(start, start + length));
  }
  const file = openSync(source.path, 'r');
  try {
    return use((start, length) => {
      const bytes = Buffer.alloc(Math.min(length, MAX_STORE_BYTES));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
    });
  } finally {
    closeSync(file);
  }
}

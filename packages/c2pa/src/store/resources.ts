import { decodeCbor, Tagged } from '@provenance/cose/cbor';
import type { SignedManifest } from './signed.ts';
import type { AssertionBox } from './store.ts';
import { hasHash, manifestUri, readHashedUri, targetOf } from './uri.ts';

/** A file inside a manifest, under a hash of its claim. */
export interface StoredFile {
  /** Absolute JUMBF URI. */
  readonly uri: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The files of a manifest: embedded ones, and those in the data boxes of older versions. */
export function filesOf(manifest: SignedManifest): StoredFile[] {
  const base = manifestUri(manifest.label);
  const embedded = manifest.assertions.flatMap(({ label, mediaType, content }) =>
    mediaType === null
      ? []
      : [{ uri: `${base}/c2pa.assertions/${label}`, mediaType, bytes: content }],
  );
  return [...embedded, ...dataFilesOf(manifest)];
}

/** A data box counts if an assertion has its hash: nothing else of the claim has. */
function dataFilesOf({ label, claim, assertions, dataBoxes }: SignedManifest): StoredFile[] {
  if (dataBoxes.length === 0) return [];
  const references = assertions.flatMap(hashedUrisIn);
  return dataBoxes.flatMap((box) => {
    const path = `c2pa.databoxes/${box.label}`;
    const isNamed = references.some((reference) => {
      const target = targetOf(reference.url);
      const isOwn = target?.manifest === null || target?.manifest === label;
      return isOwn && target?.path.join('/') === path && hasHash(box.hashed, reference, claim.alg);
    });
    const file = isNamed ? dataOf(box) : null;
    return file ? [{ uri: `${manifestUri(label)}/${path}`, ...file }] : [];
  });
}

function dataOf({ content }: AssertionBox): { mediaType: string; bytes: Uint8Array } | null {
  try {
    const fields = decodeCbor(content);
    if (!(fields instanceof Map)) return null;
    const [format, data]: unknown[] = [fields.get('dc:format'), fields.get('data')];
    if (!(data instanceof Uint8Array)) return null;
    return {
      mediaType: typeof format === 'string' ? format : 'application/octet-stream',
      bytes: data,
    };
  } catch {
    return null;
  }
}

/** Wherever they stand. A loop and not a recursion: how deep they nest comes from the file. */
function hashedUrisIn({ kind, content }: AssertionBox) {
  if (kind !== 'cbor') return [];
  const found = [];
  let open: unknown[];
  try {
    open = [decodeCbor(content)];
  } catch {
    return [];
  }
  while (open.length > 0) {
    const value = open.pop();
    const reference = readHashedUri(value);
    if (reference) found.push(reference);
    if (value instanceof Tagged) open.push(value.value);
    else if (value instanceof Map || Array.isArray(value)) {
      // One by one: an array may be longer than a call has room for arguments.
      for (const inner of value.values()) open.push(inner);
    }
  }
  return found;
}

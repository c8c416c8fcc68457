import { bmffBoxes, bmffItems, ContainerError, concat, memorySource } from '@provenance/container';
import { type ErrorCode, ProvenanceError } from '@provenance/content';
import { readCredentials } from '../read/credentials.ts';
import type { Signed, SignOptions } from './options.ts';

/** Findings on who signed and when: they are there before anything is written, and no fault of writing. */
const OF_SIGNER =
  /^(signingCredential|timeStamp|timeOfSigning|cawg)\.|^claimSignature\.outsideValidity$/;

/**
 * Reads back what was signed, before it is handed out: its active manifest is the new one, and nothing in it
 * fails. Findings on ingredients do not count; they were as they are before.
 *
 * @param content Bytes, or the path of a file.
 * @param code Thrown where it does not hold.
 */
export async function checkSigned(
  content: Uint8Array | string,
  { manifestStore, mediaType, activeManifest }: Signed,
  { embed, maxBytes, signal }: SignOptions,
  code: ErrorCode,
): Promise<void> {
  const report = await readCredentials(content, {
    mediaType,
    ...(embed === false && { manifest: manifestStore }),
    ...(maxBytes !== undefined && { maxBytes: maxBytes + manifestStore.length + ROOM }),
    ...(signal && { signal }),
  });
  const failures = report.failure.filter(({ code }) => !OF_SIGNER.test(code));
  if (report.activeManifest === activeManifest && failures.length === 0) return;
  const [found] = failures;
  const why = found?.code ?? report.reason ?? report.state;
  throw new ProvenanceError(code, `What was signed does not verify (${why}); nothing was written.`);
}

/** What a file may grow by besides its store: headers, a link. */
const ROOM = 2 ** 20;

/**
 * Whether the items of a file of boxes (pictures, EXIF, XMP) are the bytes that they were: places are
 * set anew where a store is put before them.
 */
export function hasSameItems(before: Uint8Array, after: Uint8Array): boolean {
  try {
    const [old, made] = [itemsOf(before), itemsOf(after)];
    return old.length === made.length && old.every((item, i) => item.equals(made[i]!));
  } catch (error) {
    if (error instanceof ContainerError) return false;
    throw error;
  }
}

function itemsOf(bytes: Uint8Array): Buffer[] {
  const source = memorySource(bytes);
  return bmffItems(source, bmffBoxes(source))
    .filter(({ place, isElsewhere }) => place === 'file' && !isElsewhere)
    .map(({ extents }) => {
      // An extent without a length goes to the end.
      const pieces = extents.map(({ start, length }) => source.read(start, length));
      return Buffer.from(concat(pieces));
    });
}

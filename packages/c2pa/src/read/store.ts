import { isTextType, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { openEvidence } from '../asset/evidence.ts';
import { readWithEngine } from '../engine/read.ts';
import { settingsFor } from '../engine/settings.ts';
import { fileNameOf } from '../manifest/ingredient.ts';
import { readSigned, type SignedStore } from '../store/signed.ts';
import type { ResourceOptions } from './options.ts';

/**
 * The manifest store of content, as it was validated; null where there is none, or none that can be
 * read.
 *
 * @throws ProvenanceError where it could not look, as {@link readCredentials}.
 */
export async function readStore(
  input: FileInput,
  options: ResourceOptions,
): Promise<Uint8Array | null> {
  options.signal?.throwIfAborted();
  const { asset, manifest } = await openEvidence(input, options);
  const { mediaType, hazard, source, size } = asset;
  if (mediaType === null || hazard !== null) return null;
  if (isTextType(mediaType)) {
    const { readText } = await import('./text.ts');
    const given = manifest === null ? {} : { manifest };
    const text = (source as { buffer: Buffer }).buffer;
    return (await readText(text, { ...options, ...given, fileName: fileNameOf(input) })).store;
  }
  const settings = settingsFor(undefined);
  try {
    const job = { source, mediaType, manifest, settings };
    return (await readWithEngine(job, size, options.signal))?.store ?? null;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ProvenanceError) throw error;
    return null;
  }
}

/** What was signed of it; null as for {@link readStore}. */
export async function readSignedStore(
  input: FileInput,
  options: ResourceOptions,
): Promise<SignedStore | null> {
  const store = await readStore(input, options);
  try {
    return store && readSigned(store);
  } catch {
    return null;
  }
}

import { isTextType, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import {
  type EngineEvidence,
  type EngineReader,
  makeReader,
  openEvidence,
} from '../engine/reader.ts';
import { settingsFor } from '../engine/settings.ts';
import { fileNameOf } from '../manifest/ingredient.ts';
import type { ResourceOptions } from './options.ts';

/** A reader for what is in a store; null where there is none, or none that can be read. */
export async function openReader(
  input: FileInput,
  options: ResourceOptions,
): Promise<EngineReader | null> {
  options.signal?.throwIfAborted();
  const opened = await openEvidence(input, options);
  const { mediaType, hazard } = opened.asset;
  if (mediaType === null || hazard !== null) return null;
  const evidence = isTextType(mediaType)
    ? await textEvidence(opened, fileNameOf(input), options)
    : opened;
  if (evidence === null) return null;
  try {
    return await makeReader(
      evidence,
      settingsFor({ trust: undefined, ocsp: false }),
      options.signal,
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ProvenanceError) throw error;
    return null;
  }
}

/** The engine does not find a store in every kind of text: it is given what was found here. */
async function textEvidence(
  { asset: { source }, manifest }: EngineEvidence,
  fileName: string | undefined,
  options: ResourceOptions,
): Promise<EngineEvidence | null> {
  const { readText } = await import('./text.ts');
  const given = manifest === null ? {} : { manifest };
  const text = (source as { buffer: Buffer }).buffer;
  const { store } = await readText(text, { ...options, ...given, fileName });
  return store && { asset: { source, mediaType: 'text/plain' }, manifest: Buffer.from(store) };
}

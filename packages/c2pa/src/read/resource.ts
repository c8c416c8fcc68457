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
import type { ReadOptions } from './credentials.ts';

/** A file inside a manifest store: a thumbnail, an icon, an ingredient's data. */
export interface Resource {
  /** Absolute JUMBF URI. */
  readonly uri: string;
  readonly mediaType: string;
  /** Label of the manifest it belongs to. */
  readonly manifest: string;
}

type ResourceOptions = Pick<ReadOptions, 'mediaType' | 'manifest' | 'maxBytes' | 'signal'>;

/**
 * The resources of every manifest in a store. Empty where there is no store, or none that can be read.
 *
 * @throws ProvenanceError where it could not look, as {@link readCredentials}.
 */
export async function listResources(
  input: FileInput,
  options: ResourceOptions = {},
): Promise<Resource[]> {
  const reader = await openReader(input, options);
  const { manifests = {} } = (reader?.json() ?? {}) as { manifests?: Record<string, unknown> };
  return Object.entries(manifests).flatMap(([manifest, content]) =>
    referencesIn(content).map(({ identifier, format }) => ({
      uri: absolute(identifier, manifest),
      mediaType: format,
      manifest,
    })),
  );
}

/**
 * One resource's bytes.
 *
 * @param uri As {@link listResources} gives it.
 * @throws ProvenanceError RESOURCE_NOT_FOUND, or what {@link readCredentials} throws.
 */
export async function readResource(
  input: FileInput,
  uri: string,
  options: ResourceOptions = {},
): Promise<Uint8Array> {
  const reader = await openReader(input, options);
  if (reader === null) throw new ProvenanceError('RESOURCE_NOT_FOUND');
  try {
    return (await reader.resourceToAsset(uri, { buffer: null })).buffer;
  } catch (cause) {
    throw new ProvenanceError('RESOURCE_NOT_FOUND', undefined, { cause });
  }
}

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

/** Everything of the form `{format, identifier: "self#jumbf=…"}`. A loop, not a recursion: hostile depth. */
function referencesIn(content: unknown): { identifier: string; format: string }[] {
  const found = new Map<string, string>();
  const open = [content];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const { identifier, format } = value as Record<string, unknown>;
    if (typeof identifier === 'string' && identifier.startsWith('self#jumbf=')) {
      found.set(identifier, typeof format === 'string' ? format : 'application/octet-stream');
    }
    // One by one: an array may be longer than a call has room for arguments.
    for (const inner of Object.values(value)) open.push(inner);
  }
  return [...found].map(([identifier, format]) => ({ identifier, format }));
}

function absolute(uri: string, manifest: string): string {
  return uri.startsWith('self#jumbf=/')
    ? uri
    : `self#jumbf=/c2pa/${manifest}/${uri.slice('self#jumbf='.length)}`;
}

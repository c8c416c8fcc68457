import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { openReader } from './open.ts';
import type { ResourceOptions } from './options.ts';

/** A file inside a manifest store: a thumbnail, an icon, an ingredient's data. */
export interface Resource {
  /** Absolute JUMBF URI. */
  readonly uri: string;
  readonly mediaType: string;
  /** Label of the manifest it belongs to. */
  readonly manifest: string;
}

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

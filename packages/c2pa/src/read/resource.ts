import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { filesOf } from '../store/resources.ts';
import type { ResourceOptions } from './options.ts';
import { readSignedStore } from './store.ts';

/** A file inside a manifest store: a thumbnail, an icon, an ingredient's data. */
export interface Resource {
  /** Absolute JUMBF URI. */
  readonly uri: string;
  readonly mediaType: string;
  /** Label of the manifest it belongs to. */
  readonly manifest: string;
}

/**
 * The resources of every manifest in a store, as far as they are under a hash of it. Empty where there is
 * no store, or none that can be read.
 *
 * @throws ProvenanceError where it could not look, as {@link readCredentials}.
 */
export async function listResources(
  input: FileInput,
  options: ResourceOptions = {},
): Promise<Resource[]> {
  const signed = await readSignedStore(input, options);
  return [...(signed?.manifests.values() ?? [])].flatMap((manifest) =>
    filesOf(manifest).map(({ uri, mediaType }) => ({ uri, mediaType, manifest: manifest.label })),
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
  const signed = await readSignedStore(input, options);
  const files = [...(signed?.manifests.values() ?? [])].flatMap(filesOf);
  const file = files.find((each) => each.uri === uri);
  if (file === undefined) throw new ProvenanceError('RESOURCE_NOT_FOUND');
  return Uint8Array.from(file.bytes);
}

import type { FileInput } from '@provenance/content/node';
import type { ReadOptions } from './read.ts';

export interface Resource {
  /** JUMBF URI. */
  readonly uri: string;
  readonly mediaType: string;
  /** Label of the manifest it belongs to. */
  readonly manifest: string;
}

/** Thumbnails, icons and other files a manifest store holds. */
export declare function listResources(
  input: FileInput,
  options?: ReadOptions,
): Promise<readonly Resource[]>;
/** @throws ProvenanceError RESOURCE_NOT_FOUND */
export declare function readResource(
  input: FileInput,
  uri: string,
  options?: ReadOptions,
): Promise<Uint8Array>;

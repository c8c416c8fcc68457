import type { FileInput } from '@provenance/content/node';
import type { Origin } from './origin.ts';
import type { Signer } from './signer.ts';
import type { Trust } from './trust.ts';

export interface SignOptions {
  /** Default: by content, then by the file name's extension. */
  mediaType?: string;
  /** Write there (beside it first, then renamed) and return no bytes. */
  output?: string;
  /** Replace an existing `output`. Default false. */
  overwrite?: boolean;
  /** False: leave the content as it is and only return the manifest store (a sidecar). */
  embed?: boolean;
  /** Where the store will lie: written into the content's XMP as `dcterms:provenance`. */
  remoteUrl?: string;
  /** What the signers of parents and ingredients are compared with when they are recorded. */
  trust?: Trust;
  /** Limit for each input. Default 1 GiB. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface Signed {
  /** The signed content; null when it was written to `output`. */
  readonly bytes: Uint8Array | null;
  /** The manifest store as embedded: what a sidecar file (`.c2pa`) holds. */
  readonly manifestStore: Uint8Array;
  readonly mediaType: string;
  /** Label of the new manifest. */
  readonly activeManifest: string;
}

export declare function signContent(
  input: FileInput,
  origin: Origin,
  signer: Signer,
  options?: SignOptions,
): Promise<Signed>;

import type { KnownKeys } from '@provenance/content';
import type { TextFormat, TextMethod } from '@provenance/text';
import type { TextInput } from '../asset/text.ts';
import type { MakeThumbnail } from '../manifest/thumbnail.ts';
import type { Trust } from '../trust/lists.ts';

export interface SignOptions {
  /** The declared type. The content decides where it can be recognised. */
  mediaType?: string;
  /** Write there (beside it first, then renamed into place) and return no bytes. */
  output?: string;
  /** Replace an existing `output`, which may be the input itself. Default false. */
  overwrite?: boolean;
  /** False: leave the content as it is; only the manifest store is made (a sidecar). Default true. */
  embed?: boolean;
  /**
   * Where the store will lie: written into the content's XMP as `dcterms:provenance`. A text gets a link
   * to it instead of the store, and only with `embed: false`.
   */
  remoteUrl?: string;
  /**
   * Read back what was signed, and hand nothing out that does not verify. Default: true for what the engine
   * writes (sound, film, animated AVIF), false for our own writers.
   */
  verifyAfterSign?: boolean;
  /**
   * Makes the small picture by which the manifest shows the content and each ingredient (C2PA 2.4 clause
   * 18.12). Default: none is made. Of pictures; for what the engine signs and for texts it is not asked.
   */
  thumbnail?: MakeThumbnail;
  /** What the signers of parents and ingredients are compared with when they are recorded. */
  trust?: Trust;
  /**
   * Limit for each input in bytes. Default: 256 MiB for what is read into memory, 64 GiB for audio
   * and video files above 64 MiB (WAV, MP4, QuickTime, AVI), which stay on disk. While WAV and AVI
   * are signed, the engine needs twice their size in memory.
   */
  maxBytes?: number;
  /** Stops waiting. The engine cannot be interrupted and ends its work unheard. */
  signal?: AbortSignal;
}

export interface Signed {
  /** The manifest store: what a sidecar file (`.c2pa`) holds. */
  readonly manifestStore: Uint8Array;
  readonly mediaType: string;
  /** Label of the new manifest. */
  readonly activeManifest: string;
}

/** Signed into memory. */
export interface SignedBytes extends Signed {
  readonly bytes: Uint8Array;
}

/** Signed into the file `output`. */
export interface SignedFile extends Signed {
  readonly bytes: null;
}

/** Options of signing into memory. */
export type SignBytesOptions = Omit<SignOptions, 'output'> & { output?: never };

/** Options of signing into a file. */
export type SignFileOptions = SignOptions & { output: string };

export const SIGN_KEYS: KnownKeys<SignOptions> = {
  mediaType: 'string',
  output: 'string',
  overwrite: 'boolean',
  embed: 'boolean',
  remoteUrl: 'string',
  verifyAfterSign: 'boolean',
  thumbnail: true,
  trust: true,
  maxBytes: 'number',
  signal: 'signal',
};

export interface SignTextOptions {
  /** Decides how the credential goes into the text. Default: by `fileName`, else by content. */
  mediaType?: string;
  fileName?: string;
  /** Overrides what `mediaType` and `fileName` say. */
  format?: TextFormat;
  /** False: leave the text as it is; only the manifest store is made (a sidecar). Default true. */
  embed?: boolean;
  /**
   * URI reference (absolute or relative) to where the store will lie: the text gets a link to it instead
   * of the store. For HTML and texts with comments.
   */
  reference?: string;
  /** What the signers of parents and ingredients are compared with when they are recorded. */
  trust?: Trust;
  /** Limit for the text and for each ingredient in bytes. Default 256 MiB. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export const SIGN_TEXT_KEYS: KnownKeys<SignTextOptions> = {
  mediaType: 'string',
  fileName: 'string',
  format: true,
  embed: 'boolean',
  reference: true,
  trust: true,
  maxBytes: 'number',
  signal: 'signal',
};

export interface SignedText<Text extends TextInput> extends Signed {
  /** With its credential, and of the kind that was given. */
  readonly text: Text;
  /** How the credential, or the link to it, stands in the text; null: it does not. */
  readonly method: TextMethod | null;
}

export interface SignTextStreamOptions {
  /** What the signers of parents and ingredients are compared with when they are recorded. */
  trust?: Trust;
  /** Limit for each ingredient in bytes. Default 256 MiB. The stream itself has none. */
  maxBytes?: number;
  /** Ends waiting for the signer. The stream itself is aborted as any other: `pipeThrough(…, {signal})`. */
  signal?: AbortSignal;
  /**
   * Told what was signed and the chunk that ends the text, before anybody gets it. The stream waits for
   * what it returns, and fails with what it rejects with: the text then has no credential.
   */
  onSigned?: (signed: Signed, end: string | Uint8Array) => void | Promise<void>;
}

export const STREAM_KEYS: KnownKeys<SignTextStreamOptions> = {
  trust: true,
  maxBytes: 'number',
  signal: 'signal',
  onSigned: true,
};

import type { Trust } from '@provenance/c2pa';
import type { KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { ImageLimits } from '@provenance/image';
import type { RegistryReader } from '@provenance/registry';
import type { TextMarkTarget } from '@provenance/textmark';
import type { Effort } from '@provenance/watermark';
import type { CompromisedSigner } from '../claims/compromised.ts';
import type { MarkedKind } from '../claims/source-type.ts';
import type { WatermarkKey } from '../picture/file.ts';

/** A key, and what the verifier knows about it: nothing of that is in a picture. */
export interface NamedWatermarkKey {
  readonly key: WatermarkKey;
  /** Whose key it is, as the signer's certificate has it: another signer is a contradiction. */
  readonly name?: string;
  /** What everything that is marked with it is. Default: the key says nothing about that. */
  readonly marks?: MarkedKind;
  /**
   * RFC 3339: since when somebody else may have it. Its marks are found as before, and say nothing any more: nobody can
   * tell when a mark was made. A record that they lead to counts by its likeness alone.
   */
  readonly compromised?: string;
}

export interface WatermarkOptions {
  /** Looked for one by one: each takes its time. */
  readonly keys: readonly (WatermarkKey | NamedWatermarkKey)[];
  /** How far to look. Default `standard`. A credential that names other marks costs two more searches. */
  readonly effort?: Effort;
  /** What the picture may cost; `maxBytes` is that of the call. Default: 300 MB, see mostPixels(). */
  readonly limits?: Omit<ImageLimits, 'maxBytes'>;
}

/** A key of text marks with the tokenizer that it was used with, and what the verifier knows about it. */
export interface NamedTextMark extends TextMarkTarget {
  /** Whose key it is, as the signer's certificate has it: another signer is a contradiction. */
  readonly name?: string;
  /** What a text that is drawn with it is. Default: the key says nothing about that. */
  readonly marks?: MarkedKind;
}

export interface TextMarkOptions {
  /** All are counted in the p-values. */
  readonly targets: readonly NamedTextMark[];
  /** Evidence a token of the marks that are expected; by default .3: see detectText() of textmark. */
  readonly expectedEvidence?: number;
}

/** A registry to read, or a function that opens it when it is needed: one that is down counts as such. */
export type RegistrySource = RegistryReader | (() => Promise<RegistryReader>);

/** What readers may know, and how far they look. */
export interface LookOptions {
  /** Declared media type. Counts only where the content does not tell. */
  mediaType?: string;
  /** An external manifest store. A sidecar or link is never followed by itself. */
  manifest?: FileInput;
  /** Trust lists; without any, no signer is trusted. */
  trust?: Trust;
  /** Looks for watermarks of these keys in the pixels. Without it, none are looked for. */
  watermark?: WatermarkOptions;
  /** Looks for watermarks of these keys in the words of texts. Without it, none are looked for. */
  textMark?: TextMarkOptions;
  /**
   * Asks it by the mark that was found; and where no credential holds and there is no mark, by the bytes
   * and by their look. Without it nothing is recovered, and a copied mark is not told from another.
   */
  registry?: RegistrySource;
  /** Fetch remote manifests and revocation answers. Default false. */
  allowNetwork?: boolean;
  /**
   * Signers whose keys somebody else may have. What they signed before, by a trusted time stamp, holds; of everything
   * else nobody can tell who signed it.
   */
  compromisedSigners?: readonly CompromisedSigner[];
  /** Judges certificates as of this time. Default: now. */
  at?: Date;
  /** Largest input in bytes. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export const LOOK_KEYS: KnownKeys<LookOptions> = {
  mediaType: 'string',
  manifest: true,
  trust: true,
  watermark: true,
  textMark: true,
  registry: true,
  allowNetwork: 'boolean',
  compromisedSigners: true,
  at: true,
  maxBytes: 'number',
  signal: 'signal',
};

export const WATERMARK_KEYS: KnownKeys<WatermarkOptions> = {
  keys: true,
  effort: true,
  limits: true,
};

export const TEXT_MARK_KEYS: KnownKeys<TextMarkOptions> = {
  targets: true,
  expectedEvidence: true,
};

export const NAMED_KEY_KEYS: KnownKeys<NamedWatermarkKey> = {
  key: true,
  name: true,
  marks: true,
  compromised: true,
};

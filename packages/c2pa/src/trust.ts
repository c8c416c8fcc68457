import type { FileInput } from '@provenance/content/node';

/** PEM text (it begins with `-----BEGIN` somewhere), or a file or bytes that hold it. */
export type TrustSource = FileInput;

export interface TrustSources {
  /** Certificates a signer's chain may end in. */
  readonly anchors?: TrustSource | readonly TrustSource[];
  /** Signing certificates that are trusted by themselves: PEM, or base64 SHA-256 a line. */
  readonly allowedList?: TrustSource | readonly TrustSource[];
  /**
   * Extended key usages a signer may have: one OID a line, `//` comments. Default: the usages C2PA
   * names ({@link DEFAULT_TRUST_CONFIG}).
   */
  readonly trustConfig?: TrustSource;
  /** Certificates a time-stamp authority's chain may end in. */
  readonly tsaAnchors?: TrustSource | readonly TrustSource[];
}

/** One list as it was used: enough to say in a report which one it was. */
export interface TrustListDescription {
  /** File name without its folder, or `inline` for PEM text and bytes. */
  readonly source: string;
  /** Certificates (anchors), entries (allowed list) or OIDs (trust config). */
  readonly count: number;
  readonly bytes: number;
  /** Hex SHA-256 of the bytes as they were read. */
  readonly sha256: string;
  /** It holds a development root of this kit. */
  readonly development: boolean;
}

export interface TrustDescription {
  readonly anchors: readonly TrustListDescription[];
  readonly allowedList: readonly TrustListDescription[];
  readonly tsaAnchors: readonly TrustListDescription[];
  readonly trustConfig: TrustListDescription;
}

/** Trust lists, read and checked: make one with {@link loadTrust} and use it for many files. */
export interface Trust {
  readonly description: TrustDescription;
}

/** @throws ProvenanceError TRUST_MALFORMED and what reading a file throws */
export declare function loadTrust(sources: TrustSources): Promise<Trust>;

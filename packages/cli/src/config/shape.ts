import type { GuardAction } from '@provenance/registry';
import type { MarkedKind } from '@provenance/sdk';
import type { Visibility } from '@provenance/watermark';
import type { RecordMode, RetentionConfig } from './registry-location.ts';

/** As `@provenance/registry` has them: no command loads that to read a configuration. */
export const GUARD_ACTIONS = ['block', 'flag', 'log'] as const satisfies readonly GuardAction[];

export const VISIBILITIES = [
  'strict',
  'balanced',
  'robust',
] as const satisfies readonly Visibility[];

/** What `provenance.config.json` may hold. Paths in it are relative to the file. */
export interface Config {
  readonly signer?: PemSignerConfig | CommandSignerConfig;
  /** Named in every manifest as the application that made the claim. */
  readonly generator?: { readonly name: string; readonly version: string };
  readonly watermark?: {
    readonly keys: readonly WatermarkKeyConfig[];
    /** How far the mark may show where nothing hides it. Default `balanced`. */
    readonly visibility?: Visibility;
  };
  /** Profiles of text watermarks, which `verify`, `trace` and `detect --text` look for. */
  readonly textMark?: { readonly profiles: readonly TextProfileConfig[] };
  readonly trust?: {
    readonly anchors?: readonly string[];
    readonly allowedList?: readonly string[];
    readonly tsaAnchors?: readonly string[];
    readonly trustConfig?: string;
  };
  /**
   * Whether the public lists count: true beside `trust`, false never. Default: where no anchors and no allowed
   * list are named.
   */
  readonly defaultTrust?: boolean;
  readonly registry?: {
    /** A folder, or a postgresql: URL. */
    readonly location?: string;
    /** What becomes of content whose record cannot be written. Default `require`. */
    readonly recordMode?: RecordMode;
    /** A folder for records that wait. */
    readonly outbox?: string;
    /**
     * Who signs records, with Ed25519: what `keys record` has written, or PEM as for `signer`, who does where this is
     * not set.
     */
    readonly certificates?: string;
    readonly key?: string;
    /** Days that records are kept, by kind of content, and requests (default 365). */
    readonly retention?: RetentionConfig;
  };
  /** Holds outputs against the list of protected works in the registry before they are handed out. */
  readonly guard?: {
    /** What becomes of one that is like a work. */
    readonly action: (typeof GUARD_ACTIONS)[number];
    /** After so many seconds the list is read again. Default 60. */
    readonly refreshSeconds?: number;
    /** Days that the log keeps what was found. Default 365. */
    readonly keepDays?: number;
  };
  readonly queue?: {
    /** `host` or `host:port` that `queue work` may ask in an own network, and without https. */
    readonly allowHosts?: readonly string[];
  };
  /** What `provenance disclose` cannot know by itself: `Answers` of @provenance/disclosure, who checks them. */
  readonly disclosure?: Readonly<Record<string, unknown>>;
  /** Services of the C2PA Soft Binding Resolution API. Asked only with `--resolve`. */
  readonly resolvers?: readonly ResolverConfig[];
}

export interface PemSignerConfig {
  /** PEM: the signing certificate, then its issuers. */
  readonly certificates: string;
  /** PEM private key, or a key in a service: `awskms:///ID`, `gcpkms://NAME`, `azurekms://VAULT/keys/NAME/VERSION`, `pkcs11:…`. */
  readonly key: string;
  readonly timestampUrl?: string;
}

/** A program that signs, as `--signer-command` has it. It runs in the folder of the configuration. */
export interface CommandSignerConfig {
  readonly command: string;
  readonly timestampUrl?: string;
}

export interface ResolverConfig {
  /** Its base: `https://host/v1`. */
  readonly url: string;
  /** Name of the variable of the environment that holds a bearer token. */
  readonly tokenVariable?: string;
}

/** A watermark key, and what is known about it. `mark` uses the first that fits. */
export interface WatermarkKeyConfig {
  /** A file of `keys watermark`. */
  readonly key: string;
  /** Whose key it is, as the signer's certificate has it. */
  readonly name?: string;
  /** What everything that is marked with it is. */
  readonly marks?: MarkedKind;
}

/** A profile of a text watermark, and where its key and its tokenizer are. */
export interface TextProfileConfig {
  /** A file of `profile make`. */
  readonly profile: string;
  /** The model's tokenizer.json, or an encoding; default: by the name in the profile. */
  readonly tokenizer?: string;
  /** Whom the key was derived for, from one of `watermark.keys`. */
  readonly tenant?: string;
  /** The --watermark-config of the server whose key it is. */
  readonly vllm?: string;
  readonly sglang?: string;
  /** Whose key it is, and what is drawn with it; default: as of the watermark key it is derived from. */
  readonly name?: string;
  readonly marks?: MarkedKind;
}

import type { IdentityDescription } from '../identity/identity.ts';
import type { Status } from '../store/status.ts';
import type { TrustDescription } from '../trust/lists.ts';

/**
 * What a reader found (C2PA 2.4 clause 13.3, names as in c2pa-rs):
 * - `Trusted`: valid, and the signer is on a trust list that was handed in.
 * - `Valid`: signature and hashes hold; the signer is not on a trust list.
 * - `Invalid`: a credential is there and does not hold.
 * - `NoManifest`: no credential (or, by the rules of discovery, none that counts: see `reason`).
 * - `Remote`: only a link to a credential, which was not followed.
 * - `Error`: the file or its credential cannot be read: see `reason`.
 */
export type CredentialState = 'Trusted' | 'Valid' | 'Invalid' | 'NoManifest' | 'Remote' | 'Error';

/** The outcome of {@link readCredentials}. Plain data: it may be serialised as it is. */
export interface CredentialReport {
  readonly state: CredentialState;
  /**
   * Why the state is Error, why it is NoManifest although there is a store, or why a remote manifest
   * could not be fetched: a C2PA code, a `content.*` word, or the engine's sentence. Else null.
   */
  readonly reason: string | null;
  /** By content; the declared type only where the content does not tell. Null: unknown. */
  readonly mediaType: string | null;
  /** The store was inside the file (not handed in, not fetched). */
  readonly embedded: boolean;
  /** Where the file says its credential lies. Followed only with `allowNetwork`. */
  readonly remoteUrl: string | null;
  /** Statuses of the active manifest. */
  readonly success: readonly Status[];
  readonly informational: readonly Status[];
  readonly failure: readonly Status[];
  /** Failures of ingredients that were not there when the ingredient was added. */
  readonly ingredientFailures: readonly Status[];
  /**
   * What of the file the hash of the active manifest leaves out, by what stands there. Empty where there
   * is no such hash, or it does not hold.
   */
  readonly leftOut: readonly LeftOut[];
  /**
   * Of a text that is not what was signed: by how many bytes the credential stands further on (less than 0:
   * further to the front) than when it was signed. So much was put before it, or taken away there; and what it
   * covers is not in the text as it was, or else it would be one of `parts`. Null: it has not moved, or nothing
   * tells.
   */
  readonly moved: number | null;
  /** Label of the active manifest. */
  readonly activeManifest: string | null;
  /** The active manifest first, then the others in the order of the store. */
  readonly manifests: readonly ManifestDescription[];
  /**
   * Only of a text that as a whole is not what was signed: the parts of it that still are, each with a
   * report of its own, such as an answer of a model that was copied into a mail. What stands around
   * them nobody has signed.
   */
  readonly parts: readonly CredentialPart[];
  /**
   * The signer of the active manifest is on no list in force, and on an older one (`olderAnchors`) at the
   * time of signing.
   */
  readonly onOlderList: boolean;
  /**
   * The certificate of the active manifest's signer becomes valid after the time that it was judged at. C2PA has one
   * code for that and for one that has expired.
   */
  readonly notYetValid: boolean;
  /** As of when it was judged, where that was asked for (RFC 3339, UTC); null: as of now. */
  readonly judgedAt: string | null;
  /** What the signer was compared with. Null: no trust list was handed in. */
  readonly trustList: TrustDescription | null;
  readonly engine: { readonly name: string; readonly version: string };
  /** The engine's own JSON, for `inspect --json`. Null where no store could be read. */
  readonly store: Readonly<Record<string, unknown>> | null;
}

/**
 * What a hash leaves out:
 * - `store`: where the manifest itself stands.
 * - `metadata`: fields about the content (EXIF, XMP, IPTC, comments), and nothing that is shown or heard.
 * - `display`: what says how a picture is shown: its orientation, if it is turned or mirrored, a colour
 *   profile, a gain map. The picture data itself is under the hash.
 * - `padding`: what holds nothing.
 * - `content`: some of what is shown or heard.
 * - `unknown`: nobody here can tell.
 */
export type LeftOutKind = 'store' | 'metadata' | 'display' | 'padding' | 'content' | 'unknown';

/** A range of the file that is not under the hash. */
export interface LeftOut {
  readonly start: number;
  readonly length: number;
  readonly kind: LeftOutKind;
}

/** What programs change in a text without anybody seeing it. */
export type TextDifference = 'encoding' | 'byte-order-mark' | 'line-ends' | 'blanks';

/** A part of a text that is still what was signed; whether the signature holds, says `report`. */
export interface CredentialPart {
  /** Its first byte in the text, in UTF-8. */
  readonly start: number;
  /** In bytes; the credential itself is within. */
  readonly length: number;
  /** Its first and last line in the text, from 1. */
  readonly lines: readonly [first: number, last: number];
  readonly report: CredentialReport;
  /** It is all of the text, which was what was signed but for these. Empty: it is a part, byte for byte. */
  readonly differs: readonly TextDifference[];
}

export interface ManifestDescription {
  readonly label: string;
  readonly title: string | null;
  readonly mediaType: string | null;
  readonly claimGenerator: SoftwareDescription | null;
  readonly claimVersion: number | null;
  readonly specVersion: string | null;
  readonly signer: SignerDescription | null;
  /** RFC 3339 time of the time stamp; null without one. Trust it only if `timeStamped`. */
  readonly signedAt: string | null;
  /** A trusted time-stamp authority vouches for `signedAt`. Known for the active manifest only. */
  readonly timeStamped: boolean;
  /** The actions of all actions assertions, in order. */
  readonly actions: readonly ActionDescription[];
  /** Null where the claim does not say. */
  readonly allActionsIncluded: boolean | null;
  readonly ingredients: readonly IngredientDescription[];
  /** All assertions the engine lists, with their data as it gives it. */
  readonly assertions: readonly AssertionDescription[];
  readonly aiDisclosure: Readonly<Record<string, unknown>> | null;
  /** `entries` of cawg.training-mining (or the legacy c2pa.training-mining): use by key. */
  readonly trainingMining: Readonly<Record<string, TrainingMiningUse>> | null;
  /** Who says to have taken part, and what of it was checked: CAWG identity assertions. */
  readonly identities: readonly IdentityDescription[];
  readonly softBindings: readonly SoftBindingDescription[];
}

export interface SoftwareDescription {
  readonly name: string;
  readonly version: string | null;
}

/** Who signed, as the certificate says. A name means nothing unless the state is Trusted. */
export interface SignerDescription {
  readonly commonName: string | null;
  /** O of the subject. c2pa-rs calls this the issuer of the claim. */
  readonly organization: string | null;
  /** Algorithm as C2PA names it: ES256, ES384, ES512, PS256, PS384, PS512, Ed25519. */
  readonly alg: string | null;
  /** Decimal serial number of the certificate. */
  readonly serial: string | null;
  /** The certificate says in its subject that it is a development certificate of this kit. */
  readonly development: boolean;
}

export interface ActionDescription {
  readonly action: string;
  readonly digitalSourceType: string | null;
  readonly softwareAgent: SoftwareDescription | null;
  /** RFC 3339; the signer's word, not a time stamp. */
  readonly when: string | null;
  readonly description: string | null;
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

export interface IngredientDescription {
  readonly title: string | null;
  readonly mediaType: string | null;
  readonly relationship: string | null;
  /** Label of its own manifest in this store; null for an ingredient without credentials. */
  readonly activeManifest: string | null;
  /** Failures recorded when it was added, and those found now. */
  readonly failures: readonly Status[];
}

export interface AssertionDescription {
  readonly label: string;
  readonly data: unknown;
}

export interface TrainingMiningUse {
  readonly use: string;
  readonly constraintInfo: string | null;
}

export interface SoftBindingDescription {
  readonly alg: string | null;
  /** One a block: base64 of a byte string, or the text that the signer put there. */
  readonly values: readonly string[];
}

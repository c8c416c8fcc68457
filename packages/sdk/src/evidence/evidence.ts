import type {
  CredentialState,
  IdentityDescription,
  TextDifference,
  TrainingMiningUse,
} from '@provenance/c2pa';
import type { ErrorCode } from '@provenance/content';
import type { LabelKind, LabelMeaning, LabelStandard, UnreadReason } from '@provenance/labels';
import type { Message } from '@provenance/messages';
import type { TextMarkScheme } from '@provenance/textmark';
import type { Compromised } from '../claims/compromised.ts';
import type { MarkedKind, NamedKind, OriginKind } from '../claims/source-type.ts';
import type { Look } from '../content/fingerprint.ts';
import type { FoundBy } from '../look/record.ts';

/**
 * How good a finding is: a proof, odds, a likeness, the word of whoever signed, or (`declared`) that of
 * nobody in particular.
 */
export type EvidenceStrength =
  | 'cryptographic'
  | 'statistical'
  | 'similarity'
  | 'claimed'
  | 'declared'
  | 'none';

interface Finding {
  /** The reader that found it. */
  readonly source: 'c2pa' | 'watermark' | 'text-watermark' | 'registry' | 'label';
  /** Speaks for or against the content being what its credential says; or for neither. */
  readonly weight: 'for' | 'against' | 'neutral';
  readonly strength: EvidenceStrength;
  /** The finding for a person: a sentence each, to be rendered. */
  readonly says: readonly Message[];
  /** C2PA status codes it rests on, verbatim. */
  readonly codes: readonly string[];
}

/** One finding of one reader. The judge sees nothing else. */
export type Evidence =
  | ManifestEvidence
  | SignatureEvidence
  | TrustEvidence
  | BindingEvidence
  | TimeEvidence
  | OriginEvidence
  | UsageEvidence
  | IdentityEvidence
  | ActionEvidence
  | IngredientEvidence
  | SoftBindingEvidence
  | FailureEvidence
  | WarningEvidence
  | PartEvidence
  | WatermarkEvidence
  | TextMarkEvidence
  | RecordEvidence
  | LabelEvidence
  | NoLabelEvidence
  | LabelGapEvidence;

/** Whether there is a credential, and what validation made of it as a whole. */
export interface ManifestEvidence extends Finding {
  readonly finding: 'manifest';
  /**
   * As C2PA has it, but that `NoManifest` is said only where nothing of the kind was seen. What names a store
   * elsewhere is `Remote`, and what was meant as one or as several and counts as none is `Error`.
   */
  readonly state: CredentialState;
  readonly reason: string | null;
  /** The content that was verified is a manifest store: the content it belongs to is elsewhere. */
  readonly alone: boolean;
}

/** Whether the claim was signed with the certificate's key, and the certificate may sign. */
export interface SignatureEvidence extends Finding {
  readonly finding: 'signature';
  readonly holds: boolean;
  readonly issuer: string | null;
  /** Somebody else may have the key. Absent where nobody was told so. */
  readonly compromised?: Compromised;
  /** The certificate becomes valid after the time that it was judged at. Absent where it does not. */
  readonly notYetValid?: true;
}

/** Whether the signer is on a trust list. */
export interface TrustEvidence extends Finding {
  readonly finding: 'trust';
  readonly trusted: boolean;
  /** It is on no list in force, and on an older one that is frozen. */
  readonly older: boolean;
  /** It is a development certificate: it proves nothing to anyone else. */
  readonly development: boolean;
}

/**
 * Whether the content is what was signed (the hard binding): bit for bit, unless a warning says that
 * parts are not covered. Without a signature that holds it has no strength.
 */
export interface BindingEvidence extends Finding {
  readonly finding: 'binding';
  readonly holds: boolean;
  /** Of a text: see `moved` of a CredentialReport. Absent where it has not. */
  readonly moved?: number;
}

/** When it was signed. */
export interface TimeEvidence extends Finding {
  readonly finding: 'time';
  readonly time: string;
  /** A trusted authority vouches for it; otherwise it is the signer's word. */
  readonly vouched: boolean;
}

/** Where the content comes from, in the words of the manifest that says so. */
export interface OriginEvidence extends Finding {
  readonly finding: 'origin';
  readonly kind: OriginKind;
  /** Signer of the manifest that says so: the active one, or a parent's. */
  readonly issuer: string | null;
  readonly generator: string | null;
  readonly model: string | null;
  readonly time: string | null;
}

/** What others may do with the content, says the signer. */
export interface UsageEvidence extends Finding {
  readonly finding: 'usage';
  /** Entries of the training-mining assertion by their key, as they are in the file. */
  readonly uses: Readonly<Record<string, TrainingMiningUse>>;
}

/**
 * Who says to have taken part, in an identity assertion of CAWG. Neutral: whoever wrote it into the manifest, the
 * signer of the manifest stands for what is said, and trust in one is none in the other.
 */
export interface IdentityEvidence extends Finding {
  readonly finding: 'identity';
  readonly weight: 'neutral';
  readonly outcome: IdentityDescription['outcome'];
  readonly sigType: string | null;
  /** As they are in the file. */
  readonly roles: readonly string[];
  /** RFC 3339: when it was signed, by a time stamp of its own from an authority on a list. */
  readonly signedAt: string | null;
  /** RFC 3339, an aggregator's word: from when on and until when what it says holds. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** One thing that was done. */
export interface ActionEvidence extends Finding {
  readonly finding: 'action';
  readonly action: string;
}

/** A file that became part of the content, and whether its own credential held. */
export interface IngredientEvidence extends Finding {
  readonly finding: 'ingredient';
  readonly relationship: string | null;
  readonly holds: boolean | null;
}

/** A check that failed and is none of the above. */
export interface FailureEvidence extends Finding {
  readonly finding: 'failure';
}

/** Parts of the file that the hash does not cover: nobody can tell whether they were changed. */
export interface WarningEvidence extends Finding {
  readonly finding: 'warning';
  /**
   * What they are: `metadata` alone, so that what is shown or heard is covered; `display`, how a picture is
   * turned or in which colours it is shown, while its data is covered; `unknown`: content, or nobody knows.
   */
  readonly uncovered: 'metadata' | 'display' | 'unknown';
}

/** A part of a text that is still what was signed, where the whole is not. */
export interface PartEvidence extends Finding {
  readonly finding: 'part';
  /** First and last line in the text, from 1. */
  readonly lines: readonly [first: number, last: number];
  /** It is all of the text, which differs from what was signed in these alone; empty for a part. */
  readonly differs: readonly TextDifference[];
  /** What was found about the part, as if it were all there is. */
  readonly evidence: readonly Evidence[];
}

/** That a manifest says which watermark is in the content it was signed for. */
export interface SoftBindingEvidence extends Finding {
  readonly finding: 'soft-binding';
  /** Name of the algorithm, as it is in the file. */
  readonly alg: string;
  /** 16 hexadecimal digits each. None where the algorithm is not this kit's, or says none. */
  readonly contentIds: readonly string[];
  /** Said by the active manifest, and not by that of something the content was made from. */
  readonly active: boolean;
  /** Signer of the manifest that says so. */
  readonly issuer: string | null;
}

/**
 * What a detector found in the pixels. It has no strength where it did not look, and where nothing
 * was found: a mark can be removed.
 */
export interface WatermarkEvidence extends Finding {
  readonly source: 'watermark';
  readonly finding: 'watermark';
  readonly found: 'present' | 'absent' | 'unreadable' | 'not-looked';
  /** Only where it was not looked for because no key was given: there may be one. */
  readonly notLooked?: 'no-key';
  /** Why pixels that could have one were not looked at, or not at all of them; null unless unreadable. */
  readonly unseen: ErrorCode | null;
  /** 16 hexadecimal digits each; null unless present. */
  readonly contentId: string | null;
  readonly keyId: string | null;
  /** Whose key it is, and what it is used for: the verifier's own words. */
  readonly issuer: string | null;
  readonly marks: MarkedKind | null;
  /** RFC 3339: since when somebody else may have the key. Absent where nobody was told so. */
  readonly compromised?: string;
  /** A bound for a picture without a mark of these keys to be taken for one; null unless present. */
  readonly falsePositiveProbability: number | null;
}

/**
 * What a detector found in the words of a text: one entry for each mark, by the part that it covers. It has no
 * strength where nothing was found: a mark can be removed, and few texts are long enough for all there are.
 */
export interface TextMarkEvidence extends Finding {
  readonly source: 'text-watermark';
  readonly finding: 'text-watermark';
  /** `too-short`, `too-predictable`: no mark was found, and one could not have been. */
  readonly found: 'present' | 'absent' | 'too-short' | 'too-predictable' | 'not-looked';
  /** Only where it was not looked for because no key was given: there may be one. */
  readonly notLooked?: 'no-key';
  /** Why it could not be looked at; null if it was. */
  readonly unseen: ErrorCode | null;
  /** All below are null, or false, unless present. */
  readonly scheme: TextMarkScheme | null;
  /** Which key: 16 hexadecimal digits. */
  readonly kid: string | null;
  readonly tokenizer: string | null;
  /** The p-value is at most 1e-9; else it is at most 1e-6, which supports other evidence. */
  readonly strong: boolean;
  /** The p-value, with everything counted that was tried. */
  readonly falsePositiveProbability: number | null;
  /** Keys, tokenizers, forms of the text and windows that are counted; null where nothing was looked at. */
  readonly hypotheses: number | null;
  /** Tokens that say something. */
  readonly scored: number | null;
  /** Where in the text, in UTF-16 units; and what share of it that is, 0..1. */
  readonly characters: readonly [from: number, to: number] | null;
  readonly share: number | null;
  /** It runs through the text: through three quarters of it at least. */
  readonly throughout: boolean;
  /** 16 hexadecimal digits; null where the key writes none, or it could not be read. */
  readonly contentId: string | null;
  /** Whose key it is, and what it is used for: the verifier's own words. */
  readonly issuer: string | null;
  readonly marks: MarkedKind | null;
}

/** What the registry of origin records knows: one record, none, or that it did not answer. */
export interface RecordEvidence extends Finding {
  readonly source: 'registry';
  readonly finding: 'record';
  readonly found: 'known' | 'unknown' | 'unavailable';
  /** Null where there was no answer. */
  readonly by: FoundBy | null;
  /** Why content that could be like what is on record was not compared, as beyond a limit; else null. */
  readonly unseen: ErrorCode | null;
  /** 16 hexadecimal digits: of the record, or what was asked for in vain. */
  readonly contentId: string | null;
  /** Key of the watermark that was recorded; 16 hexadecimal digits. */
  readonly keyId: string | null;
  readonly issuer: string | null;
  readonly model: string | null;
  readonly time: string | null;
  /** Bits of 256 that differ from the fingerprint on record. Null where it was not compared. */
  readonly distance: number | null;
  /** Null where there was nothing to compare. */
  readonly look: Look | null;
  /** What was found about the manifest kept with the record, as if it were all there is; none, empty. */
  readonly evidence: readonly Evidence[];
}

/**
 * A label that nobody signed. It never speaks for or against anything: anybody can write it, and anybody
 * can delete it.
 */
export interface LabelEvidence extends Finding {
  readonly source: 'label';
  readonly finding: 'label';
  readonly weight: 'neutral';
  readonly strength: 'declared';
  readonly kind: LabelKind;
  readonly standard: LabelStandard;
  readonly meaning: LabelMeaning;
  /** The origin that it names; null for one that names none, such as a camera or a program. */
  readonly origin: NamedKind | null;
  /** Part and field of the file, fit to be shown. */
  readonly part: string;
  readonly field: string;
  /** What stands there, fit to be shown; empty for prompts. */
  readonly value: string;
}

/** That the file was looked at, and no label is in it. */
export interface NoLabelEvidence extends Finding {
  readonly source: 'label';
  readonly finding: 'no-label';
}

/** That some of the file was not looked at, so that labels may stand there which nobody has seen. */
export interface LabelGapEvidence extends Finding {
  readonly source: 'label';
  readonly finding: 'label-gap';
  readonly part: string;
  /** A code of this kit where nothing at all was looked at. */
  readonly reason: UnreadReason | ErrorCode;
}

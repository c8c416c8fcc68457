import type {
  CredentialState,
  SignerDescription,
  TextDifference,
  TrustDescription,
} from '@provenance/c2pa';
import type { ErrorCode } from '@provenance/content';
import type { Language, Message } from '@provenance/messages';
import type { TextMarkOutcome, TextMarkScheme } from '@provenance/textmark';
import type { Effort, Geometry } from '@provenance/watermark';
import type { MarkedKind } from '../claims/source-type.ts';
import type { Look } from '../content/fingerprint.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { PolicyOutcome } from '../judge/policy.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { FoundBy } from '../look/record.ts';
import type { SummaryStatus } from './summary.ts';

/** A message with its words, in the language of the report. */
export interface Said extends Message {
  readonly sentence: string;
}

/** What the evidence adds up to, with the words. */
export interface VerdictReport extends Omit<Verdict, 'conflicts'> {
  /** What `says` says, in the language of the report. */
  readonly sentence: string;
  /** Findings that contradict each other. */
  readonly conflicts: readonly Said[];
}

/** One line of a summary. */
export interface SummaryLine {
  readonly says: readonly Message[];
  readonly sentence: string;
}

/** What the verdict comes to, for somebody who knows none of the terms. */
export interface Summary {
  /** Stable; for a list, a badge, a column. */
  readonly status: SummaryStatus;
  /** The status in two or three words. */
  readonly label: Said;
  /** What it is. */
  readonly what: SummaryLine;
  /** Who says so, and how sure that is. */
  readonly who: SummaryLine;
  /** What speaks against it, or was not looked at. */
  readonly but: SummaryLine;
  /** What to do next. */
  readonly next: SummaryLine;
}

interface Stated {
  /** What `says` says, in the language of the report. */
  readonly statement: string;
}

interface StatedThroughout extends Stated {
  readonly evidence: readonly ReportedEvidence[];
}

type Reported<E extends Evidence> = E extends { readonly evidence: readonly Evidence[] }
  ? Omit<E, 'evidence'> & StatedThroughout
  : E & Stated;

/**
 * A finding with its words, in the language of the report. What the file itself says stands in them in
 * quotation marks.
 */
export type ReportedEvidence = Reported<Evidence>;

/** The manifest's part of a report; codes as C2PA names them. */
export interface CredentialSummary {
  readonly state: CredentialState;
  readonly reason: string | null;
  readonly success: readonly string[];
  readonly informational: readonly string[];
  readonly failure: readonly string[];
  readonly ingredientFailures: readonly string[];
  readonly activeManifest: string | null;
  readonly signer: SignerDescription | null;
  readonly trustList: TrustDescription | null;
  /** As of when it was judged, where that was asked for (RFC 3339, UTC); null: as of now. */
  readonly judgedAt: string | null;
}

/** A part of a text that is still what was signed, where other text stands around it. */
export interface PartReport {
  /** Its first byte in the text, in UTF-8. */
  readonly start: number;
  /** In bytes; the credential itself is within. */
  readonly length: number;
  /** Its first and last line in the text, from 1. */
  readonly lines: readonly [first: number, last: number];
  /** The part is all of the text, which differs from what was signed in these alone; empty for a part. */
  readonly differs: readonly TextDifference[];
  /** On the part alone. */
  readonly verdict: VerdictReport;
  readonly c2pa: CredentialSummary;
}

/** The watermark's part of a report. */
export interface WatermarkSummary {
  readonly present: boolean;
  /** Why nothing was looked for; null if it was. */
  readonly notLooked: ErrorCode | null;
  /** 16 hexadecimal digits; null unless present. */
  readonly contentId: string | null;
  /** 16 hexadecimal digits; null unless present. */
  readonly keyId: string | null;
  /** Whose key it is, and what it marks, as far as the caller said. */
  readonly issuer: string | null;
  readonly marks: MarkedKind | null;
  /** RFC 3339: since when somebody else may have the key. Absent where the caller said nothing of it. */
  readonly compromised?: string;
  /** 1 unless present. */
  readonly falsePositiveProbability: number;
  /** How the picture was turned since it was marked; null unless present. */
  readonly geometry: Geometry | null;
  /** Of 1024 code bits, those that were read wrong and corrected. */
  readonly correctedBits: number;
  readonly effort: Effort | null;
}

/** The text watermarks' part of a report. */
export interface TextMarkSummary {
  /** `absent` does not mean that a person wrote it. Null: it was not looked at. */
  readonly outcome: TextMarkOutcome | null;
  /** Why not; null if it was. */
  readonly notLooked: ErrorCode | null;
  /** How many tests the p-values count: keys, tokenizers, forms of the text, windows. */
  readonly hypotheses: number;
  /** Evidence a token that a mark needs to be found here nine times in ten; null: none could be. */
  readonly leastEvidence: number | null;
  /** One for each part of the text, the surest first. */
  readonly marks: readonly FoundTextMarkSummary[];
}

/** A text watermark that was found. */
export interface FoundTextMarkSummary {
  readonly scheme: TextMarkScheme;
  /** Which key: 16 hexadecimal digits. */
  readonly kid: string;
  readonly tokenizer: string | null;
  /** Where, in UTF-16 units of the text. */
  readonly characters: readonly [from: number, to: number] | null;
  /** Share of the text, 0..1. */
  readonly share: number;
  /** Tokens that say something, and their mean score less 1. */
  readonly scored: number;
  readonly evidence: number;
  /** Of the p-value, everything counted. */
  readonly log10P: number;
  /** The same, not below 1e-300. */
  readonly falsePositiveProbability: number;
  /** 16 hexadecimal digits; null: the key writes none, or it could not be read. */
  readonly contentId: string | null;
  /** Whose key it is, and what it marks, as far as the caller said. */
  readonly issuer: string | null;
  readonly marks: MarkedKind | null;
}

/** An origin record that was found, as plain data. */
export interface RecordSummary {
  readonly by: FoundBy;
  /** 16 hexadecimal digits. */
  readonly contentId: string;
  readonly issuer: string;
  /** RFC 3339. */
  readonly time: string;
  readonly mediaType: string;
  readonly model: { readonly name: string; readonly version: string | null } | null;
  readonly requestId: string | null;
  readonly manifestId: string | null;
  readonly keyId: string | null;
  readonly logIndex: number;
  /** Bits of 256 that differ from the fingerprint on record; null where it was not compared. */
  readonly distance: number | null;
  readonly look: Look | null;
  /** The manifest kept with it, validated against this content; null: none was kept. */
  readonly c2pa: CredentialSummary | null;
}

/** The registry's part of a report. */
export interface RegistrySummary {
  /** Null: it was not needed. */
  readonly asked: FoundBy | null;
  /** Why it did not answer; null if it did. */
  readonly unavailable: ErrorCode | null;
  /** Why it was not asked by likeness, as where the content is too large; null if it was, or need not be. */
  readonly notCompared: ErrorCode | null;
  /** One; by fingerprint all that look alike, by the marks in a text one each: none is picked. */
  readonly records: readonly RecordSummary[];
}

/** The outcome of {@link verify}. Plain data; `provenance verify --json` prints it. */
export interface VerifyReport {
  readonly mediaType: string | null;
  /** Of the sentences. */
  readonly language: Language;
  readonly verdict: VerdictReport;
  readonly summary: Summary;
  readonly policy: PolicyOutcome;
  readonly c2pa: CredentialSummary;
  /** What of a text is still what was signed, where the whole is not. Empty for all else. */
  readonly parts: readonly PartReport[];
  /** Null: no key was given, or there was no content to look at. */
  readonly watermark: WatermarkSummary | null;
  /** Null: no key was given, or it is no text. */
  readonly textMarks: TextMarkSummary | null;
  /** Null: none was given. */
  readonly registry: RegistrySummary | null;
  readonly evidence: readonly ReportedEvidence[];
}

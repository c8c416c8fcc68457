import type { Message } from '@provenance/messages';
import type { OriginKind } from '../claims/source-type.ts';
import type { FoundBy } from '../look/record.ts';
import type { Looked, Unchecked } from './completeness.ts';

/** What the evidence adds up to, as codes: a report has the words as well. */
export interface Verdict {
  readonly origin: {
    readonly kind: OriginKind;
    readonly issuer: string | null;
    /** The application that made the claim, with its version. */
    readonly generator: string | null;
    readonly model: string | null;
    /** RFC 3339: of the time stamp, or as the signer says. */
    readonly time: string | null;
  };
  /**
   * `intact`: byte for byte. `reformatted`: a text that differs in line ends, blanks at ends, a byte order
   * mark or its encoding, and in nothing else.
   * `unverifiable`: there is nothing to compare with, or nothing that can be believed.
   */
  readonly integrity: 'intact' | 'reformatted' | 'altered' | 'unverifiable';
  /** `older`: the signer is on an older list alone, which is frozen; it is not trusted for that. */
  readonly trust: 'trusted' | 'older' | 'untrusted' | 'none';
  /**
   * What kind of evidence the verdict rests on; of several, the weakest. `declared`: on notes in the file
   * that nobody signed and anybody could have written.
   */
  readonly assurance: 'cryptographic' | 'statistical' | 'similarity' | 'declared' | 'none';
  /** Only where the assurance is statistical: a bound on the probability of chance. */
  readonly falsePositiveProbability?: number;
  /**
   * Only where the origin is that of an origin record: by what it was found. Nothing recovered makes
   * content trusted, and by a watermark or a likeness never intact.
   */
  readonly recovered?: FoundBy;
  /** What was looked at, whatever was found in it. */
  readonly checked: readonly Looked[];
  /** What was not, and why. Only where this is empty does "nothing found" speak of all of it. */
  readonly unchecked: readonly Unchecked[];
  /** The whole verdict for a person, a sentence each; the first is the headline. */
  readonly says: readonly Message[];
  /** Findings that contradict each other; each is a sentence. */
  readonly conflicts: readonly Message[];
}

export const UNKNOWN_ORIGIN: Verdict['origin'] = {
  kind: 'unknown',
  issuer: null,
  generator: null,
  model: null,
  time: null,
};

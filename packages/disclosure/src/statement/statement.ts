import type { Answers, Bilingual, ItemId } from '../answers/answers.ts';
import type { Words } from '../answers/words.ts';
import type { RuleRow } from '../rules/table.ts';

export const STATEMENT_SCHEMA = 'provenance.disclosure/1';

/** A sentence that rests on something, and on what. */
export interface EvidenceLine {
  readonly says: Words;
  readonly source: Words;
  /** What shows it, or measures it again. */
  readonly command: string;
}

export interface Item {
  readonly id: ItemId;
  /** Of the Principle Code. */
  readonly part: '1(2)' | '1(1)C';
  readonly title: Words;
  readonly status: 'implemented' | 'explained';
  /** YYYY-MM-DD; null where it is explained. */
  readonly since: string | null;
  /** With what; where it is explained, no more than what leads to `answer`. */
  readonly says: readonly Words[];
  /** The business in its own words. */
  readonly answer: Bilingual | null;
  readonly link: string | null;
  readonly evidence: readonly EvidenceLine[];
  readonly limits: readonly Words[];
  /** Why not, and until when; null where it is implemented. */
  readonly explanation: { readonly why: Bilingual; readonly until: string | null } | null;
}

export interface FormField {
  readonly field: Words;
  readonly value: Bilingual;
  /** Whether it was compared with the form of the Cabinet Office. */
  readonly checked: boolean;
}

export interface Change {
  readonly version: number;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly says: readonly Words[];
}

/** The outline disclosure. Plain data: everything that the pages show stands in it. */
export interface Statement {
  readonly schema: typeof STATEMENT_SCHEMA;
  /** From 1; one more with each change of what is said, other than of counts. */
  readonly version: number;
  /** YYYY-MM-DD, like all days here. */
  readonly made: string;
  readonly reviewed: string;
  readonly nextReview: string;
  /** Of the counts of the registry; null without one. */
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly software: { readonly name: string; readonly version: string };
  readonly business: Answers['business'];
  readonly services: readonly Bilingual[];
  readonly publishedAt: string | null;
  readonly contacts: Answers['contacts'];
  readonly policies: NonNullable<Answers['policies']>;
  readonly items: readonly Item[];
  readonly outside: readonly Words[];
  readonly rules: readonly RuleRow[];
  readonly form: readonly FormField[];
  /** The newest first. */
  readonly changes: readonly Change[];
  /** Whether the pages carry a content credential of their own. */
  readonly signed: boolean;
}

/** A statement as it lies in its folder, with the pages that were made of it. */
export interface PublishedStatement extends Statement {
  readonly pages: readonly {
    readonly name: string;
    /** Of the file's bytes, hexadecimal. */
    readonly sha256: string;
  }[];
}

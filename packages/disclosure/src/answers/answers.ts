/** A text in each language that a statement is written in. */
export interface Bilingual {
  readonly en: string;
  readonly ja: string;
}

/** What a statement says something about, in its order. */
export const ITEM_IDS = [
  'credential',
  'time-stamp',
  'watermark',
  'text-watermark',
  'record',
  'detector',
  'guard',
  'contact',
  'traceability',
  'responsibility',
  'usage-log',
] as const;

export type ItemId = (typeof ITEM_IDS)[number];

export const AUDIENCES = ['rights-holders', 'users', 'security'] as const;

export type Audience = (typeof AUDIENCES)[number];

export interface Contact {
  readonly for: Audience;
  /** One of the two at least. */
  readonly email?: string;
  readonly url?: string;
}

/** Why a measure is not taken. */
export interface Explanation {
  readonly why: Bilingual;
  /** YYYY-MM-DD: when that changes. Null: no date has been set, and the statement says so. */
  readonly until: string | null;
}

/** `disclosure` of the configuration: what no program can know. Days are YYYY-MM-DD. */
export interface Answers {
  readonly business: { readonly name: Bilingual; readonly url?: string };
  /** What the statement is about; at least one. */
  readonly services: readonly Bilingual[];
  /** Where the statement is published. */
  readonly publishedAt?: string;
  readonly contacts: readonly Contact[];
  readonly policies?: readonly { readonly title: Bilingual; readonly url: string }[];
  /** When a person last went through all of it. */
  readonly reviewed: string;
  /** Where others can check a file. */
  readonly detector?: { readonly url: string; readonly access: 'public' | 'token' };
  /** What is done against outputs that infringe, in the words of the business. */
  readonly guard?: { readonly measures: Bilingual };
  /** How long requests and responses are kept. */
  readonly requests?: { readonly months: number };
  /** A role or a department, rather than a person. */
  readonly responsible?: Bilingual;
  readonly usageLog?: { readonly months: number; readonly what: Bilingual };
  /** Path of the profile that texts are marked with, of `provenance profile make`. */
  readonly textProfile?: string;
  /** Since when each measure has been taken. */
  readonly since?: Readonly<Partial<Record<ItemId, string>>>;
  readonly explanations?: Readonly<Partial<Record<ItemId, Explanation>>>;
}

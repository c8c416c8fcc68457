/**
 * What a record says of itself that the operator's desk asks for: the issuer's number of the request, name of the
 * model, issuer, and day in UTC (YYYY-MM-DD). Their order is that of stored numbers.
 */
export const TRAITS = ['requestId', 'model', 'issuer', 'day'] as const;

export type Trait = (typeof TRAITS)[number];

/** Null: the record does not say. */
export type Traits = Readonly<Record<Trait, string | null>>;

/** What records have to be: all that is given. */
export interface TraitQuery {
  /** One of these. */
  readonly requestIds?: readonly string[];
  readonly model?: string;
  readonly issuer?: string;
  /** First and last day. */
  readonly from?: string;
  readonly to?: string;
}

export const NO_TRAITS: Traits = { requestId: null, model: null, issuer: null, day: null };

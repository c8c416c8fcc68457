/** The lists that are known by name. */
export type TrustListName = 'c2pa' | 'c2pa-tsa' | 'interim' | 'interim-tsa';

export const TRUST_LIST_NAMES: readonly TrustListName[] = [
  'c2pa',
  'c2pa-tsa',
  'interim',
  'interim-tsa',
];

/** What a list is good for, and how far. */
export interface TrustListRole {
  /** Its anchors vouch for signers, or for time-stamp authorities; never for both. */
  readonly use: 'signers' | 'time-stamps';
  /**
   * `official`: kept by C2PA's conformance programme. `older`: the interim list of before 2026, which is
   * frozen; a signer on it is "on an older list", and never plainly trusted.
   */
  readonly level: 'official' | 'older';
}

export const ROLES: Readonly<Record<TrustListName, TrustListRole>> = {
  c2pa: { use: 'signers', level: 'official' },
  'c2pa-tsa': { use: 'time-stamps', level: 'official' },
  interim: { use: 'signers', level: 'older' },
  'interim-tsa': { use: 'time-stamps', level: 'older' },
};

/** A list as it is used: its certificates, and enough to say which one it was. */
export interface TrustList extends TrustListRole {
  readonly name: TrustListName;
  /** Day of the list (`YYYY-MM-DD`, UTC): see {@link TrustList.dateFrom}. */
  readonly date: string;
  /**
   * Where the date comes from. `issue`: the list says so itself. `newest-certificate`: it says nothing,
   * and is no older than the newest certificate on it. `fetch`: the day on which it was taken in.
   */
  readonly dateFrom: 'issue' | 'newest-certificate' | 'fetch';
  /** Where it was taken from: an address, or the name of a file without its folder. */
  readonly source: string;
  /** The address of {@link TrustList.source}, to be shown in reports; null for a file. */
  readonly uri: string | null;
  /** Hexadecimal SHA-256 of the list's bytes. */
  readonly sha256: string;
  /** It came with this package. */
  readonly isBuiltIn: boolean;
  /** Certificates on it. */
  readonly count: number;
  /** The list as it was published: PEM, with text around the certificates. */
  readonly anchors: string;
}

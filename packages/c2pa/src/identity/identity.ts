/** Who says to have taken part, as an identity assertion has it (CAWG identity assertion 1.2 and 1.3). */
export interface IdentityDescription {
  /** Label of the assertion, such as `cawg.identity__1`. */
  readonly label: string;
  /** `cawg.x509.cose`, `cawg.identity_claims_aggregation`, or another one; null where it cannot be read. */
  readonly sigType: string | null;
  /** Labels such as `cawg.creator`: in which roles the named actor took part. */
  readonly roles: readonly string[];
  /**
   * - `holds`: it is about assertions of this manifest, and its signature is that of the key it names. Nothing
   *   says whose key that is.
   * - `unchecked`: it is about assertions of this manifest; the key has to be fetched, or the kind of signature
   *   is not known here. See `problem`.
   * - `fails`: it counts for nothing. See `problem`.
   */
  readonly outcome: 'holds' | 'unchecked' | 'fails';
  /** Status code; null where it holds. */
  readonly problem: string | null;
  /** Every status code of it (CAWG identity assertion 1.2 clauses 7.2, 8.1.7, 8.2.3), `problem` among them. */
  readonly codes: readonly string[];
  /** RFC 3339: when it was signed, by a time stamp of its own from an authority on a list. */
  readonly signedAt: string | null;
  /** Of an aggregation: RFC 3339, from when on and until when its credential holds, in its own words. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  /** Of X.509: what the certificate says. */
  readonly holder: IdentityHolder | null;
  /** Of an aggregation: who says to have verified the identities, as a DID. */
  readonly aggregator: string | null;
  /** Of an aggregation: what it says to have verified. */
  readonly verified: readonly VerifiedIdentity[];
}

export interface IdentityHolder {
  readonly commonName: string | null;
  readonly organization: string | null;
  /** The certificate was within its time when it signed, if that is known, else when the manifest did. */
  readonly inTime: boolean;
}

/** CAWG identity assertion 1.2 clause 8.1.2.5. */
export interface VerifiedIdentity {
  /** Such as `cawg.social_media`. */
  readonly type: string | null;
  readonly name: string | null;
  readonly username: string | null;
  readonly uri: string | null;
  /** Name of who knows the identity, such as a social network. */
  readonly provider: string | null;
  /** RFC 3339, the aggregator's word. */
  readonly verifiedAt: string | null;
}

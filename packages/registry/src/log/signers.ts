import type { CompromisedSince, SigningCertificate } from '../signed/certificate.ts';
import type { Signed } from '../signed/sign1.ts';
import type { FindCertificate, GivenIssuers } from './certificates.ts';
import { signedBy } from './check.ts';
import type { LogSigner } from './report.ts';

const MOST = 100;

/** Who has signed the heads of a log. */
export class Signers {
  readonly #find: FindCertificate;
  readonly #stored: FindCertificate;
  readonly #given: GivenIssuers | null;
  readonly #compromised: ReadonlySet<string>;
  readonly #since: CompromisedSince;
  readonly #known = new Map<string, Promise<string | null>>();
  readonly #met = new Map<string, LogSigner>();

  /**
   * @param find Certificates whose signatures hold.
   * @param stored Those of the registry: who signed is told, also where it is nobody whose signature holds.
   * @param given Those that the caller knows to be the issuer's. Null: none.
   * @param since Of whom it is known by its text.
   * @param compromised Thumbprints of certificates and record keys whose keys somebody else may have, in hexadecimal.
   */
  constructor(
    find: FindCertificate,
    stored: FindCertificate,
    given: GivenIssuers | null,
    compromised: readonly string[],
    since: CompromisedSince = async () => null,
  ) {
    this.#find = find;
    this.#stored = stored;
    this.#given = given;
    this.#compromised = new Set(compromised);
    this.#since = since;
  }

  /** Whether the signature of a head holds, and is one of the issuer as far as that is known. */
  async judge(signed: Signed): Promise<{ holds: boolean; accepted: boolean }> {
    const own = await signedBy(signed, this.#find);
    const certificate = own ?? (await signedBy(signed, this.#stored));
    if (certificate === null) return { holds: false, accepted: false };
    const { thumbprint, organization, delegation } = certificate;
    const key = Buffer.from(thumbprint).toString('hex');
    const compromised =
      this.#isCompromised(certificate) || (await this.since(certificate.pem)) !== null;
    const accepted = compromised ? false : (this.#given?.accepts(certificate) ?? null);
    const { heads = 0 } = this.#met.get(key) ?? {};
    if (heads > 0 || this.#met.size < MOST) {
      this.#met.set(key, {
        organization,
        thumbprint,
        certifiedBy: delegation?.signer ?? null,
        heads: heads + 1,
        compromised,
        accepted,
      });
    }
    return { holds: own !== null, accepted: own !== null && accepted !== false };
  }

  /**
   * Who has the key of a signer can certify a record key and write any date into it. One that was given itself is known
   * from elsewhere.
   */
  #isCompromised(certificate: SigningCertificate): boolean {
    const has = (thumbprint: Uint8Array) =>
      this.#compromised.has(Buffer.from(thumbprint).toString('hex'));
    const { thumbprint, delegation } = certificate;
    if (has(thumbprint)) return true;
    return delegation !== null && has(delegation.signer) && !this.#given?.names(certificate);
  }

  /** Since when somebody else may have the key of a certificate or delegation; null: nobody said so. */
  since(pem: string): Promise<string | null> {
    const known = this.#known.get(pem) ?? this.#since(pem);
    this.#known.set(pem, known);
    return known;
  }

  all(): LogSigner[] {
    return Array.from(this.#met.values());
  }
}

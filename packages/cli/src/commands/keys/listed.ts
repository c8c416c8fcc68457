import { X509Certificate } from 'node:crypto';
import { loadTrustList, userTrustListFolder } from '@provenance/trust-lists';
import type { Io } from '../../terminal/io.ts';

/** Whether C2PA's list of signers vouches for a chain, and of which day the list is. */
export interface Listed {
  readonly listed: boolean;
  /** YYYY-MM-DD */
  readonly date: string;
}

/**
 * By the list in force: the one that the user has put in its place, else the one that comes with the program.
 *
 * @param pem The signing certificate, then its issuers: each has issued the one before it, and all of them can be parsed.
 * @throws ProvenanceError TRUST_MALFORMED for a list that is damaged or is not the one that was pinned; FILE_*.
 */
export async function listedBy({ env }: Pick<Io, 'env'>, pem: string): Promise<Listed> {
  const folder = userTrustListFolder(env);
  const { anchors, date } = await loadTrustList('c2pa', folder === null ? {} : { folder });
  const known = certificatesOf(anchors);
  const listed = certificatesOf(pem).some((certificate) =>
    known.some(
      (anchor) =>
        certificate.raw.equals(anchor.raw) ||
        (certificate.checkIssued(anchor) && certificate.verify(anchor.publicKey)),
    ),
  );
  return { listed, date };
}

const certificatesOf = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  );

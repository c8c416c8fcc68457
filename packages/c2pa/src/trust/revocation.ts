import type { Certificate } from '@provenance/cose';
import type { ClaimSignature } from '../store/signature.ts';
import { makeStatus, type Status } from '../store/status.ts';
import { type OcspStatus, readOcspResponse } from './ocsp.ts';

/** A signature has one answer; a hostile one has thousands. */
const MOST_ANSWERS = 4;

/** A status of a report, and where in it it stands. */
export type RevocationFinding = readonly ['success' | 'informational' | 'failure', Status];

/**
 * What an OCSP responder's word means for a signature (C2PA 2.4 clause 15.9): what was revoked after the
 * time that is proved was good at that time.
 *
 * @param found Null: there was no usable answer.
 * @param at When it was signed, or now.
 * @param url Of the signature.
 */
export function revocationStatus(
  found: OcspStatus | null,
  at: Date,
  url: string,
): RevocationFinding {
  const status = (code: string, why: string) =>
    makeStatus(`signingCredential.ocsp.${code}`, url, why);
  switch (found?.status) {
    case undefined:
      return ['informational', status('inaccessible', 'the responder gave no usable answer')];
    case 'unknown':
      return ['informational', status('unknown', 'the responder does not know the certificate')];
    case 'good':
      return ['success', status('notRevoked', 'the responder says so')];
    case 'revoked':
      return found.at > at
        ? ['success', status('notRevoked', 'it was revoked after the time of signing')]
        : ['failure', status('revoked', 'the responder says so')];
  }
}

/**
 * The answers that came with a signature (`rVals`, clause 10.3.2.4), if they are the responder's: one that
 * says revoked counts before all others. Null without any that can be used.
 *
 * @param path From the signer's certificate to an anchor.
 */
export function stapledRevocation(
  { sign1 }: Pick<ClaimSignature, 'sign1'>,
  path: readonly Certificate[],
  at: Date,
): OcspStatus | null {
  const [certificate, issuer] = path;
  if (certificate === undefined || issuer === undefined) return null;
  const values: unknown = sign1.unprotectedHeader.get('rVals');
  const listed: unknown = values instanceof Map ? values.get('ocspVals') : [];
  const answers: readonly unknown[] = Array.isArray(listed) ? listed.slice(0, MOST_ANSWERS) : [];
  const found = answers.flatMap((answer): OcspStatus[] => {
    if (!(answer instanceof Uint8Array)) return [];
    try {
      return [readOcspResponse(answer, certificate, issuer, at)];
    } catch {
      return [];
    }
  });
  return found.find(({ status }) => status === 'revoked') ?? found[0] ?? null;
}

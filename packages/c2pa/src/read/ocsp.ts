import type { Certificate } from '@provenance/cose';
import type { CredentialReport } from '../report/report.ts';
import { stateOf } from '../report/status.ts';
import { readSigned } from '../store/signed.ts';
import { manifestUri } from '../store/uri.ts';
import { type Trust, trustListsOf } from '../trust/lists.ts';
import { type OcspStatus, ocspRequest, ocspUrlOf, readOcspResponse } from '../trust/ocsp.ts';
import { revocationStatus } from '../trust/revocation.ts';
import { judgeSigner } from '../trust/signer.ts';
import { fetchPublic } from './public-fetch.ts';

/** Answers have 0.5 to 4 kB. */
const MAX_ANSWER_BYTES = 2 ** 16;

/**
 * Asks whether the active signer's certificate was revoked (C2PA 2.4 clause 15.9), where an authority on
 * a list has issued it, and has written the responder's address into it: nobody else is asked, and of
 * ingredients nobody at all. An answer that came with the signature is enough.
 */
export async function withRevocation(
  report: CredentialReport,
  store: Uint8Array,
  trust: Trust,
  signal: AbortSignal | undefined,
): Promise<CredentialReport> {
  const isKnown = report.success.some(({ code }) => code === 'signingCredential.ocsp.notRevoked');
  const { active } = readSigned(store);
  const [certificate, ...others] = active.signature?.certificates ?? [];
  const url = certificate && ocspUrlOf(certificate);
  if (isKnown || !certificate || !url) return report;
  const signedAt = report.manifests[0]?.timeStamped ? report.manifests[0].signedAt : null;
  const at = signedAt === null ? new Date() : new Date(signedAt);
  const { path } = judgeSigner([certificate, ...others], trustListsOf(trust), at);
  const issuer = path?.[1];
  if (issuer === undefined) return report;
  const name = `${manifestUri(active.label)}/c2pa.signature`;
  const found = await ask(url, certificate, issuer, signal);
  const [kind, status] = revocationStatus(found, at, name);
  const statuses = { ...report, [kind]: [...report[kind], status] };
  return { ...statuses, state: stateOf(statuses) };
}

async function ask(
  url: string,
  certificate: Certificate,
  issuer: Certificate,
  signal: AbortSignal | undefined,
): Promise<OcspStatus | null> {
  try {
    const answer = await fetchPublic(url, {
      // Answers are signed, and most responders have plain http (RFC 6960 A.1).
      protocols: ['http:', 'https:'],
      maxBytes: MAX_ANSWER_BYTES,
      signal,
      body: { type: 'application/ocsp-request', bytes: ocspRequest(certificate, issuer) },
    });
    return readOcspResponse(answer, certificate, issuer, new Date());
  } catch {
    signal?.throwIfAborted();
    return null;
  }
}

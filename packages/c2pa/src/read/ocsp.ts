import type { Certificate } from '@provenance/cose';
import type { CredentialReport } from '../report/report.ts';
import { stateOf } from '../report/status.ts';
import { readSigned } from '../store/signed.ts';
import { makeStatus, type Status } from '../store/status.ts';
import { manifestUri } from '../store/uri.ts';
import { chainTo } from '../trust/chain.ts';
import { type Trust, trustListsOf } from '../trust/lists.ts';
import { type OcspStatus, ocspRequest, ocspUrlOf, readOcspResponse } from '../trust/ocsp.ts';
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
  const path = chainTo([certificate, ...others], trustListsOf(trust).signerAnchors, at);
  const issuer = path?.[1];
  if (issuer === undefined) return report;
  const name = `${manifestUri(active.label)}/c2pa.signature`;
  const found = await ask(url, certificate, issuer, signal);
  const [kind, status] = statusOf(found, at, name);
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

/** What was revoked after the time that is proved was good at that time. */
function statusOf(
  found: OcspStatus | null,
  at: Date,
  url: string,
): ['success' | 'informational' | 'failure', Status] {
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

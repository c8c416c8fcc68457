import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { type Certificate, parseCertificates } from '@provenance/cose';
import { brokenCertificateRule, CERTIFICATE_RULES, isValidAt } from './rules.ts';

/**
 * Checks that validators will accept what is signed with this chain (C2PA 2.4 clause 14.5, c2pa-rs's
 * certificate profile). Whether a trust list knows the chain is another question.
 *
 * @param certificates PEM text: the signing certificate first, then its issuers.
 * @param options.key Private key in PEM that must belong to the first certificate.
 * @param options.at Default now.
 * @throws ProvenanceError CERTIFICATE_MALFORMED, CERTIFICATE_REFUSED (the message names the rule),
 *   KEY_MALFORMED or KEY_MISMATCH.
 */
export function checkSigningCertificate(
  certificates: string,
  { key, at = new Date() }: { key?: string; at?: Date } = {},
): void {
  const chain = checkedChain(certificates, at);
  if (key !== undefined) checkPrivateKey(chain[0], parsePrivateKey(key));
}

/** {@link checkSigningCertificate} for those who go on with the parsed chain. */
export function checkedChain(
  certificates: string,
  at: Date = new Date(),
): [Certificate, ...Certificate[]] {
  const chain = parseCertificates(certificates);
  const rule = brokenCertificateRule(chain[0], at);
  if (rule !== null) refuse(CERTIFICATE_RULES[rule]);
  for (let i = 1; i < chain.length; i++) {
    const [subject, issuer] = [chain[i - 1]!, chain[i]!];
    if (!subject.x509.checkIssued(issuer.x509) || !subject.x509.verify(issuer.x509.publicKey)) {
      refuse(`certificate ${i + 1} of the chain did not issue certificate ${i}.`);
    }
    if (!isValidAt(issuer, at)) refuse(`its issuer (certificate ${i + 1}) is expired.`);
  }
  return chain;
}

/** @throws ProvenanceError KEY_MALFORMED, without a cause: that could quote the key. */
export function parsePrivateKey(pem: string): KeyObject {
  if (typeof pem !== 'string') throw new TypeError('The private key is given as PEM text.');
  try {
    return createPrivateKey(pem);
  } catch {
    throw new ProvenanceError('KEY_MALFORMED');
  }
}

/** @throws ProvenanceError KEY_MISMATCH */
export function checkPrivateKey({ x509 }: Certificate, key: KeyObject): void {
  if (!x509.checkPrivateKey(key)) throw new ProvenanceError('KEY_MISMATCH');
}

function refuse(rule: string): never {
  throw new ProvenanceError(
    'CERTIFICATE_REFUSED',
    `C2PA validators would refuse this signing certificate: ${rule}`,
  );
}

/** Extended key usages that C2PA names (2.4 clause 14.5.1.1). */
export const USAGE = {
  any: '2.5.29.37.0',
  claimSigning: '1.3.6.1.4.1.62558.2.1',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  documentSigning: '1.3.6.1.5.5.7.3.36',
  microsoftClaimSigning: '1.3.6.1.4.1.311.76.59.1.9',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

export const CLAIM_SIGNING_USAGES: ReadonlySet<string> = new Set([
  USAGE.claimSigning,
  USAGE.emailProtection,
  USAGE.documentSigning,
  USAGE.microsoftClaimSigning,
]);

/**
 * The usages a validator accepts unless told otherwise. Always handed to the engine: without a list,
 * engines disagree about claimSigning and documentSigning.
 */
export const DEFAULT_TRUST_CONFIG: string = [
  USAGE.claimSigning,
  USAGE.emailProtection,
  USAGE.documentSigning,
  USAGE.microsoftClaimSigning,
  USAGE.timeStamping,
  USAGE.ocspSigning,
].join('\n');

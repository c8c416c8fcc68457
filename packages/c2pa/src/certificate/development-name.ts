/**
 * The common names of this kit's development certificates. Exactly those: a "Software Development
 * Ltd." is no less real than others.
 */
export function isDevelopmentName(commonName: string | null): boolean {
  return commonName !== null && /^Development (root|signer)$| \(development\)$/.test(commonName);
}

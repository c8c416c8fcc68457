/** A mistake on the command line or in the configuration: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

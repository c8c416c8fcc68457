import { type MessageLike, render } from '@provenance/messages';

/**
 * A mistake on the command line or in the configuration: exit code 2. Its message is the English of what it
 * says, for logs.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Null: only the English of a library is known. */
  readonly says: MessageLike | null;

  constructor(says: MessageLike | string, options?: ErrorOptions) {
    super(typeof says === 'string' ? says : render(says), options);
    this.says = typeof says === 'string' ? null : says;
  }
}

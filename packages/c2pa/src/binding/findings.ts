import type { LeftOut } from '../report/report.ts';
import type { Status } from '../store/status.ts';
import type { HashAssertion } from './hash-assertion.ts';

/** What was found on the hash that binds a manifest to its content. */
export interface BindingFindings {
  readonly success: readonly Status[];
  readonly informational: readonly Status[];
  readonly failure: readonly Status[];
  /** Codes of the engine that these findings take the place of. */
  readonly replaces: readonly string[];
  /** What the hash leaves out. */
  readonly leftOut: readonly LeftOut[];
  /** Bytes by which the credential of a text has moved; absent where it has not. */
  readonly moved?: number;
}

/** Where a manifest stood when its hash was looked at. */
export interface BindingContext {
  /** The store as it was validated. */
  readonly store: Buffer;
  /** It was in the content, and not beside it. */
  readonly embedded: boolean;
  /** Version of the claim: 1 or 2. */
  readonly claimVersion: number;
  /** Update manifests came after the one with the hash. */
  readonly isUpdated: boolean;
  /** Whether the engine has found the content to have the hash of that very assertion. */
  hasMatched(assertion: HashAssertion): boolean;
}

import type { Deposits } from './deposits.ts';

/** What of the C2PA Soft Binding Resolution API is served besides looking up. */
export interface ResolutionOptions {
  /** Where manifests of others are kept. Without it none are taken: `storeManifests`, `storeBindings`. */
  readonly deposits?: Deposits;
  /** Fetches what a caller names by https, at public addresses alone. Default false: `queryByReference`. */
  readonly byReference?: boolean;
  /** Bindings that the manifest does not claim are taken, if they name their algorithm. Default false. */
  readonly lateBindings?: boolean;
  /** Look-ups and manifests for who has no token, without scores. Default false. */
  readonly openQueries?: boolean;
  /** The address that others reach this service by, without `/v1`. Default: as it was asked. */
  readonly publicUrl?: string;
}

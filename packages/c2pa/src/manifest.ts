import type { Origin } from './origin.ts';

/** What the engine's builder takes, and the ingredients to hand it. */
export interface ManifestPlan {
  readonly definition: Readonly<Record<string, unknown>>;
}

/** @throws ProvenanceError MANIFEST_REFUSED */
export declare function buildManifest(origin: Origin): ManifestPlan;

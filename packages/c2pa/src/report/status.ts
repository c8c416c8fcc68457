import { makeStatus, type Status } from '../store/status.ts';
import type { CredentialState } from './report.ts';

/** The statuses of one store, as they go into a report. */
export interface Statuses {
  readonly success: readonly Status[];
  readonly informational: readonly Status[];
  readonly failure: readonly Status[];
  readonly ingredientFailures: readonly Status[];
}

/** The engine's `validation_results`, untrusted: any part may be missing. */
interface EngineResults {
  readonly activeManifest?: EngineStatuses;
  readonly ingredientDeltas?: readonly { readonly validationDeltas?: EngineStatuses }[];
}
interface EngineStatuses {
  readonly success?: readonly EngineStatus[];
  readonly informational?: readonly EngineStatus[];
  readonly failure?: readonly EngineStatus[];
}
interface EngineStatus {
  readonly code: string;
  readonly url?: string | null;
  readonly explanation?: string | null;
}

/** @param state The engine's own summary: one that nothing explains is a failure by itself. */
export function readStatuses(engineResults: unknown, state: unknown): Statuses {
  const results = engineResults as EngineResults | null | undefined;
  const active = results?.activeManifest;
  const failure = (active?.failure ?? []).map(readStatus);
  const ingredientFailures = (results?.ingredientDeltas ?? [])
    .flatMap((delta) => delta.validationDeltas?.failure ?? [])
    .map(readStatus);
  const isExplained = state === 'Valid' || state === 'Trusted' || failure.length > 0;
  if (!isExplained && ingredientFailures.length === 0) {
    failure.push(makeStatus('general.error', null, 'the engine does not say what is wrong'));
  }
  return {
    success: (active?.success ?? []).map(readStatus),
    informational: (active?.informational ?? []).map(readStatus),
    failure,
    ingredientFailures,
  };
}

/**
 * c2pa-rs 0.90 reports the credential of a CAWG identity assertion under the codes of the claim's own
 * signer. They get the codes CAWG gives them, so that nobody takes one for the other.
 *
 * Only where the URL ends in the assertion itself: what else stands in it comes from the file.
 */
export function readStatus({ code, url, explanation }: EngineStatus): Status {
  const isIdentity = /\/c2pa\.assertions\/cawg\.identity(__\d+)?$/.test(url ?? '');
  const renamed = isIdentity ? code.replace(/^signingCredential\./, 'cawg.x509.credential.') : code;
  return { code: renamed, url: url ?? null, explanation: explanation ?? null };
}

/** Failures that leave a credential valid: an unknown signer, and identity claims beside the claim. */
function isTolerated({ code }: Status): boolean {
  return code === 'signingCredential.untrusted' || code.startsWith('cawg.');
}

/** The state that the statuses add up to (C2PA 2.4 clause 13.3). */
export function stateOf({ success, failure, ingredientFailures }: Statuses): CredentialState {
  const failures = [...failure, ...ingredientFailures];
  const succeeded = (code: string) => success.some((status) => status.code === code);
  const holds =
    failures.every(isTolerated) &&
    succeeded('claimSignature.validated') &&
    succeeded('claimSignature.insideValidity');
  if (!holds) return 'Invalid';
  return failures.length === 0 && succeeded('signingCredential.trusted') ? 'Trusted' : 'Valid';
}

import type { Hazard } from '../asset/hazard.ts';
import { unescaped } from '../asset/link.ts';
import { chosenEngine, ENGINES, type EngineName } from '../engine/choice.ts';
import { engineErrorText, engineErrorVariant } from '../engine/error.ts';
import type { EngineReading } from '../engine/reading.ts';
import { EngineTimeout } from '../engine/waiting.ts';
import { makeStatus, type Status } from '../store/status.ts';
import type { Trust } from '../trust/lists.ts';
import type { CredentialReport, CredentialState } from './report.ts';
import { readStatuses, stateOf } from './status.ts';

/** What the engine found. Who signed what is not taken from it: no manifest is described. */
export function describeStore(
  base: CredentialReport,
  { by, json: store }: Pick<EngineReading, 'by' | 'json'>,
  embedded: boolean,
  remoteUrl: string | null,
): CredentialReport {
  const statuses = readStatuses(store.validation_results, store.validation_state);
  const active = store.active_manifest;
  const activeManifest = typeof active === 'string' ? active : null;
  return {
    ...base,
    ...statuses,
    state: stateOf(statuses),
    engine: describedEngine(ENGINES[by]),
    embedded,
    remoteUrl,
    activeManifest,
    store,
  };
}

/** Engine errors that mean something else than "broken": state, and reason as a C2PA code or as one of ours. */
const ERRORS: Readonly<Record<string, readonly [CredentialState, string | null]>> = {
  RemoteManifestUrl: ['Remote', null],
  TooManyManifestStores: ['NoManifest', 'manifest.multiple'],
  UnknownAlgorithm: ['Error', 'algorithm.unsupported'],
  ClaimMissing: ['Invalid', 'claim.missing'],
  ClaimInvalidContent: ['Invalid', 'claim.malformed'],
  ClaimMissingHardBinding: ['Error', 'claim.hardBindings.missing'],
  JumbfParseError: ['Error', 'manifest.inaccessible.malformed'],
};

/** What neon says where the engine has panicked, and the process where it was ended by something else. */
const CRASHED = /was dropped without being settled|the engine has crashed/;

/** A report of why the engine gave up. */
export function describeError(base: CredentialReport, error: unknown): CredentialReport {
  if (error instanceof EngineTimeout) {
    return { ...base, state: 'Error', reason: 'content.tookTooLong' };
  }
  if (CRASHED.test(engineErrorText(error))) {
    return { ...base, state: 'Error', reason: 'the engine broke down over it' };
  }
  const { variant, detail } = engineErrorVariant(error);
  const text = engineErrorText(error);
  const [state, code] = ofClaim(variant, error) ?? ERRORS[variant] ?? ['Error', null];
  // By the rules of discovery there is none (C2PA 2.4 clause 15.5): that is no failure of one.
  if (state === 'NoManifest') return { ...base, state, reason: code };
  const failure: Status[] = code === null ? [] : [makeStatus(code, null, text)];
  if (state === 'Remote') return { ...base, state, remoteUrl: detail && unescaped(detail).trim() };
  return { ...base, state, reason: state === 'Invalid' ? null : (code ?? text), failure };
}

/** A claim that is there and is none (C2PA 2.4 clause 15.6). One of a version to come is not judged. */
function ofClaim(
  variant: string,
  error: unknown,
): readonly [CredentialState, string | null] | null {
  const name = error instanceof Error ? error.name : '';
  if (variant === 'ClaimDecoding') {
    return ['Invalid', name.includes('claim_cbor') ? 'claim.cbor.invalid' : 'claim.malformed'];
  }
  if (variant !== 'InvalidClaim') return null;
  return name.includes('TooNew') ? ['Error', null] : ['Invalid', 'claim.malformed'];
}

/** A report of why the engine was not asked. */
export function describeHazard(base: CredentialReport, hazard: Hazard): CredentialReport {
  const explanation = 'refused before the engine, which would need gigabytes or minutes for it';
  const failure = hazard.startsWith('manifest.') ? [makeStatus(hazard, null, explanation)] : [];
  return { ...base, state: 'Error', reason: hazard, failure };
}

/** No manifest, and yet what may have been one: `reason` says why it does not count. */
export const STRAY_STORE = 'content.strayStore';

/** No manifest, as long as nothing else is known. */
export function blankReport(
  { trust, at }: { trust?: Trust | undefined; at?: Date | undefined },
  mediaType: string | null,
): CredentialReport {
  return {
    state: 'NoManifest',
    reason: null,
    mediaType,
    embedded: false,
    remoteUrl: null,
    success: [],
    informational: [],
    failure: [],
    ingredientFailures: [],
    parts: [],
    activeManifest: null,
    manifests: [],
    leftOut: [],
    moved: null,
    onOlderList: false,
    notYetValid: false,
    judgedAt: at?.toISOString() ?? null,
    trustList: trust?.description ?? null,
    engine: describedEngine(chosenEngine()),
    store: null,
  };
}

const describedEngine = ({ name, version }: EngineName) => ({ name, version });

import type { Hazard } from '../asset/hazard.ts';
import { ENGINE } from '../engine/engine.ts';
import { engineErrorText, engineErrorVariant } from '../engine/error.ts';
import type { Trust } from '../trust/lists.ts';
import { checkManifest } from './checks.ts';
import { describeManifest } from './manifest.ts';
import type { CredentialReport, CredentialState, ManifestDescription, Status } from './report.ts';
import { makeStatus, readStatuses, type Statuses, stateOf } from './status.ts';

/** The engine's JSON, as far as it is used. */
export interface EngineStore extends Readonly<Record<string, unknown>> {
  readonly active_manifest?: string;
  readonly manifests?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly validation_results?: Parameters<typeof readStatuses>[0];
  readonly validation_state?: string;
}

/** A report of what the engine found, with the checks of ours added. */
export function describeStore(
  base: CredentialReport,
  store: EngineStore,
  embedded: boolean,
  remoteUrl: string | null,
): CredentialReport {
  const active = store.active_manifest ?? null;
  const engineStatuses = readStatuses(store.validation_results);
  const timeStamped = engineStatuses.success.some(({ code }) => code === 'timeStamp.trusted');
  const manifests = Object.entries(store.manifests ?? {})
    .map(([label, manifest]) => describeManifest(label, manifest, label === active && timeStamped))
    .sort((a, b) => Number(b.label === active) - Number(a.label === active));
  const statuses = withOwnChecks(engineStatuses, manifests, active);
  return {
    ...base,
    ...statuses,
    state: stateOf(statuses, store.validation_state),
    embedded,
    remoteUrl,
    activeManifest: active,
    manifests,
    store,
  };
}

function withOwnChecks(
  statuses: Statuses,
  manifests: readonly ManifestDescription[],
  active: string | null,
): Statuses {
  const [activeManifest] = manifests;
  if (!activeManifest || activeManifest.label !== active) return statuses;
  const known = new Set(statuses.failure.map(({ code }) => code));
  const found = checkManifest(activeManifest).filter(({ code }) => !known.has(code));
  return { ...statuses, failure: [...statuses.failure, ...found] };
}

/** Engine errors that mean something else than "broken": state, reason and C2PA code. */
const ERRORS: Readonly<Record<string, readonly [CredentialState, string | null]>> = {
  RemoteManifestUrl: ['Remote', null],
  TooManyManifestStores: ['NoManifest', null],
  UnknownAlgorithm: ['Error', 'algorithm.unsupported'],
  ClaimMissingHardBinding: ['Error', 'claim.hardBindings.missing'],
  JumbfParseError: ['Error', 'manifest.inaccessible.malformed'],
};

/** A report of why the engine gave up. */
export function describeError(base: CredentialReport, error: unknown): CredentialReport {
  const { variant, detail } = engineErrorVariant(error);
  const [state, code] = ERRORS[variant] ?? ['Error', null];
  const text = engineErrorText(error);
  const failure: Status[] = code === null ? [] : [makeStatus(code, null, text)];
  if (state === 'Remote') return { ...base, state, remoteUrl: detail };
  return { ...base, state, reason: code ?? text, failure };
}

/** A report of why the engine was not asked. */
export function describeHazard(base: CredentialReport, hazard: Hazard): CredentialReport {
  const explanation = 'refused before the engine, which would need gigabytes or minutes for it';
  const failure = hazard.startsWith('manifest.') ? [makeStatus(hazard, null, explanation)] : [];
  return { ...base, state: 'Error', reason: hazard, failure };
}

/** No manifest, as long as nothing else is known. */
export function blankReport(trust: Trust | undefined, mediaType: string | null): CredentialReport {
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
    trustList: trust?.description ?? null,
    engine: { name: ENGINE.name, version: ENGINE.version },
    store: null,
  };
}

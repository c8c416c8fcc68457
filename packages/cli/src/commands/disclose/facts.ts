import { describeCertificates } from '@provenance/c2pa';
import {
  type Answers,
  countRecords,
  type GuardFacts,
  type RegistryFacts,
  type RequestFacts,
  type SignerFacts,
  type SystemFacts,
} from '@provenance/disclosure';
import { say } from '@provenance/messages';
import { isLoopbackOrHttps } from '../../config/check.ts';
import type { LoadedConfig } from '../../config/config.ts';
import { openBackend } from '../../config/registry-location.ts';
import { namedText } from '../../files/named.ts';
import { historyOfWatermark, isInUse } from '../../options/key-history.ts';
import { type RegistrySettings, registryOf } from '../../options/registry.ts';
import { signerOf } from '../../options/signer.ts';
import { watermarkKeys } from '../../options/watermark-key.ts';
import { registryReader } from '../../registry/open.ts';
import { registryStats } from '../../registry/stats.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { VERSION } from '../../terminal/version.ts';

export interface FactOptions {
  registry?: string | false;
  from?: string;
  to?: string;
  askDetector?: boolean;
}

/** That a request is kept where the configuration does not say: a year, or a day more of one with a leap day. */
const REQUEST_DAYS = 365;
const DAY = 86_400_000;
/** Bounds how long somebody waits for a service that is not there. */
const ANSWER_MILLISECONDS = 10_000;

/**
 * What is so of the running configuration. Keys are loaded, so that one that cannot be used is found, and
 * nothing of them is kept.
 *
 * @throws UsageError, ProvenanceError: what the configuration names cannot be used.
 */
export async function systemFacts(
  io: Io,
  config: LoadedConfig,
  answers: Answers,
  options: FactOptions,
): Promise<SystemFacts> {
  const today = new Date().toISOString().slice(0, 10);
  const settings = registryOf(io, options, config);
  const keys = await watermarkKeys(io, 'watermark.keys', undefined, config);
  const marking = keys.filter(({ key }) => isInUse(historyOfWatermark(config, key)));
  const { textProfile, detector } = answers;
  return {
    today,
    software: { name: 'provenance', version: VERSION },
    signer: await signerFacts(io, config),
    watermarkKeys: keys.length,
    markingKeys: marking.length,
    registry: settings && (await registryFacts(io, settings, spanOf(today, options))),
    guard: await guardFacts(config, settings),
    textProfile: textProfile === undefined ? null : await profileFacts(io, textProfile),
    detector:
      detector === undefined || !options.askDetector
        ? 'not-asked'
        : await asked(detector.url, io.signal),
  };
}

async function signerFacts(io: Io, config: LoadedConfig): Promise<SignerFacts | null> {
  const signer = await signerOf(io, {}, config);
  if (signer === null) return null;
  const [leaf] = describeCertificates(signer.certificates);
  if (leaf === undefined) return null;
  return {
    organization: leaf.organization ?? leaf.commonName,
    algorithm: signer.alg,
    from: leaf.notBefore.slice(0, 10),
    to: leaf.notAfter.slice(0, 10),
    development: leaf.development,
    timeStamps: signer.timestampUrl === null ? null : new URL(signer.timestampUrl).host,
  };
}

async function registryFacts(
  io: Io,
  settings: RegistrySettings,
  span: { from: string; to: string },
): Promise<RegistryFacts> {
  const { backend, entries, erased, head } = await registryStats(settings);
  const opened = await openBackend(settings.location, { readOnly: true });
  const { recordMode } = settings;
  try {
    const counts = await countRecords(opened, span, { signal: io.signal });
    const requests = await requestFacts(settings);
    return { backend, recordMode, entries, erased, head: head?.time ?? null, counts, requests };
  } finally {
    await opened.close();
  }
}

async function requestFacts(settings: RegistrySettings): Promise<RequestFacts> {
  const reader = registryReader(settings);
  try {
    const { allRequests } = await import('@provenance/registry');
    let fewestDays: number | null = null;
    for await (const { opened, retainUntil } of allRequests(await reader.open())) {
      if (retainUntil === null) continue;
      const days = (Date.parse(retainUntil) - Date.parse(opened.slice(0, 10))) / DAY;
      if (fewestDays === null || days < fewestDays) fewestDays = days;
    }
    return { keepDays: settings.retention.request ?? REQUEST_DAYS, fewestDays };
  } finally {
    await reader.close();
  }
}

/** @throws UsageError for a guard without a registry: it would guard nothing. */
async function guardFacts(
  { guard }: LoadedConfig,
  settings: RegistrySettings | null,
): Promise<GuardFacts | null> {
  if (guard === undefined) return null;
  if (settings === null) throw new UsageError(say('mistake.guard-without-registry'));
  const reader = registryReader(settings);
  try {
    const { workChanges } = await import('@provenance/registry');
    const { works } = await workChanges(await reader.open());
    return { action: guard.action, works: works.filter(({ removed }) => removed === null).length };
  } finally {
    await reader.close();
  }
}

function spanOf(today: string, { from, to = today }: FactOptions): { from: string; to: string } {
  const yearAgo = new Date(`${to}T00:00:00Z`);
  yearAgo.setUTCFullYear(yearAgo.getUTCFullYear() - 1);
  yearAgo.setUTCDate(yearAgo.getUTCDate() + 1);
  const first = from ?? yearAgo.toISOString().slice(0, 10);
  if (first > to) throw new UsageError(say('mistake.from-after-to'));
  return { from: first, to };
}

async function profileFacts(io: Io, path: string): Promise<{ scheme: string }> {
  const { parseTextMarkProfile } = await import('@provenance/textmark');
  const text = await namedText(io, 'disclosure.textProfile', path);
  return { scheme: parseTextMarkProfile(text).scheme };
}

/** Whether it answers at all: what it says is not read. */
async function asked(url: string, signal: AbortSignal): Promise<'reached' | 'silent'> {
  if (!isLoopbackOrHttps(url)) {
    throw new UsageError(say('mistake.detector-not-https'));
  }
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MILLISECONDS)]);
    const response = await fetch(url, { signal: limit, credentials: 'omit' });
    await response.body?.cancel();
    return response.ok ? 'reached' : 'silent';
  } catch {
    signal.throwIfAborted();
    return 'silent';
  }
}

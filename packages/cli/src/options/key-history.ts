import { readFile } from 'node:fs/promises';
import { describeCertificates, type Signer } from '@provenance/c2pa';
import { say } from '@provenance/messages';
import type { RecordKeyDescription, RecordSigner } from '@provenance/registry';
import type { CompromisedSigner } from '@provenance/sdk';
import { createPlan } from '@provenance/watermark';
import type { LoadedConfig } from '../config/config.ts';
import { type KeyHistory, NO_KEYS, type SignerHistory } from '../config/key-list.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { note } from '../terminal/words.ts';

/** Signers whose keys somebody else may have, for who verifies. */
export function compromisedSigners({ keyList = NO_KEYS }: LoadedConfig): CompromisedSigner[] {
  return keyList.signers.flatMap(({ serial, organization, compromised }) =>
    compromised === undefined ? [] : [{ serial, organization, since: compromised }],
  );
}

/**
 * Since when somebody else may have the key of a certificate, or a record key or that of who has certified it: RFC 3339;
 * null: the list of keys does not say so. Who has the key of a signer can certify record keys and write any date
 * into them, but one that is named itself is known from elsewhere.
 *
 * @param named PEM of those that the caller names, or the configuration.
 */
export async function compromisedSince(
  config: LoadedConfig,
  pem: string,
  named: readonly string[] = [],
): Promise<string | null> {
  const { keyList = NO_KEYS } = config;
  const { describeRecordKey } = await import('@provenance/registry');
  const described = await describeRecordKey(pem);
  if (described === null) {
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) return null;
    return historyOfSigner(config, { certificates: pem })?.compromised ?? null;
  }
  const { id, certificates } = described;
  const own = keyList.recordKeys.find(({ recordKey }) => recordKey === id)?.compromised;
  const others = await Promise.all(named.map(describeRecordKey));
  const isNamed = others.some((other) => other?.id === id);
  const signer = isNamed ? undefined : historyOfSigner(config, { certificates })?.compromised;
  const times = [own, signer].flatMap((time) => time ?? []);
  return times.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/** What a receipt is judged by, beside its signature. A record key that the configuration names is known from there. */
export async function judgedBy(
  config: LoadedConfig,
  named: readonly string[] = [],
): Promise<{ readonly compromisedSince: (pem: string) => Promise<string | null> }> {
  const path = config.registry?.certificates;
  // What cannot be read is nothing that is known.
  const own = path === undefined ? [] : await readFile(path, 'utf8').then(Array.of, () => []);
  return { compromisedSince: (pem) => compromisedSince(config, pem, [...named, ...own]) };
}

/**
 * @throws UsageError for a record key that is retired, or that somebody else may have, or may have had certified: whose
 *   signer is compromised.
 */
export function refuseRecordKey(
  config: LoadedConfig,
  { id, certificates }: Pick<RecordKeyDescription, 'id' | 'certificates'>,
): void {
  const { keyList = NO_KEYS } = config;
  const history: KeyHistory = keyList.recordKeys.find(({ recordKey }) => recordKey === id) ?? {};
  if (!isInUse(history)) {
    const { compromised, retired = '' } = history;
    throw new UsageError(
      compromised === undefined
        ? say('mistake.record-key-retired', { since: retired })
        : say('mistake.record-key-compromised', { since: compromised }),
    );
  }
  const since = historyOfSigner(config, { certificates })?.compromised;
  if (since !== undefined) throw new UsageError(say('mistake.record-key-signer', { since }));
}

/** What became of a watermark key; an empty history where nothing was said of it. */
export function historyOfWatermark(
  { keyList = NO_KEYS }: LoadedConfig,
  key: Uint8Array,
): KeyHistory {
  // What a key is called takes a moment to make.
  if (keyList.watermarks.length === 0) return {};
  const { keyId } = createPlan(key);
  return keyList.watermarks.find((each) => each.keyId === keyId) ?? {};
}

export function historyOfSigner(
  { keyList = NO_KEYS }: LoadedConfig,
  signer: Pick<Signer, 'certificates'>,
): SignerHistory | null {
  if (keyList.signers.length === 0) return null;
  const [leaf] = describeCertificates(signer.certificates);
  const found = keyList.signers.find(
    ({ serial, organization }) =>
      serial === leaf?.serial && organization === (leaf?.organization ?? null),
  );
  return found ?? null;
}

/** Whether something new may be made with a key now. */
export const isInUse = ({ retired, compromised }: KeyHistory, now: number = Date.now()): boolean =>
  [retired, compromised].every((time) => time === undefined || Date.parse(time) > now);

/** @throws UsageError for a signer that is retired, or whose key somebody else may have. */
export function refuseOutOfUse(config: LoadedConfig, signer: Pick<Signer, 'certificates'>): void {
  const history = historyOfSigner(config, signer);
  if (history === null || isInUse(history)) return;
  const { compromised, retired = '' } = history;
  throw new UsageError(
    compromised === undefined
      ? say('mistake.signer-retired', { since: retired })
      : say('mistake.signer-compromised', { since: compromised }),
  );
}

/** A signing certificate with fewer days left than this is worth a word. */
export const EXPIRES_SOON_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

/** When the certificate of a signer expires, where that is soon: RFC 3339; else null. */
export function expiresSoon({ certificates }: Pick<Signer, 'certificates'>): string | null {
  const [leaf] = describeCertificates(certificates);
  if (leaf === undefined) return null;
  const left = Date.parse(leaf.notAfter) - Date.now();
  return left < EXPIRES_SOON_DAYS * DAY_MILLISECONDS ? leaf.notAfter : null;
}

/** When a record key ends, where that is soon, as a line for who signs; null: there is time. */
export async function recordKeyNote(
  io: Io,
  { certificates }: Pick<RecordSigner, 'certificates'>,
): Promise<string | null> {
  const { describeRecordKey } = await import('@provenance/registry');
  const time = (await describeRecordKey(certificates))?.validUntil;
  if (time === undefined) return null;
  const left = Date.parse(time) - Date.now();
  if (left >= EXPIRES_SOON_DAYS * DAY_MILLISECONDS) return null;
  return note(io, say('keys.record-key-expires-soon', { time }));
}

/** When the certificate of a signer expires, where that is soon, as a line for who signs; null: there is time. */
export function expiryNote(io: Io, signer: Pick<Signer, 'certificates'>): string | null {
  const time = expiresSoon(signer);
  return time === null ? null : note(io, say('keys.expires-soon', { time }));
}

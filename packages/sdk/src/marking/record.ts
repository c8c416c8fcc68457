import { describeCertificates, type Origin, type Signed, type Signer } from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import type { Fingerprint, OriginRecord, Registry } from '@provenance/registry';
import { contentHash } from '../content/hash.ts';
import { contentIdText } from '../content/id.ts';

/** Where records of marked content are kept, and what happens if they cannot be. */
export interface RecordOptions {
  /** The registry, or a function that opens it when it is needed: one that is down then counts as such. */
  readonly registry: Registry | (() => Promise<Registry>);
  /**
   * What becomes of content while the registry cannot be reached. `require` (default): it is an error, and
   * nothing is handed out. `queue`: the record goes into `outbox`, to be delivered later. `skip`: content
   * is handed out without a record, and the outcome says so.
   *
   * `defer`: the registry is not asked at all. Each record goes into `outbox`, and whoever has that writes it, once
   * the content lies safely where it is to be found.
   */
  readonly mode?: 'require' | 'queue' | 'skip' | 'defer';
  /** Needed by `queue` and `defer`: see openOutbox() of the registry. */
  readonly outbox?: RecordOutbox;
  /** The issuer's own number of the request. No personal data: it is kept, and shown by trace(). */
  readonly requestId?: string;
  /** The record is to be erased after this day: YYYY-MM-DD, today or later. */
  readonly retainUntil?: string;
  /** How long records are kept where `retainUntil` is not given. Default: until somebody asks for it. */
  readonly retention?: Retention;
}

/** Days (1..36500) that the record of a kind of content is kept. A kind that is not named is kept. */
export type Retention = { readonly [kind in RetainedKind]?: number };

/** By the first part of the media type; `other` for all that is neither. */
export type RetainedKind = (typeof RETAINED_KINDS)[number];

const RECORD_KEYS: KnownKeys<RecordOptions> = {
  registry: true,
  mode: true,
  outbox: true,
  requestId: 'string',
  retainUntil: true,
  retention: true,
};

const MODES = ['require', 'queue', 'skip', 'defer'] as const;
const RETAINED_KINDS = ['image', 'text', 'other'] as const;
const MOST_DAYS = 36_500;
const DAY_MILLISECONDS = 86_400_000;

/** @throws TypeError or RangeError for a retention that is none. */
function checkRetention(retention: unknown): void {
  if (typeof retention !== 'object' || retention === null || Array.isArray(retention)) {
    throw new TypeError('retention must be an object.');
  }
  for (const [kind, days] of Object.entries(retention)) {
    if (!RETAINED_KINDS.some((known) => known === kind)) {
      throw new TypeError(`retention has the unknown kind "${kind}"; known are ${KINDS}.`);
    }
    if (!(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS)) {
      throw new RangeError(`retention.${kind} must be a number of days, 1..${MOST_DAYS}.`);
    }
  }
}

const KINDS = RETAINED_KINDS.join(', ');

/** YYYY-MM-DD, in UTC; null: for good. */
function lastDayOf(mediaType: string, retention: Retention): string | null {
  const [type] = mediaType.split('/');
  const kind = RETAINED_KINDS.find((known) => known === type) ?? 'other';
  const days = retention[kind];
  return days === undefined ? null : dayIn(days);
}

function dayIn(days: number): string {
  return new Date(Date.now() + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

export interface RecordOutbox {
  /** Resolves when it is on disk. */
  enqueue(record: OriginRecord, manifestStore: Uint8Array | null): Promise<void>;
}

/** What became of the record of one output. */
export type RecordOutcome = {
  /** Of the record: for content without a watermark it is nowhere else. */
  readonly contentId: string;
} & (
  | { readonly status: 'written'; readonly logIndex: number; readonly receipt: Uint8Array }
  | { readonly status: 'queued' }
  | { readonly status: 'skipped'; readonly reason: ProvenanceError }
);

/** @throws TypeError for options that are none; RangeError for a day that is over. */
export function checkRecordOptions(options: RecordOptions): void {
  checkKnownKeys('record', options, RECORD_KEYS, { policy: 'mode' });
  const { registry, mode = 'require', outbox, requestId, retainUntil, retention } = options;
  if (typeof registry !== 'function' && typeof registry?.put !== 'function') {
    throw new TypeError('record.registry must be a registry, or a function that opens one.');
  }
  if (!MODES.some((known) => known === mode)) {
    throw new TypeError("record.mode must be 'require', 'queue', 'skip' or 'defer'.");
  }
  if ((mode === 'queue' || mode === 'defer') && typeof outbox?.enqueue !== 'function') {
    throw new TypeError(`record.mode '${mode}' needs record.outbox: open one with openOutbox().`);
  }
  if (requestId !== undefined && (typeof requestId !== 'string' || requestId === '')) {
    throw new TypeError('record.requestId must be a text that is not empty.');
  }
  if (retainUntil !== undefined && !isDay(retainUntil)) {
    throw new TypeError('record.retainUntil must be a day: YYYY-MM-DD.');
  }
  // It would be erased by the next who prunes: whoever wrote it meant another year.
  if (retainUntil !== undefined && retainUntil < dayIn(0)) {
    throw new RangeError('record.retainUntil is over: name today or a later day, in UTC.');
  }
  if (retention !== undefined) checkRetention(retention);
}

function isDay(day: unknown): boolean {
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** What a record holds of one output. */
export interface Recorded {
  /** 8 bytes. */
  readonly contentId: Uint8Array;
  /** Of the bytes that are handed out. */
  readonly hash: Uint8Array;
  readonly signed: Signed;
  readonly origin: Origin;
  readonly watermark: OriginRecord['watermark'];
  readonly fingerprints: readonly Fingerprint[];
}

/** @throws ProvenanceError as the mode says: REGISTRY_UNAVAILABLE; always RECORD_EXISTS and the like. */
export async function writeRecord(
  recorded: Recorded,
  signer: Signer,
  options: RecordOptions,
  signal?: AbortSignal,
): Promise<RecordOutcome> {
  const record = await originRecord(recorded, signer, options);
  const { contentId } = record;
  const { manifestStore } = recorded.signed;
  if (options.mode === 'defer') {
    await options.outbox?.enqueue(record, manifestStore);
    return { status: 'queued', contentId };
  }
  try {
    const { registry } = options;
    const open = typeof registry === 'function' ? await registry() : registry;
    const { logIndex, receipt } = await open.put(record, {
      manifestStore,
      ...(signal && { signal }),
    });
    return { status: 'written', contentId, logIndex, receipt };
  } catch (error) {
    if (!(error instanceof ProvenanceError) || error.code !== 'REGISTRY_UNAVAILABLE') throw error;
    switch (options.mode) {
      case 'queue':
        await options.outbox?.enqueue(record, manifestStore);
        return { status: 'queued', contentId };
      case 'skip':
        return { status: 'skipped', contentId, reason: error };
      default:
        throw error;
    }
  }
}

async function originRecord(
  { contentId, hash, signed, origin, watermark, fingerprints }: Recorded,
  signer: Signer,
  { requestId, retainUntil, retention = {} }: RecordOptions,
): Promise<OriginRecord> {
  const { model, prompt, when } = origin;
  return {
    contentId: contentIdText(contentId),
    issuer: issuerOf(signer),
    time: (when ?? new Date()).toISOString(),
    mediaType: signed.mediaType,
    contentHash: hash,
    manifest: { id: signed.activeManifest, hash: await contentHash(signed.manifestStore) },
    watermark,
    fingerprints,
    model: model ? { name: model.name, version: model.version ?? null } : null,
    requestId: requestId ?? null,
    // A prompt in clear is in the manifest, and has no salt that would keep it from being guessed.
    promptHash:
      prompt && 'sha256' in prompt ? Uint8Array.from(Buffer.from(prompt.sha256, 'base64')) : null,
    retainUntil: retainUntil ?? lastDayOf(signed.mediaType, retention),
  };
}

const issuers = new WeakMap<Signer, string>();

/** As in the certificate: what verifiers compare names with. */
function issuerOf(signer: Signer): string {
  let issuer = issuers.get(signer);
  if (issuer === undefined) {
    const [leaf] = describeCertificates(signer.certificates);
    issuer = leaf?.organization ?? leaf?.commonName ?? '';
    issuers.set(signer, issuer);
  }
  return issuer;
}

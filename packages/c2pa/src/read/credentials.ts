import { checkKnownKeys, isTextType, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { type Evidence, openEvidence, withManifest } from '../asset/evidence.ts';
import { linkIn } from '../asset/link.ts';
import { hasSeveralSvgStores } from '../asset/scattered-store.ts';
import type { TextInput } from '../asset/text.ts';
import { hasTraceOfStore } from '../asset/trace.ts';
import { withContent } from '../binding/content.ts';
import type { HashAssertion } from '../binding/hash-assertion.ts';
import { readingEngine } from '../engine/choice.ts';
import { isReadable } from '../engine/engine.ts';
import { readWithEngine } from '../engine/read.ts';
import type { EngineReading } from '../engine/reading.ts';
import { settingsFor } from '../engine/settings.ts';
import { fileNameOf } from '../manifest/ingredient.ts';
import type { CredentialReport } from '../report/report.ts';
import {
  blankReport,
  describeError,
  describeHazard,
  describeStore,
  STRAY_STORE,
} from '../report/store.ts';
import type { Status } from '../store/status.ts';
import { trustListsOf } from '../trust/lists.ts';
import {
  checkTime,
  READ_KEYS,
  READ_TEXT_KEYS,
  type ReadOptions,
  type ReadTextOptions,
} from './options.ts';
import type { BindingCheck } from './own-findings.ts';
import { fetchManifest, inaccessible } from './remote.ts';

/**
 * Reads and validates the content credentials of a file (C2PA 2.4 clause 15). A bad file gives a
 * report and no exception: what is wrong with it is what was asked for. Text is taken as well, as
 * bytes or from a file: see `verifyText`.
 *
 * @throws ProvenanceError only where it could not look: FILE_*, CONTENT_TOO_LARGE, ENGINE_MISSING.
 * @throws TypeError or RangeError for options that are none.
 */
export async function readCredentials(
  input: FileInput,
  options: ReadOptions = {},
): Promise<CredentialReport> {
  return (await readWithStore(input, options)).report;
}

/** A report, and the manifest store that it is about; null where none was validated. */
export interface StoreReading {
  readonly report: CredentialReport;
  readonly store: Uint8Array | null;
}

/** {@link readCredentials}, with the store. */
export async function readWithStore(input: FileInput, options: ReadOptions): Promise<StoreReading> {
  checkKnownKeys('options', options, READ_KEYS);
  if (options.trust !== undefined) trustListsOf(options.trust);
  checkTime(options.at);
  options.signal?.throwIfAborted();
  const base = blankReport(options, null);
  let evidence: Evidence;
  try {
    evidence = await openEvidence(input, options);
  } catch (error) {
    if (!(error instanceof ProvenanceError) || error.code !== 'CONTENT_EMPTY') throw error;
    return without({ ...base, state: 'Error', reason: 'content.empty' });
  }
  const { mediaType } = evidence.asset;
  if (mediaType === null) {
    return without({ ...base, state: 'Error', reason: 'content.unknownType' });
  }
  if (isTextType(mediaType)) return readTextAsset(evidence, input, options);
  if (!isReadable(mediaType)) {
    return without({ ...base, mediaType, state: 'Error', reason: 'content.unsupportedType' });
  }
  await readingEngine();
  const reading = await validate(evidence, options);
  return reading.report.state === 'Remote' && options.allowNetwork
    ? validateRemote(evidence, reading.report, options)
    : reading;
}

const without = (report: CredentialReport): StoreReading => ({ report, store: null });

/**
 * Reads and validates the content credential of a text (C2PA 2.4 A.7 to A.9 and clause 15): in HTML, in
 * a comment block, in the wrapper of plain text, or beside it (`manifest`). A string is the text itself
 * and no path. A bad text gives a report and no exception.
 *
 * The engine validates the store; that its hash covers the whole text but for the manifest's own place,
 * and matches it, is checked here. What is not exactly one credential is none (2.5), and `reason` has
 * the code that 2.4 gives it, such as `manifest.text.corruptedWrapper`. A text that only says where its
 * credential lies has none either, and `remoteUrl` says where that is. A text with more in it than what was
 * signed is not what was signed; `parts` says which parts of it still are.
 *
 * @throws ProvenanceError only where it could not look: CONTENT_TOO_LARGE, ENGINE_MISSING, FILE_* (of
 *   `manifest`).
 * @throws TypeError or RangeError for a text or options that are none.
 */
export async function verifyText(
  text: TextInput,
  options: ReadTextOptions = {},
): Promise<CredentialReport> {
  checkKnownKeys('options', options, READ_TEXT_KEYS);
  // With the parser of HTML it takes as long to load as all the rest: only who has a text waits for it.
  const { readText } = await import('./text.ts');
  return (await readText(text, options)).report;
}

/** What names itself text, or has no known name and looks like it. */
async function readTextAsset(
  { asset, manifest }: Evidence,
  input: FileInput,
  options: ReadOptions,
): Promise<StoreReading> {
  // With the parser of HTML it takes as long to load as all the rest.
  const { readText } = await import('./text.ts');
  const text = (asset.source as { buffer: Buffer }).buffer;
  const given = manifest === null ? {} : { manifest };
  return readText(text, { ...options, ...given, fileName: fileNameOf(input) });
}

async function validate(
  evidence: Evidence,
  { trust, signal, allowNetwork, at }: ReadOptions,
): Promise<StoreReading> {
  const { mediaType, hazard } = evidence.asset;
  const base = blankReport({ trust, at }, mediaType);
  if (hazard !== null) return without(describeHazard(base, hazard));
  const settings = settingsFor(trust);
  const { source, size } = evidence.asset;
  const isSvg = mediaType === 'image/svg+xml' && 'buffer' in source;
  if (evidence.manifest === null && isSvg && hasSeveralSvgStores(source.buffer)) {
    return without({ ...base, reason: 'manifest.multiple' });
  }
  let reading: EngineReading | null;
  try {
    const job = { source, mediaType: mediaType as string, manifest: evidence.manifest, settings };
    reading = await readWithEngine(job, size, signal);
    if (reading === null) return without(linkedOnly(base, evidence));
  } catch (error) {
    signal?.throwIfAborted();
    const report = describeError(base, error);
    // Of what the engine says nothing that would help, that may be why.
    const isUnexplained = report.state === 'Error' && report.failure.length === 0;
    return without(
      isUnexplained && (await endsEarly(evidence))
        ? { ...report, reason: 'content.truncated' }
        : report,
    );
  }
  const { store, embedded } = reading;
  const report = describeStore(base, reading, embedded, reading.remoteUrl);
  // Nothing that was signed could be read.
  if (store === null) return without({ ...report, state: 'Invalid' });
  const [{ withOwnFindings }, { checkFileBinding }] = await loadChecks();
  // Later releases say both: it is the hash, and what it leaves out is not where they look for a manifest.
  const hasMatched = ({ status }: HashAssertion) => {
    const [match, mismatch] = [status('match', ''), status('mismatch', '')];
    const isSaid = ({ code, url }: Status, found: Status) =>
      found.code === code && found.url === url;
    return (
      report.success.some((found) => isSaid(match, found)) &&
      !report.failure.some((found) => isSaid(mismatch, found))
    );
  };
  const checkBinding: BindingCheck | null =
    mediaType === 'application/c2pa'
      ? null
      : (manifest, isUpdated) =>
          checkFileBinding(evidence.asset, manifest, { store, embedded, isUpdated, hasMatched });
  const judged = withOwnFindings(report, store, checkBinding, trust, at);
  if (judged.state !== 'Trusted' || !trust || !allowNetwork) return { report: judged, store };
  const { withRevocation } = await import('./ocsp.ts');
  return { report: await withRevocation(judged, store, trust, signal), store };
}

/** No manifest that the engine knows of: the content may still say where it lies, or have had one. */
function linkedOnly(base: CredentialReport, { asset, manifest }: Evidence): CredentialReport {
  const { source, mediaType } = asset;
  // What was handed in to be read is not to be passed over in silence.
  if (manifest !== null) return { ...base, reason: STRAY_STORE };
  const memory = 'buffer' in source ? source.buffer : null;
  const remoteUrl = memory && linkIn(mediaType, memory);
  if (remoteUrl !== null) return { ...base, state: 'Remote', remoteUrl };
  const isStray =
    mediaType !== null &&
    withContent(asset, ({ size, read }) => hasTraceOfStore({ size, memory, read }, mediaType));
  return isStray ? { ...base, reason: STRAY_STORE } : base;
}

async function endsEarly({ asset }: Evidence): Promise<boolean> {
  const [{ isCutOff }, { withContent }] = await Promise.all([
    import('../asset/cut-off.ts'),
    import('../binding/content.ts'),
  ]);
  const { mediaType } = asset;
  return mediaType !== null && withContent(asset, (content) => isCutOff(content, mediaType));
}

let checks: Promise<
  [typeof import('./own-findings.ts'), typeof import('../binding/file.ts')]
> | null = null;

/** What they stand on takes as long to load as all the rest, and most files have no credential. */
function loadChecks(): NonNullable<typeof checks> {
  // To import again what is there already takes as long as to read a small store.
  checks ??= Promise.all([import('./own-findings.ts'), import('../binding/file.ts')]);
  return checks;
}

async function validateRemote(
  evidence: Evidence,
  report: CredentialReport,
  options: ReadOptions,
): Promise<StoreReading> {
  const { remoteUrl } = report;
  try {
    const manifest = await fetchManifest(remoteUrl ?? '', options.signal);
    const reading = await validate(withManifest(evidence.asset, manifest), options);
    return { ...reading, report: { ...reading.report, remoteUrl } };
  } catch (error) {
    options.signal?.throwIfAborted();
    return without({ ...report, reason: inaccessible(error) });
  }
}

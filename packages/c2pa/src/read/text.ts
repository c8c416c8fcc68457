import { ProvenanceError } from '@provenance/content';
import { type FileInput, readInput } from '@provenance/content/node';
import {
  isInComment,
  type Location,
  locate,
  type TextMethod,
  textFormatOf,
} from '@provenance/text';
import { isHostileStore } from '../asset/hazard.ts';
import { checkText, hasLoneSurrogate, mediaTypeOfText, type TextInput } from '../asset/text.ts';
import { otherEncoding } from '../asset/text-encoding.ts';
import { hasTraceInText } from '../asset/trace.ts';
import { type BoundText, checkTextBinding } from '../binding/text.ts';
import { findSignedParts } from '../binding/text-parts.ts';
import { isWhatWasSigned, textVariants } from '../binding/text-variants.ts';
import { readingEngine } from '../engine/choice.ts';
import { readWithEngine } from '../engine/read.ts';
import type { EngineReading } from '../engine/reading.ts';
import { settingsFor } from '../engine/settings.ts';
import type { CredentialPart, CredentialReport } from '../report/report.ts';
import {
  blankReport,
  describeError,
  describeHazard,
  describeStore,
  STRAY_STORE,
} from '../report/store.ts';
import { MAX_STORE_BYTES } from '../store/store.ts';
import { trustListsOf } from '../trust/lists.ts';
import { withRevocation } from './ocsp.ts';
import { checkTime, type ReadTextOptions } from './options.ts';
import { type BindingCheck, withOwnFindings } from './own-findings.ts';
import { fetchManifest, inaccessible } from './remote.ts';

/** A report, and the store it is about; null if none could be read. */
export interface TextReading {
  readonly report: CredentialReport;
  readonly store: Uint8Array | null;
}

type Options = { readonly [K in keyof ReadTextOptions]: ReadTextOptions[K] | undefined };

/** `verifyText`, for those who go on with the store. */
export async function readText(text: TextInput, options: Options): Promise<TextReading> {
  const { trust, signal, allowNetwork } = options;
  if (trust !== undefined) trustListsOf(trust);
  checkTime(options.at);
  signal?.throwIfAborted();
  const base = blankReport(options, mediaTypeOfText(options.mediaType, options.fileName));
  let given: Uint8Array | null;
  try {
    checkText(text, options.maxBytes);
    given = options.manifest === undefined ? null : await readManifest(options.manifest);
  } catch (error) {
    if (!(error instanceof ProvenanceError) || error.code !== 'CONTENT_EMPTY') throw error;
    return { report: { ...base, state: 'Error', reason: 'content.empty' }, store: null };
  }
  // In UTF-8 it would be another text, and that one may well have been signed.
  if (typeof text === 'string' && hasLoneSurrogate(text)) {
    return { report: { ...base, reason: 'text.loneSurrogate' }, store: null };
  }
  await readingEngine();
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const { location, method } = look(bytes, options);
  const credential = location.state === 'found' ? location.credential : null;
  const remoteUrl = credential?.reference ?? null;
  const embedded = given === null ? (credential?.store ?? null) : null;
  const found = { remoteUrl, embedded: embedded !== null };
  const report = { ...blankReport(options, base.mediaType), ...found };
  // A manifest from elsewhere says nothing about the place of one that is in the text.
  const hasPlace = location.state === 'found' && (embedded !== null || remoteUrl !== null);
  const bound = { bytes, method, exclusion: hasPlace ? location.exclusion : null };
  const store = given ?? embedded;
  if (store !== null) {
    const reading = await validate(report, bound, store, options);
    const isWhole = given !== null || reading.report.state !== 'Invalid';
    if (isWhole) return reading;
    const saved = await savedAnew(reading, bytes, options);
    return saved ?? withParts(reading, bytes, location, options);
  }
  const encoding = typeof text === 'string' || remoteUrl !== null ? null : otherEncoding(bytes);
  if (encoding !== null) {
    const nothing = { report: { ...report, reason: encoding }, store: null };
    return (await savedAnew(nothing, bytes, options)) ?? nothing;
  }
  if (location.state === 'absent' && location.reason !== null) {
    const nothing = { report: { ...report, reason: location.reason }, store: null };
    return withParts(nothing, bytes, location, options);
  }
  if (remoteUrl === null) {
    const isStray = hasTraceInText(bytes, method === 'html');
    return { report: isStray ? { ...report, reason: STRAY_STORE } : report, store: null };
  }
  if (!allowNetwork) return { report, store: null };
  try {
    given = await fetchManifest(remoteUrl, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return { report: { ...report, reason: inaccessible(error) }, store: null };
  }
  return validate(report, bound, given, options);
}

function readManifest(manifest: FileInput): Promise<Uint8Array> {
  return readInput(manifest, { maxBytes: MAX_STORE_BYTES });
}

/**
 * Where the kind of text has its manifest; and where any text may have it, if there is nothing: what a
 * model wrote is signed as plain text and stored as Markdown.
 */
function look(
  bytes: Uint8Array,
  { mediaType, fileName }: Options,
): { location: Location; method: TextMethod } {
  const format = textFormatOf({ mediaType, fileName, head: bytes });
  const expected = format && locate(bytes, format.method);
  const isSilent = expected?.state !== 'found' && !expected?.reason;
  const found = isSilent ? locate(bytes) : expected;
  const isOther =
    found.state === 'found' &&
    format?.method === 'structured' &&
    found.credential.method === 'structured' &&
    !isInComment(bytes, found.credential.range, format);
  // Its place is part of the text to whoever reads a text of this kind.
  const location: Location = isOther
    ? { state: 'absent', reason: 'manifest.structuredText.noManifest', candidates: [] }
    : found;
  const method =
    location.state === 'found' ? location.credential.method : (format?.method ?? 'structured');
  return { location, method };
}

/** A text that a program saved anew, with changes that nobody sees; null if that is not all. */
async function savedAnew(
  { report, store }: TextReading,
  bytes: Uint8Array,
  options: Options,
): Promise<TextReading | null> {
  for (const variant of textVariants(bytes)) {
    const { location, method } = look(variant.bytes, options);
    if (location.state !== 'found' || location.credential.store === null) continue;
    const own = location.credential.store;
    const bound = { bytes: variant.bytes, method, exclusion: location.exclusion };
    if (!isWhatWasSigned(bound, own)) continue;
    const base = { ...blankReport(options, report.mediaType), embedded: true };
    const { report: found } = await validate(base, bound, own, options);
    if (found.state === 'Invalid') continue;
    const { length } = bytes;
    const lines = linesOf(bytes, 0, length);
    const part = { start: 0, length, lines, report: found, differs: variant.differs };
    return { report: { ...report, parts: [part] }, store };
  }
  return null;
}

/** What was copied out of its file no longer fills the text: where it still is itself. */
async function withParts(
  { report, store }: TextReading,
  bytes: Uint8Array,
  { candidates }: Location,
  options: Options,
): Promise<TextReading> {
  const parts: CredentialPart[] = [];
  for (const part of findSignedParts(bytes, candidates)) {
    const { start, length } = part.range;
    if (length === bytes.length) continue;
    const base = { ...blankReport(options, report.mediaType), embedded: true };
    const reading = await validate(base, part.bound, part.store, options);
    parts.push({
      start,
      length,
      lines: linesOf(bytes, start, length),
      report: reading.report,
      differs: [],
    });
  }
  return { report: { ...report, parts }, store };
}

function linesOf(bytes: Uint8Array, start: number, length: number): [number, number] {
  const count = (from: number, to: number) => {
    let lines = 0;
    for (let at = from; at < to; at++) if (bytes[at] === 10) lines++;
    return lines;
  };
  const first = 1 + count(0, start);
  // A line end at the end of a part is of its last line.
  return [first, first + count(start, start + length - 1)];
}

async function validate(
  base: CredentialReport,
  bound: BoundText,
  store: Uint8Array,
  { trust, signal, allowNetwork, at }: Options,
): Promise<TextReading> {
  const manifest = Buffer.from(store.buffer, store.byteOffset, store.byteLength);
  if (isHostileStore(manifest)) {
    return { report: describeHazard(base, 'manifest.inaccessible.malformed'), store: null };
  }
  const { buffer, byteOffset, byteLength } = bound.bytes;
  const source = { buffer: Buffer.from(buffer, byteOffset, byteLength) };
  let reading: EngineReading | null;
  try {
    // Of all texts the engine takes this type, and hashes their bytes.
    const job = {
      source,
      mediaType: 'text/plain',
      manifest,
      settings: settingsFor(trust),
    };
    reading = await readWithEngine(job, byteLength, signal);
    if (reading === null) return { report: { ...base, reason: STRAY_STORE }, store: null };
  } catch (error) {
    signal?.throwIfAborted();
    return { report: describeError(base, error), store: null };
  }
  const described = describeStore(base, reading, base.embedded, base.remoteUrl);
  const checkBinding: BindingCheck = (manifest) => checkTextBinding(bound, manifest);
  const judged = withOwnFindings(described, manifest, checkBinding, trust, at);
  const report =
    judged.state === 'Trusted' && trust && allowNetwork
      ? await withRevocation(judged, manifest, trust, signal)
      : judged;
  return { report, store: manifest };
}

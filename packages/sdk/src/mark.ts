import {
  buildManifest,
  checkOrigin,
  type Origin,
  type Signed,
  type SignedBytes,
  type SignedFile,
  type SignedText,
  type Signer,
  type SignTextOptions,
} from '@provenance/c2pa';
import {
  checkKnownKeys,
  isTextType,
  type KnownKeys,
  mediaTypeOfName,
  ProvenanceError,
} from '@provenance/content';
import {
  type FileInput,
  refuseExisting,
  writeFileAtomically,
  writeFileThrough,
} from '@provenance/content/node';
import type { ImageLimits, Loss } from '@provenance/image';
import { type Message, render, say } from '@provenance/messages';
import type { Fingerprint } from '@provenance/registry';
import { namedFingerprint, textFingerprints } from './content/fingerprint.ts';
import type { GuardedLook } from './content/guarded.ts';
import { contentHash } from './content/hash.ts';
import {
  contentIdBytes,
  contentIdText,
  randomContentId,
  SOFT_BINDING_ALGORITHM,
} from './content/id.ts';
import { comparedText, isTextContent, type TextContent } from './content/text.ts';
import { lookForGuard } from './guard.ts';
import { type GuardOutcome, type OutputGuard, refuseBlocked } from './marking/guard.ts';
import {
  checkRecordOptions,
  type Recorded,
  type RecordOptions,
  type RecordOutcome,
  writeRecord,
} from './marking/record.ts';
import {
  contentIdFor,
  readBack,
  recordedMark,
  type TextDrawn,
  type TextMarkDetails,
  withTextMark,
} from './marking/text-mark.ts';
import { type Unmarked, type WatermarkKey, withoutPixels } from './picture/file.ts';
import { checkPixelOptions, checkWatermarkKey } from './picture/options.ts';
import { fileOfPixels, isRawPixels, type RawPixels } from './picture/raw.ts';
import { type EmbedJob, type PixelWork, pixelWorkHere } from './picture/work.ts';
import { type SignBytesOptions, type SignFileOptions, type SignOptions, sign } from './sign.ts';

export interface MarkSettings {
  readonly signer: Signer;
  /**
   * What becomes of content that cannot carry a mark. `sign` (default): it is signed without one, and
   * neither the manifest nor the result says otherwise, so that no output is lost. `refuse`: it is an
   * error.
   */
  readonly cannotCarry?: 'sign' | 'refuse';
  /**
   * `visibility` where nothing hides the mark: `strict`, `balanced` (default) or `robust`. `strength` .25..4
   * (default 1), or `psnr` 30..60 dB instead of both.
   */
  readonly watermark?: EmbedJob['watermark'];
  /** What the picture may cost; `maxBytes` is that of the call. */
  readonly limits?: Omit<ImageLimits, 'maxBytes'>;
  /** How the marked picture is encoded. Default: as it was. */
  readonly encode?: EmbedJob['encode'];
  /**
   * Also mark a picture that loses something by that: frames, CMYK separations, HDR colours. What went
   * is in `losses`. Default false: such a picture is content that cannot carry a mark.
   */
  readonly allowLoss?: boolean;
  /** Also writes an origin record, so that what was stripped of everything can be traced. */
  readonly record?: RecordOptions;
  /** Holds the content against a list of protected works before anything of it is signed. */
  readonly guard?: OutputGuard;
}

interface MarkedOnly extends MarkSettings {
  /** Whoever has it can read, forge and remove the marks made with it. */
  readonly watermarkKey: WatermarkKey;
  /** 16 hexadecimal digits, of one output only. Default: new random ones. */
  readonly contentId?: string;
}

export type MarkBytesOptions = MarkedOnly & SignBytesOptions;
export type MarkFileOptions = MarkedOnly & SignFileOptions;
export type MarkOptions = MarkedOnly & SignOptions;
export type MarkTextOptions = Pick<
  MarkedOnly,
  'signer' | 'cannotCarry' | 'contentId' | 'record' | 'guard'
> &
  SignTextOptions & {
    /** Of pictures: a text has no pixels, and it is not used. */
    readonly watermarkKey?: WatermarkKey;
    /** What the text was drawn with: its words carry a mark, which the manifest and the record then name. */
    readonly textMark?: TextDrawn;
  };

const MARK_KEYS: KnownKeys<MarkOptions> = {
  signer: true,
  mediaType: 'string',
  output: 'string',
  overwrite: 'boolean',
  embed: 'boolean',
  remoteUrl: 'string',
  verifyAfterSign: 'boolean',
  thumbnail: true,
  trust: true,
  maxBytes: 'number',
  signal: 'signal',
  cannotCarry: true,
  watermark: true,
  limits: true,
  encode: true,
  allowLoss: 'boolean',
  record: true,
  guard: true,
  watermarkKey: true,
  contentId: 'string',
};

const MARK_TEXT_KEYS: KnownKeys<MarkTextOptions> = {
  signer: true,
  cannotCarry: true,
  contentId: 'string',
  record: true,
  guard: true,
  watermarkKey: true,
  textMark: true,
  mediaType: 'string',
  fileName: 'string',
  format: true,
  embed: 'boolean',
  reference: true,
  trust: true,
  maxBytes: 'number',
  signal: 'signal',
};

/** What {@link mark} and its kin called otherwise before 0.1. */
export const MARK_RENAMED = { key: 'watermarkKey' } as const;

/** The mark that was read back from the encoded picture. */
export interface WatermarkDetails {
  /** Over the colour samples, before the format's own loss; in dB. */
  readonly psnr: number;
  /** The factor of the mask; 1 is just invisible to a careful viewer. */
  readonly strength: number;
  /** It was read back from the file. A mark that was not is never handed out. */
  readonly survives: true;
}

/** What {@link mark} did besides signing. */
export type MarkDetails = {
  /** Null: none was asked for. */
  readonly record: RecordOutcome | null;
  /** Null: none was asked. A blocked one is an error. */
  readonly guard: GuardOutcome | null;
  /** What of the file went by being marked; without a mark, what would have gone. */
  readonly losses: readonly Loss[];
} & (
  | {
      /** 16 hexadecimal digits: what the watermark carries, and the value of the soft binding. */
      readonly contentId: string;
      /** Tells keys apart without telling the key: 16 hexadecimal digits. */
      readonly keyId: string;
      readonly watermark: WatermarkDetails;
      readonly unmarked: null;
    }
  | {
      readonly contentId: null;
      readonly keyId: null;
      readonly watermark: null;
      /** Why it is signed and carries no mark. */
      readonly unmarked: Unmarked;
    }
);

/** Marked and signed into memory. */
export type MarkedBytes = SignedBytes & MarkDetails;

/** Marked and signed into the file `output`. */
export type MarkedFile = SignedFile & MarkDetails;

/** Signed. A text carries a watermark only if it was drawn with one. */
export type MarkedText = SignedText<string> &
  Pick<MarkDetails, 'record' | 'guard' | 'losses'> &
  (
    | {
        /** 16 hexadecimal digits: what its words carry, and the value of the soft binding; null: none. */
        readonly contentId: string | null;
        /** The kid of the key that it was drawn with. */
        readonly keyId: string;
        readonly watermark: null;
        readonly textMark: TextMarkDetails;
        readonly unmarked: null;
      }
    | (Extract<MarkDetails, { watermark: null }> & { readonly textMark: null })
  );

/**
 * Leaves both kinds of evidence on content in one call: hides a content id in the pixels, reads it
 * back from the encoded picture, and signs a manifest that names it (`c2pa.watermarked.bound` with a
 * c2pa.soft-binding assertion of {@link SOFT_BINDING_ALGORITHM}). Once the manifest is stripped, the
 * mark still tells which content this was. A second soft binding is how the picture looks, by which a mark
 * that was copied onto another one can be told.
 *
 * Raw pixels, as a model hands them out, become a file of `format`: one encoding, and no decoding of what came
 * in.
 *
 * Audio, video and what else has no pixels is signed without a mark, as sign() does. The mark is made
 * in this thread, which is busy for as long as that takes: markMany() uses others.
 *
 * A text that a language model drew with a marker of `@provenance/textmark` has its mark already: `textMark`
 * says which. The manifest names its content id (`c2pa.watermarked.bound` with {@link TEXT_MARK_ALGORITHM}), or
 * that there is a mark (`c2pa.watermarked.unbound`), the record key and id; signed last. Any other text is
 * signed without one.
 *
 * @throws ProvenanceError what sign() throws; IMAGE_CORRUPT, IMAGE_TOO_LARGE, IMAGE_TIMEOUT,
 *   IMAGE_LIBRARY_MISSING; WATERMARK_NOT_CARRIED with `cannotCarry: 'refuse'`; GUARD_BLOCKED: it is like a
 *   protected work, nothing is signed, recorded or written.
 * @throws TypeError or RangeError for an origin, a key, a content id, raw pixels or options that are none.
 */
export function mark(
  input: TextContent,
  origin: Origin,
  options: MarkTextOptions,
): Promise<MarkedText>;
export function mark(
  input: FileInput | RawPixels,
  origin: Origin,
  options: MarkBytesOptions,
): Promise<MarkedBytes>;
export function mark(
  input: FileInput | RawPixels,
  origin: Origin,
  options: MarkFileOptions,
): Promise<MarkedFile>;
export function mark(
  input: FileInput | RawPixels,
  origin: Origin,
  options: MarkOptions,
): Promise<MarkedBytes | MarkedFile>;
export async function mark(
  input: FileInput | TextContent | RawPixels,
  origin: Origin,
  options: MarkOptions | MarkTextOptions,
): Promise<MarkedBytes | MarkedFile | MarkedText> {
  if (isTextContent(input)) {
    checkKnownKeys('options', options as MarkTextOptions, MARK_TEXT_KEYS, MARK_RENAMED);
    const { watermarkKey: _, ...rest } = options as MarkTextOptions;
    return markText(input, origin, rest);
  }
  if (options !== undefined && 'textMark' in options) {
    throw new TypeError('options.textMark belongs to a text: give the content as { text }.');
  }
  checkKnownKeys('options', options as MarkOptions, MARK_KEYS, MARK_RENAMED);
  const { watermarkKey, ...rest } = options as MarkOptions;
  if (watermarkKey === undefined) {
    throw new TypeError('options.watermarkKey is missing: 32 secret bytes.');
  }
  checkWatermarkKey(watermarkKey);
  return markWith(pixelWorkHere([watermarkKey]), input, origin, rest);
}

async function markText(
  input: TextContent,
  origin: Origin,
  {
    contentId,
    cannotCarry,
    record,
    guard,
    textMark,
    ...signing
  }: Omit<MarkTextOptions, 'watermarkKey'>,
): Promise<MarkedText> {
  checkMarking(cannotCarry, record);
  const id = contentIdFor(textMark, contentId);
  const read = textMark === undefined ? null : readMark(input.text, textMark);
  if (read === null && cannotCarry === 'refuse') {
    refuse(textMark === undefined ? 'not-a-picture' : 'too-little-text', 'text/plain');
  }
  const marked = read === null || textMark === undefined ? null : textMark;
  const { signal } = signing;
  const checked =
    guard === undefined
      ? null
      : await guardedBy(
          guard,
          await lookForGuard(input, signal ? { signal } : {}),
          contentIdText(id),
        );
  const said = marked === null ? origin : withTextMark(origin, marked);
  const signed = await sign(input, said, signing);
  const watermark = marked && recordedMark(marked);
  const about = { contentId: id, origin, watermark, signed };
  const done = {
    ...signed,
    losses: [],
    guard: checked,
    record: record === undefined ? null : await recordText(input, about, signing, record),
  };
  if (marked === null || read === null) {
    const why = textMark === undefined ? 'not-a-picture' : 'too-little-text';
    return { ...done, ...without(why), textMark: null };
  }
  return {
    ...done,
    contentId: marked.contentId == null ? null : contentIdText(id),
    keyId: marked.key.kid,
    watermark: null,
    textMark: { scheme: marked.key.scheme, log10P: read.log10P },
    unmarked: null,
  };
}

/** Null: it was looked for, and cannot be read. */
function readMark(
  text: string,
  { tokenizer, ...drawn }: TextDrawn,
): { readonly log10P: number | null } | null {
  if (tokenizer === undefined) return { log10P: null };
  const log10P = readBack(text, { ...drawn, tokenizer });
  return log10P === null ? null : { log10P };
}

async function recordText(
  input: TextContent,
  about: Omit<Recorded, 'fingerprints' | 'hash' | 'signed'> & {
    readonly signed: SignedText<string>;
  },
  { signer, signal }: Pick<MarkTextOptions, 'signer' | 'signal'>,
  record: RecordOptions,
): Promise<RecordOutcome> {
  const fingerprints = await readingOf(input, signal);
  const hash = await contentHash(Buffer.from(about.signed.text), signal);
  return writeRecord({ ...about, fingerprints, hash }, signer, record, signal);
}

/** How a text reads, for its record. One that nobody compares is known by its bytes and its manifest alone. */
async function readingOf(
  input: FileInput | TextContent,
  signal: AbortSignal | undefined,
): Promise<Fingerprint[]> {
  const text = await comparedText(input);
  return text === null ? [] : textFingerprints(text, signal);
}

/** @throws ProvenanceError GUARD_BLOCKED. */
async function guardedBy(
  guard: OutputGuard,
  look: GuardedLook | null,
  contentId: string,
): Promise<GuardOutcome> {
  const outcome = await guard.check(look, contentId);
  refuseBlocked(outcome);
  return outcome;
}

/** What a guard is asked with for content that no mark was made in; null: there is nothing to look at. */
async function lookOfUnmarked(
  work: PixelWork,
  input: FileInput | RawPixels,
  unmarked: Unmarked,
  { limits = {} }: EmbedJob,
  mediaType: string | undefined,
  signal: AbortSignal | undefined,
): Promise<GuardedLook | null> {
  if (isRawPixels(input)) return null;
  if (unmarked === 'format') return work.guarded(input, limits, signal);
  return lookForGuard(input, {
    limits,
    ...(mediaType !== undefined && { mediaType }),
    ...(signal && { signal }),
  });
}

/** @throws TypeError for an origin that is none, and for one that names what mark() itself writes. */
export function checkMarkedOrigin(origin: Origin): void {
  checkOrigin(origin);
  for (const written of ['softBinding', 'fingerprint'] as const) {
    if (origin[written] === undefined) continue;
    throw new TypeError(`origin.${written} is written by mark(): leave it out, or use sign().`);
  }
}

/** {@link mark}, with the pixels worked on where the caller says, and the key known there. */
export async function markWith(
  work: PixelWork,
  input: FileInput | RawPixels,
  origin: Origin,
  options: Omit<MarkOptions, 'watermarkKey'>,
): Promise<MarkedBytes | MarkedFile> {
  const {
    contentId,
    cannotCarry,
    watermark,
    limits,
    encode,
    allowLoss,
    record,
    guard,
    ...signing
  } = options;
  checkMarking(cannotCarry, record);
  checkPixelOptions({ watermark, limits, encode });
  const id = contentId === undefined ? randomContentId() : contentIdBytes(contentId);
  // Mistakes come out before the work is done.
  checkMarkedOrigin(origin);
  buildManifest(origin);
  const { maxBytes, signal, mediaType, output, overwrite = false } = signing;
  // A record, or a hit of the guard, of what is never handed out would stay for good.
  if (output !== undefined && !overwrite) await refuseExisting(output);
  const job: EmbedJob = {
    contentId: contentIdText(id),
    ...(watermark && { watermark }),
    limits: { ...limits, ...(maxBytes !== undefined && { maxBytes }) },
    ...(encode && { encode }),
    ...(allowLoss !== undefined && { allowLoss }),
    fingerprints: record === undefined ? 'manifest' : 'record',
    ...(guard !== undefined && { guard: true }),
  };
  const made = await embedWhereItFits(work, input, job, mediaType, signal);
  const checked =
    guard === undefined
      ? null
      : await guardedBy(
          guard,
          made.guarded ??
            (await lookOfUnmarked(work, input, made.unmarked ?? 'weak', job, mediaType, signal)),
          contentIdText(id),
        );
  const about = { contentId: id, fingerprints: made.fingerprints };
  const fingerprint = namedFingerprint(made.fingerprints);
  const said: Origin = fingerprint === null ? origin : { ...origin, fingerprint };
  if (made.unmarked !== null) {
    if (cannotCarry === 'refuse') {
      const named = typeof input === 'string' ? mediaTypeOfName(input) : null;
      refuse(made.unmarked, mediaType ?? named);
    }
    const file = isRawPixels(input) ? await fileOfPixels(input, encode) : input;
    const signed = await signRecorded(input, file, said, signing, record, {
      ...about,
      watermark: null,
    });
    return { ...signed, ...without(made.unmarked), guard: checked, losses: made.losses };
  }
  const { keyId, psnr, strength, losses } = made;
  const softBinding = { alg: SOFT_BINDING_ALGORITHM, value: id };
  const signed = await signRecorded(input, made.bytes, { ...said, softBinding }, signing, record, {
    ...about,
    watermark: { alg: SOFT_BINDING_ALGORITHM, keyId },
  });
  return {
    ...signed,
    contentId: contentIdText(id),
    keyId,
    watermark: { psnr, strength, survives: true },
    unmarked: null,
    guard: checked,
    losses,
  };
}

/**
 * Signs, and writes the record before anything is handed out or lies in its place.
 *
 * @param source What came in: who may read it may read the output.
 * @param input What is signed: that, or what was made of it.
 */
async function signRecorded(
  source: FileInput | RawPixels,
  input: FileInput,
  origin: Origin,
  signing: SignOptions & { signer: Signer },
  record: RecordOptions | undefined,
  about: Pick<Recorded, 'contentId' | 'watermark' | 'fingerprints'>,
): Promise<(SignedBytes | SignedFile) & Pick<MarkDetails, 'record'>> {
  const { output, overwrite = false, ...rest } = signing;
  const like = isRawPixels(source) ? undefined : source;
  if (record === undefined) {
    if (output === undefined || source === input) {
      return { ...(await sign(input, origin, signing)), record: null };
    }
    const { bytes, ...signed } = await sign(input, origin, rest);
    await writeFileAtomically(output, bytes, { overwrite, like });
    return { ...signed, bytes: null, record: null };
  }
  const write = async (signed: Signed, bytes: FileInput): Promise<RecordOutcome> => {
    const { signal } = rest;
    const isText = isTextType(signed.mediaType);
    const fingerprints = isText ? await readingOf(input, signal) : about.fingerprints;
    const hash = await contentHash(bytes, signal);
    const recorded = { ...about, fingerprints, origin, hash, signed };
    return writeRecord(recorded, rest.signer, record, signal);
  };
  if (output === undefined) {
    const signed = await sign(input, origin, rest);
    return { ...signed, record: await write(signed, signed.bytes) };
  }
  return writeFileThrough(
    output,
    async (temporary) => {
      const signed = await sign(input, origin, { ...rest, output: temporary, overwrite: true });
      return { ...signed, record: await write(signed, temporary) };
    },
    { overwrite, like },
  );
}

function checkMarking(cannotCarry: unknown, record: RecordOptions | undefined): void {
  if (record !== undefined) checkRecordOptions(record);
  if (cannotCarry === undefined || cannotCarry === 'sign' || cannotCarry === 'refuse') return;
  throw new TypeError("options.cannotCarry must be 'sign' or 'refuse'.");
}

function refuse(unmarked: Unmarked, mediaType: string | null): never {
  throw new ProvenanceError('WATERMARK_NOT_CARRIED', render(unmarkedSays(unmarked, mediaType)));
}

function without(unmarked: Unmarked) {
  return { contentId: null, keyId: null, watermark: null, unmarked } as const;
}

const UNMARKED = {
  'not-a-picture': say('unmarked.not-a-picture'),
  format: say('unmarked.format'),
  'too-little-text': say('unmarked.too-little-text'),
  large: say('unmarked.large'),
  weak: say('unmarked.weak'),
  frames: say('unmarked.frames'),
  pages: say('unmarked.pages'),
  separations: say('unmarked.separations'),
  colours: say('unmarked.colours'),
  pictures: say('unmarked.pictures'),
  parts: say('unmarked.parts'),
} as const satisfies Readonly<Record<Unmarked, Message>>;

/**
 * What content that was signed without a mark lacks, as a message to be rendered.
 *
 * @param mediaType Of the content: a text has no pixels either, and may have a mark all the same.
 */
export function unmarkedSays(unmarked: Unmarked, mediaType: string | null = null): Message {
  return unmarked === 'not-a-picture' && isTextType(mediaType ?? '')
    ? say('unmarked.text')
    : UNMARKED[unmarked];
}

/** The marked picture, or why there is none. */
async function embedWhereItFits(
  work: PixelWork,
  input: FileInput | RawPixels,
  job: EmbedJob,
  declared: string | undefined,
  signal: AbortSignal | undefined,
) {
  signal?.throwIfAborted();
  const without = isRawPixels(input) ? null : await withoutPixels(input, declared);
  if (without !== null) return nothingEmbedded(without);
  try {
    const { bytes, unmarked, ...made } = await work.embed(input, job, signal);
    return bytes === null
      ? {
          unmarked: unmarked ?? 'weak',
          losses: made.losses,
          fingerprints: made.fingerprints,
          guarded: made.guarded,
        }
      : { ...made, bytes, unmarked: null };
  } catch (error) {
    // A TIFF of floating-point samples, a codec that the library lacks, parts that cannot be told apart.
    const kind = error instanceof ProvenanceError ? error.code : '';
    if (kind === 'CONTENT_UNSUPPORTED' || kind === 'IMAGE_ENCODE') {
      return nothingEmbedded('format');
    }
    // A limit of the caller's is one on what is accepted, and ours only on what is decoded.
    const isOurs = !isRawPixels(input) && job.limits?.maxPixels === undefined;
    if (kind === 'IMAGE_TOO_LARGE' && isOurs) return nothingEmbedded('large');
    throw error;
  }
}

function nothingEmbedded(unmarked: 'not-a-picture' | 'format' | 'large') {
  return { unmarked, losses: [], fingerprints: [], guarded: undefined };
}

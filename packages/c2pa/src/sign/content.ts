import { isTextType, ProvenanceError } from '@provenance/content';
import { type FileInput, writeFileAtomically, writeFileThrough } from '@provenance/content/node';
import { type Asset, openAsset } from '../asset/asset.ts';
import { isSignable, loadEngine } from '../engine/engine.ts';
import { engineErrorText, systemErrorCode } from '../engine/error.ts';
import { reserveSizeFor } from '../engine/reserve-size.ts';
import { settingsFor } from '../engine/settings.ts';
import { TimeLimit } from '../engine/time-limit.ts';
import { awaitEngine } from '../engine/waiting.ts';
import { checkKnownKeys } from '../known-keys.ts';
import {
  buildManifest,
  type ManifestPlan,
  type PlannedIngredient,
} from '../manifest/definition.ts';
import { describeIngredientSource, fileNameOf } from '../manifest/ingredient.ts';
import type { Origin } from '../manifest/origin.ts';
import { checkSigner, type Signer } from '../signer/signer.ts';
import { activeLabelOf } from '../store/store.ts';
import { trustListsOf } from '../trust/lists.ts';
import {
  SIGN_KEYS,
  type SignBytesOptions,
  type Signed,
  type SignedBytes,
  type SignedFile,
  type SignFileOptions,
  type SignOptions,
} from './options.ts';

/**
 * Signs content: any format of `engine().signs`, from memory or file to memory or file. Audio and
 * video files above 64 MiB stay on disk; all others pass through memory. No thumbnail is made. The
 * network is not touched, unless the signer has a `timestampUrl`. Text, as bytes or from a file, is
 * signed without the engine: see `signText`.
 *
 * @throws ProvenanceError MANIFEST_REFUSED; SIGNER_FAILED, KEY_MISMATCH or TIMESTAMP_FAILED;
 *   CONTENT_UNSUPPORTED for a format that cannot be signed, CONTENT_NOT_BOUND for a file with media
 *   that no hash covers, CONTENT_EMPTY, CONTENT_TOO_LARGE, FILE_*;
 *   TEXT_MALFORMED, CREDENTIAL_NOT_CARRIED; ENGINE_FAILED for content that the engine cannot parse;
 *   ENGINE_MISSING.
 * @throws TypeError or RangeError for an origin, a signer or options that are none.
 */
export function signContent(
  input: FileInput,
  origin: Origin,
  signer: Signer,
  options?: SignBytesOptions,
): Promise<SignedBytes>;
export function signContent(
  input: FileInput,
  origin: Origin,
  signer: Signer,
  options: SignFileOptions,
): Promise<SignedFile>;
export function signContent(
  input: FileInput,
  origin: Origin,
  signer: Signer,
  options?: SignOptions,
): Promise<SignedBytes | SignedFile>;
export async function signContent(
  input: FileInput,
  origin: Origin,
  signer: Signer,
  options: SignOptions = {},
): Promise<Signed & { bytes: Uint8Array | null }> {
  checkKnownKeys('options', options, SIGN_KEYS);
  if (options.trust !== undefined) trustListsOf(options.trust);
  checkSigner(signer);
  const { output, signal } = options;
  signal?.throwIfAborted();
  const plan = buildManifest(origin);
  const asset = await openAsset(input, options);
  checkUsable(asset);
  if (isTextType(asset.mediaType ?? '')) return signTextAsset(asset, input, plan, signer, options);
  const { definition, ingredients } = plan;
  if (!isSignable(asset.mediaType ?? '')) throw new ProvenanceError('CONTENT_UNSUPPORTED');
  const { checkBindable } = await import('../binding/bindable.ts');
  checkBindable(asset);
  const work = async (destination: Destination) => {
    const builder = await makeBuilder(definition, ingredients, options);
    // Nobody waits any more, and the engine would make the temporary file anew.
    signal?.throwIfAborted();
    return runSigner(builder, asset, signer, destination, signal);
  };
  const memory: { buffer: Buffer | null } = { buffer: null };
  const manifestStore =
    output === undefined
      ? await awaitEngine(work(memory), { signal })
      : await writeFileThrough(output, (path) => awaitEngine(work({ path }), { signal }), {
          overwrite: options.overwrite ?? false,
        });
  return {
    bytes: memory.buffer && plain(memory.buffer),
    manifestStore: plain(manifestStore),
    mediaType: asset.mediaType as string,
    activeManifest: activeLabelOf(manifestStore),
  };
}

async function signTextAsset(
  { source }: Asset,
  input: FileInput,
  plan: ManifestPlan,
  signer: Signer,
  { output, overwrite = false, remoteUrl, ...options }: SignOptions,
): Promise<Signed & { bytes: Uint8Array | null }> {
  if (remoteUrl !== undefined && options.embed !== false) {
    const detail = 'A text holds its credential or a link to it, not both.';
    throw new ProvenanceError('CREDENTIAL_NOT_CARRIED', detail);
  }
  // Only who has a text waits until this is loaded.
  const { signWhole } = await import('./whole-text.ts');
  const fileName = fileNameOf(input);
  const {
    text,
    method: _,
    ...signed
  } = await signWhole((source as { buffer: Buffer }).buffer, plan, signer, {
    ...options,
    ...(fileName !== undefined && { fileName }),
    ...(remoteUrl !== undefined && { reference: checkRemoteUrl(remoteUrl) }),
  });
  const bytes = plain(text as Uint8Array);
  if (output === undefined) return { ...signed, bytes };
  await writeFileAtomically(output, bytes, { overwrite });
  return { ...signed, bytes: null };
}

/** Not a Buffer, whose slice() is no copy: callers are promised a Uint8Array. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The engine waits for a time-stamp authority without end. */
const TIMESTAMP_SECONDS = 30;

type Destination = { buffer: Buffer | null } | { path: string };
type Builder = InstanceType<typeof import('@contentauth/c2pa-node').Builder>;

async function makeBuilder(
  definition: Readonly<Record<string, unknown>>,
  ingredients: readonly PlannedIngredient[],
  { embed, remoteUrl, trust, maxBytes }: SignOptions,
): Promise<Builder> {
  const { Builder } = await loadEngine();
  let builder: Builder;
  try {
    builder = Builder.withJson(definition as never, settingsFor(trust));
  } catch (cause) {
    throw new ProvenanceError('MANIFEST_REFUSED', engineErrorText(cause), { cause });
  }
  if (embed === false) builder.setNoEmbed(true);
  if (remoteUrl !== undefined) builder.setRemoteUrl(checkRemoteUrl(remoteUrl));
  for (const { label, relationship, source } of ingredients) {
    const { content, title, mediaType } = describeIngredientSource(source);
    const asset = await openAsset(content, { mediaType, maxBytes });
    checkUsable(asset);
    const json = { label, relationship, format: asset.mediaType, ...(title ? { title } : {}) };
    try {
      await builder.addIngredient(JSON.stringify(json), toSource(asset));
    } catch (cause) {
      throw new ProvenanceError('ENGINE_FAILED', 'An ingredient cannot be read.', { cause });
    }
  }
  return builder;
}

async function runSigner(
  builder: Builder,
  asset: Asset,
  signer: Signer,
  destination: Destination,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  let failure: unknown;
  const timeStamping = new TimeLimit(TIMESTAMP_SECONDS);
  const callback = async (bytes: Buffer) => {
    try {
      const signature = await signer.sign(bytes, signal ? { signal } : {});
      if (signer.timestampUrl !== null) timeStamping.start();
      return Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength);
    } catch (error) {
      failure = error;
      // The engine puts the text into its own error: an answer of the key service stays out of it.
      throw new Error('signer failed');
    }
  };
  const config = {
    alg: signer.alg.toLowerCase() as Lowercase<typeof signer.alg>,
    certs: [Buffer.from(signer.certificates)],
    reserveSize: reserveSizeFor(signer),
    ...(signer.timestampUrl === null ? {} : { tsaUrl: signer.timestampUrl }),
    directCoseHandling: false,
  };
  try {
    return await Promise.race([
      // Not signAsync(): its CallbackSigner keeps the process alive until it is collected.
      builder.signConfigAsync(callback, config, toSource(asset), destination),
      timeStamping.exceeded,
    ]);
  } catch (cause) {
    if (failure !== undefined) throw failure;
    const code =
      systemErrorCode(cause) ?? (timeStamping.started ? 'TIMESTAMP_FAILED' : 'ENGINE_FAILED');
    throw new ProvenanceError(code, undefined, { cause });
  } finally {
    timeStamping.stop();
  }
}

function checkUsable({ mediaType, hazard }: Asset): void {
  if (mediaType === null) throw new ProvenanceError('CONTENT_UNSUPPORTED');
  if (hazard === null) return;
  throw new ProvenanceError('CONTENT_UNSUPPORTED', `The file is not safe to process (${hazard}).`);
}

/** Of all texts the engine takes this type. */
function toSource({ source, mediaType }: Asset) {
  const type = mediaType as string;
  return { ...source, mimeType: isTextType(type) ? 'text/plain' : type };
}

function checkRemoteUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError('remoteUrl must be an http: or https: URL.');
  }
  return url;
}

import { isTextType, ProvenanceError } from '@provenance/content';
import { type FileInput, writeFileThrough } from '@provenance/content/node';
import { type Asset, checkUsable, openAsset } from '../asset/asset.ts';
import { checkBindable } from '../binding/bindable.ts';
import { loadNative } from '../engine/choice.ts';
import { isSignable } from '../engine/engine.ts';
import { engineErrorText, systemErrorCode } from '../engine/error.ts';
import { reserveSizeFor } from '../engine/reserve-size.ts';
import { settingsFor } from '../engine/settings.ts';
import { TimeLimit } from '../engine/time-limit.ts';
import { awaitEngine } from '../engine/waiting.ts';
import type { ManifestPlan, PlannedIngredient } from '../manifest/definition.ts';
import { describeIngredientSource } from '../manifest/ingredient.ts';
import type { Signer } from '../signer/signer.ts';
import { activeLabelOf } from '../store/store.ts';
import { checkSigned, hasSameItems } from './after.ts';
import type { Signed, SignOptions } from './options.ts';

/** Signs a format whose stores the engine writes: sound, video, AVIF and HEIC. */
export async function signByEngine(
  asset: Asset,
  input: FileInput,
  { definition, ingredients }: ManifestPlan,
  signer: Signer,
  options: SignOptions,
): Promise<Signed & { bytes: Uint8Array | null }> {
  const { output, signal } = options;
  if (!isSignable(asset.mediaType ?? '')) throw new ProvenanceError('CONTENT_UNSUPPORTED');
  checkBindable(asset);
  const work = async (destination: Destination) => {
    const builder = await makeBuilder(definition, ingredients, options);
    // Nobody waits any more, and the engine would make the temporary file anew.
    signal?.throwIfAborted();
    return runSigner(builder, asset, signer, destination, signal);
  };
  const about = (manifestStore: Uint8Array): Signed => ({
    manifestStore: plain(manifestStore),
    mediaType: asset.mediaType as string,
    activeManifest: activeLabelOf(manifestStore),
  });
  const { verifyAfterSign = true } = options;
  if (output !== undefined) {
    const write = async (path: string) => {
      const signed = about(await awaitEngine(work({ path }), { signal }));
      if (verifyAfterSign) await checkSigned(path, signed, options, 'ENGINE_FAILED');
      return signed;
    };
    const { overwrite = false } = options;
    return { bytes: null, ...(await writeFileThrough(output, write, { overwrite, like: input })) };
  }
  const memory: { buffer: Buffer | null } = { buffer: null };
  const signed = about(await awaitEngine(work(memory), { signal }));
  const bytes = plain(memory.buffer as Buffer);
  if (verifyAfterSign) {
    await checkSigned(bytes, signed, options, 'ENGINE_FAILED');
    if (hasItems(asset) && 'buffer' in asset.source && !hasSameItems(asset.source.buffer, bytes)) {
      throw new ProvenanceError('ENGINE_FAILED', 'The engine has moved what is in the picture.');
    }
  }
  return { ...signed, bytes };
}

/** Pictures whose items are found by their places. */
function hasItems({ mediaType }: Asset): boolean {
  return ['image/avif', 'image/heic', 'image/heif'].includes(mediaType ?? '');
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
  const { Builder } = await nativeEngine();
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

/** @throws ProvenanceError ENGINE_NATIVE_MISSING */
async function nativeEngine() {
  try {
    return await loadNative();
  } catch (cause) {
    throw new ProvenanceError('ENGINE_NATIVE_MISSING', undefined, { cause });
  }
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

/** Of all texts the engine takes this type. */
function toSource({ source, mediaType }: Asset) {
  const type = mediaType as string;
  return { ...source, mimeType: isTextType(type) ? 'text/plain' : type };
}

/** @throws TypeError */
export function checkRemoteUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError('remoteUrl must be an http: or https: URL.');
  }
  return url;
}

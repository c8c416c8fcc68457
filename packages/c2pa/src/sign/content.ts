import { concat } from '@provenance/container';
import { checkKnownKeys, isTextType, type MediaType, ProvenanceError } from '@provenance/content';
import { type FileInput, writeFileAtomically } from '@provenance/content/node';
import { type Asset, checkUsable, openAsset } from '../asset/asset.ts';
import { ReadingMemory } from '../asset/reading-memory.ts';
import { checkBindable } from '../binding/bindable.ts';
import { type Embedder, embedderOf } from '../embed/embed.ts';
import { linkerOf } from '../embed/link.ts';
import { buildManifest, type ManifestPlan } from '../manifest/definition.ts';
import { fileNameOf } from '../manifest/ingredient.ts';
import type { Origin } from '../manifest/origin.ts';
import { checkSigner, type Signer } from '../signer/signer.ts';
import { trustListsOf } from '../trust/lists.ts';
import { checkSigned } from './after.ts';
import { checkRemoteUrl, signByEngine } from './by-engine.ts';
import {
  SIGN_KEYS,
  type SignBytesOptions,
  type Signed,
  type SignedBytes,
  type SignedFile,
  type SignFileOptions,
  type SignOptions,
} from './options.ts';
import { signPicture } from './picture.ts';

/** Of files that are signed into files: what is handed out of those has no part of what was read. */
const MEMORY = new ReadingMemory();

/**
 * Signs content: any format of `engine().signs`, from memory or file to memory or file. Audio and
 * video files above 64 MiB stay on disk; all others pass through memory. The network is not touched,
 * unless the signer has a `timestampUrl`. Text, as bytes or from a file, is signed without the engine:
 * see `signText`.
 *
 * @throws ProvenanceError MANIFEST_REFUSED; SIGNER_FAILED, KEY_MISMATCH or TIMESTAMP_FAILED;
 *   CONTENT_UNSUPPORTED for a format that cannot be signed, CONTENT_NOT_BOUND for a file with media
 *   that no hash covers, CONTENT_EMPTY, CONTENT_TOO_LARGE, FILE_*;
 *   TEXT_MALFORMED, CREDENTIAL_NOT_CARRIED; ENGINE_FAILED for content that the engine cannot parse;
 *   ENGINE_NATIVE_MISSING for sound and film where that engine is not here, ENGINE_MISSING for ingredients.
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
  const { signal } = options;
  signal?.throwIfAborted();
  const plan = buildManifest(origin);
  const asset = await openAsset(input, options, MEMORY);
  checkUsable(asset);
  if (isTextType(asset.mediaType ?? '')) return signTextAsset(asset, input, plan, signer, options);
  // The engine signs what stays on disk.
  if ('buffer' in asset.source) {
    const mediaType = asset.mediaType as MediaType;
    const given = plain(asset.source.buffer);
    const content = linked(given, mediaType, options.remoteUrl);
    const embed = content && embedderOf(mediaType, content);
    if (content && embed) {
      const signed = await signPictureAsset(asset, input, content, embed, plan, signer, options);
      const wasRead = typeof input === 'string' || input instanceof URL;
      if (wasRead && signed.bytes === null) MEMORY.giveBack(asset.source.buffer);
      return signed;
    }
  }
  return signByEngine(asset, input, plan, signer, options);
}

/** With a link to where the store will lie, if there is to be one; null where the engine writes that. */
function linked(
  content: Uint8Array,
  mediaType: MediaType,
  remoteUrl: string | undefined,
): Uint8Array | null {
  if (remoteUrl === undefined) return content;
  const url = checkRemoteUrl(remoteUrl);
  return linkerOf(mediaType, content)?.(content, url) ?? null;
}

async function signPictureAsset(
  asset: Asset,
  input: FileInput,
  content: Uint8Array,
  embed: Embedder,
  plan: ManifestPlan,
  signer: Signer,
  options: SignOptions,
): Promise<Signed & { bytes: Uint8Array | null }> {
  checkBindable(asset);
  const { output, overwrite = false } = options;
  const { pieces, ...signed } = await signPicture(content, embed, plan, signer, options);
  const about = { ...signed, mediaType: asset.mediaType as string };
  if (output !== undefined && !options.verifyAfterSign) {
    await writeFileAtomically(output, pieces, { overwrite, like: input });
    return { ...about, bytes: null };
  }
  const bytes = concat(pieces);
  if (options.verifyAfterSign) await checkSigned(bytes, about, options, 'UNEXPECTED_ERROR');
  if (output === undefined) return { ...about, bytes };
  await writeFileAtomically(output, bytes, { overwrite, like: input });
  return { ...about, bytes: null };
}

async function signTextAsset(
  { source }: Asset,
  input: FileInput,
  plan: ManifestPlan,
  signer: Signer,
  {
    output,
    overwrite = false,
    remoteUrl,
    verifyAfterSign: _,
    thumbnail: __,
    ...options
  }: SignOptions,
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
    method: ___,
    ...signed
  } = await signWhole((source as { buffer: Buffer }).buffer, plan, signer, {
    ...options,
    ...(fileName !== undefined && { fileName }),
    ...(remoteUrl !== undefined && { reference: checkRemoteUrl(remoteUrl) }),
  });
  const bytes = plain(text as Uint8Array);
  if (output === undefined) return { ...signed, bytes };
  await writeFileAtomically(output, bytes, { overwrite, like: input });
  return { ...signed, bytes: null };
}

/** Not a Buffer, whose slice() is no copy: callers are promised a Uint8Array. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

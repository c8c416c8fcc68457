import {
  type SignOptions as ContentOptions,
  type Origin,
  type SignedBytes,
  type SignedFile,
  type SignedText,
  type Signer,
  type SignTextOptions,
  signContent,
  signText,
} from '@provenance/c2pa';
import { type FileInput, refuseExisting } from '@provenance/content/node';
import { isTextContent, type TextContent } from './content/text.ts';
import { thumbnailMaker } from './picture/thumbnail.ts';

export interface SignOptions extends Omit<ContentOptions, 'thumbnail'> {
  /**
   * A small picture of the content and one of each ingredient in the manifest, where they can be decoded
   * here. True: 256 pixels on the longer side; a number: that many, 16..512. Default false.
   */
  thumbnail?: boolean | number;
}

/** Options of signing into memory. */
export type SignBytesOptions = Omit<SignOptions, 'output'> & { output?: never };

/** Options of signing into a file. */
export type SignFileOptions = SignOptions & { output: string };

/**
 * Attaches a signed content credential that says where the content comes from: in the same format,
 * every other byte as it was. With `output` it goes from file to file without passing through memory.
 *
 * Text is taken from a file, as bytes, or as `{ text }`, which comes back as a string; a bare string is
 * a path. Plain text comes out in NFC: see `signText`.
 *
 * @throws ProvenanceError MANIFEST_REFUSED, CONTENT_*, TEXT_MALFORMED, CREDENTIAL_NOT_CARRIED, FILE_*,
 *   SIGNER_FAILED, TIMESTAMP_FAILED, ENGINE_MISSING, ENGINE_NATIVE_MISSING or ENGINE_FAILED.
 * @throws TypeError without a signer.
 */
export function sign(
  input: TextContent,
  origin: Origin,
  options: SignTextOptions & { signer: Signer },
): Promise<SignedText<string>>;
export function sign(
  input: FileInput,
  origin: Origin,
  options: SignBytesOptions & { signer: Signer },
): Promise<SignedBytes>;
export function sign(
  input: FileInput,
  origin: Origin,
  options: SignFileOptions & { signer: Signer },
): Promise<SignedFile>;
export function sign(
  input: FileInput,
  origin: Origin,
  options: SignOptions & { signer: Signer },
): Promise<SignedBytes | SignedFile>;
export async function sign(
  input: FileInput | TextContent,
  origin: Origin,
  options: (SignOptions | SignTextOptions) & { signer: Signer },
): Promise<SignedBytes | SignedFile | SignedText<string>> {
  // Of a caller without types: the options may be missing altogether.
  const { signer, ...rest } = options ?? {};
  if (signer === undefined)
    throw new TypeError('options.signer is missing: make one with pemSigner().');
  if (isTextContent(input)) {
    const { text, fileName } = input;
    return signText(text, origin, signer, { ...(fileName !== undefined && { fileName }), ...rest });
  }
  const { thumbnail: asked, ...signing } = rest as SignOptions;
  // A signature may cost something.
  if (signing.output !== undefined && !signing.overwrite) await refuseExisting(signing.output);
  const thumbnail = thumbnailMaker(asked);
  return signContent(input, origin, signer, { ...signing, ...(thumbnail && { thumbnail }) });
}

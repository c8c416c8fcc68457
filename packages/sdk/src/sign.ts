import {
  type Origin,
  type SignBytesOptions,
  type SignedBytes,
  type SignedFile,
  type Signer,
  type SignFileOptions,
  type SignOptions,
  signContent,
} from '@provenance/c2pa';
import type { FileInput } from '@provenance/content/node';

/**
 * Attaches a signed content credential that says where the content comes from: in the same format,
 * every other byte as it was. With `output` it goes from file to file without passing through memory.
 *
 * @throws ProvenanceError MANIFEST_REFUSED, CONTENT_*, FILE_*, SIGNER_FAILED, TIMESTAMP_FAILED,
 *   ENGINE_MISSING or ENGINE_FAILED.
 * @throws TypeError without a signer.
 */
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
  input: FileInput,
  origin: Origin,
  options: SignOptions & { signer: Signer },
): Promise<SignedBytes | SignedFile> {
  // Of a caller without types: the options may be missing altogether.
  const { signer, ...rest } = options ?? {};
  if (signer === undefined)
    throw new TypeError('options.signer is missing: make one with pemSigner().');
  return signContent(input, origin, signer, rest);
}

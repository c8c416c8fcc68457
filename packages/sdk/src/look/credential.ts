import {
  type CredentialReport,
  type ReadOptions,
  readCredentials,
  verifyText,
} from '@provenance/c2pa';
import type { FileInput } from '@provenance/content/node';
import { isTextContent, type TextContent } from '../content/text.ts';

/** @throws ProvenanceError where it could not look. */
export function readCredential(
  input: FileInput | TextContent,
  options: ReadOptions,
): Promise<CredentialReport> {
  if (!isTextContent(input)) return readCredentials(input, options);
  const { text, fileName } = input;
  return verifyText(text, { ...options, ...(fileName !== undefined && { fileName }) });
}

import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileInput } from '@provenance/content/node';
import type { IngredientSource } from './origin.ts';

export interface DescribedIngredient {
  readonly content: FileInput;
  readonly title: string | undefined;
  readonly mediaType?: string | undefined;
}

/** An ingredient by file shows the file's name, by bytes no title. */
export function describeIngredientSource(source: IngredientSource): DescribedIngredient {
  if (typeof source === 'object' && source !== null && 'content' in source) {
    const { content, title, mediaType } = source;
    return { content, title: title ?? fileNameOf(content), mediaType };
  }
  return { content: source, title: fileNameOf(source) };
}

/** Without its folder; undefined where there is no file. */
export function fileNameOf(input: FileInput): string | undefined {
  if (typeof input === 'string') return basename(input);
  return input instanceof URL ? basename(fileURLToPath(input)) : undefined;
}

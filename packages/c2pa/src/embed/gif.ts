import {
  ContainerError,
  Edit,
  gifApplication,
  gifExtension,
  gifExtensionLength,
  gifParts,
  latin1Bytes,
  memorySource,
} from '@provenance/container';
import type { Embedding } from './embedding.ts';

/** Identifier, then the version of the block (C2PA 2.4 A.3.6). */
const NAME = 'C2PA_GIF\x01\0\0';

/**
 * A GIF whose store is an application extension before everything that is drawn. A GIF87a, which has no
 * extensions, becomes a GIF89a.
 *
 * @throws ContainerError
 */
export function embedInGif(bytes: Uint8Array): Embedding {
  const { parts, isTruncated } = gifParts(memorySource(bytes));
  if (isTruncated) throw new ContainerError('malformed', 'A GIF ends with its trailer.');
  const [header, screen, colours] = parts;
  const before = colours?.kind === 'GCT' ? colours : screen!;
  const old = parts.filter((part) => gifApplication(bytes, part)?.startsWith('C2PA_GIF'));
  return {
    exclusions: (length) => [{ start: before.end, length: gifExtensionLength(length) }],
    pieces: (store) => {
      const edit = new Edit(bytes, parts).replace(header!, latin1Bytes('GIF89a'));
      for (const part of old) edit.remove(part);
      return edit.insertAfter(before, gifExtension(NAME, store)).pieces();
    },
  };
}

import { isTextType, MEDIA_TYPES } from '@provenance/content';

/**
 * A media type as a sender declares it, in lower case and without parameters, where it is one that is known here; null:
 * what is unknown counts for nothing.
 */
export function knownType(declared: string): string | null {
  const type = declared.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return Object.hasOwn(MEDIA_TYPES, type) || isTextType(type) ? type : null;
}

/** Text by its media type, though it does not begin with `text/`. */
const APPLICATION =
  /^application\/(?:json|xml|xhtml\+xml|yaml|x-yaml|toml|sql|javascript|typescript|x-sh|x-tex|x-latex|x-httpd-php)$/;

/**
 * Whether a media type is one of text, which has its own ways to carry a manifest (C2PA 2.4 A.7 to
 * A.9). SVG is not: it is an image (A.3.3).
 *
 * @param mediaType In lower case and without parameters.
 */
export function isTextType(mediaType: string): boolean {
  if (mediaType.startsWith('text/') || APPLICATION.test(mediaType)) return true;
  return /\+(?:json|xml)$/.test(mediaType) && mediaType !== 'image/svg+xml';
}

/**
 * Whether content could be text by its first bytes: UTF-8 without control characters but tabs, line
 * ends, form feeds and escapes. Text has no signature to tell it by.
 *
 * @param head The beginning; it may end within a character.
 */
export function looksLikeText(head: Uint8Array): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that no text has.
  const control = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return head.length > 0 && !control.test(text);
  } catch {
    return false;
  }
}

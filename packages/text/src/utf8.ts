/**
 * Text that cannot be read or written as UTF-8, or not be normalised within bounds. A `RangeError`,
 * for a text with it cannot be signed; a class of its own, so that a caller who passes on the text of
 * somebody else can tell it from a mistake of theirs.
 */
export class IllFormedTextError extends RangeError {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'IllFormedTextError';
  }
}

/** Bounds what one decoding allocates; of the sizes that were tried, the fastest to normalise. */
export const DECODED_AT_ONCE = 1 << 16;

/** Keeps a byte order mark, which is a character of the text and hashed with it. */
export function createUtf8Decoder(): InstanceType<typeof TextDecoder> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}

/** The decoded pieces of `bytes`, in order. @throws IllFormedTextError if they are not UTF-8 */
export function* decodedPieces(
  bytes: Uint8Array,
  decoder: InstanceType<typeof TextDecoder> = createUtf8Decoder(),
): Generator<string> {
  for (let at = 0; at < bytes.length; at += DECODED_AT_ONCE) {
    try {
      yield decoder.decode(bytes.subarray(at, at + DECODED_AT_ONCE), { stream: true });
    } catch (cause) {
      throw notUtf8(cause);
    }
  }
}

/** Whether `bytes` are well-formed UTF-8, looked at in pieces. */
export function isUtf8(bytes: Uint8Array): boolean {
  const decoder = createUtf8Decoder();
  try {
    for (const _ of decodedPieces(bytes, decoder));
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** `text` in UTF-8. @throws IllFormedTextError if it has a surrogate without its other half */
export function encodeUtf8(text: string): Uint8Array {
  // TextEncoder would write U+FFFD for it, and what was signed would not be what was given.
  if (/\p{Surrogate}/u.test(text)) {
    throw new IllFormedTextError(
      'The text has a lone surrogate, which UTF-8 cannot express. Cut text between characters.',
    );
  }
  return new TextEncoder().encode(text);
}

export function notUtf8(cause: unknown): IllFormedTextError {
  return new IllFormedTextError('The text is not UTF-8. Convert it, then try again.', { cause });
}

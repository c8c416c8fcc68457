import { randomBytes } from 'node:crypto';

/**
 * The `alg` of the soft bindings that this kit writes and looks for: the watermark of
 * `@provenance/watermark`, FORMAT.md version 1, whose payload is the content id. It is not on C2PA's
 * list of registered algorithms, so a strict validator may refuse it; the name and its version change
 * together with the format.
 */
export const SOFT_BINDING_ALGORITHM = 'org.provenance.watermark.1';

/**
 * The `alg` of the soft bindings of texts: the traced mark of `@provenance/textmark`, FORMAT.md, whose content
 * id is the value. Not on C2PA's list either.
 */
export const TEXT_MARK_ALGORITHM = 'org.provenance.textmark.1';

/** 8 bytes, which are the payload of the watermark and the value of the soft binding. */
export const CONTENT_ID_BYTES = 8;

const HEX = /^[0-9a-f]{16}$/i;
const BASE64 = /^[A-Za-z0-9+/]{11}=$/;

export function randomContentId(): Uint8Array {
  return Uint8Array.from(randomBytes(CONTENT_ID_BYTES));
}

/** A content id as it is shown: 16 hexadecimal digits. */
export function contentIdText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** @throws TypeError unless `contentId` is 16 hexadecimal digits. */
export function contentIdBytes(contentId: string): Uint8Array {
  if (typeof contentId !== 'string' || !HEX.test(contentId)) {
    throw new TypeError('A content id is 16 hexadecimal digits: 8 bytes.');
  }
  return Uint8Array.from(Buffer.from(contentId, 'hex'));
}

/** The content id in a soft binding's value (base64, whichever form the file has). Null: it is none. */
export function contentIdOfValue(value: string): string | null {
  return BASE64.test(value) ? Buffer.from(value, 'base64').toString('hex') : null;
}

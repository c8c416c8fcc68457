import { Problem } from '../http/problem.ts';

/** Of a value in base64: larger than any fingerprint that is real. */
const LONGEST = 65_536;

/**
 * The bytes of a binding's value. Standard base64 is what is written; base64url, without padding, and with
 * the blank that a bare `+` becomes in a query, is read as well: bytes are compared, and never texts.
 *
 * @throws Problem REQUEST_MALFORMED.
 */
export function bindingBytes(value: string): Uint8Array {
  const text = value.replaceAll(' ', '+').replaceAll('-', '+').replaceAll('_', '/');
  const plain = text.replace(/={0,2}$/, '');
  const isBase64 = /^[A-Za-z0-9+/]+$/.test(plain) && plain.length % 4 !== 1;
  if (!isBase64 || value.length > LONGEST) {
    throw new Problem('REQUEST_MALFORMED', 'A value is base64 and not empty.');
  }
  return new Uint8Array(Buffer.from(plain, 'base64'));
}

/** As it is written. */
export function bindingValue(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** @throws Problem REQUEST_MALFORMED for what no algorithm can be called. */
export function checkAlgorithm(alg: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(alg)) return alg;
  throw new Problem(
    'REQUEST_MALFORMED',
    'The name of an algorithm is letters, digits, ".", "-", "_".',
  );
}

/** @throws Problem REQUEST_MALFORMED for what cannot be the label of a manifest. */
export function checkManifestId(id: string): string {
  if (/^[\x21-\x7e]{1,512}$/.test(id) && !/[/\\?#%]/.test(id)) return id;
  throw new Problem('REQUEST_MALFORMED', 'The id of a manifest is its label.');
}

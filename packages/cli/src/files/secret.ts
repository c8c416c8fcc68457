import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** A PEM block, or anything of several lines: a file that was read where it should be named. */
const BLOCK = /-----BEGIN |[\r\n]/;
/** Digits of a key, a web token, or base64 of 32 bytes and more. */
const DIGITS = /^(?:[0-9a-f]{32,}|eyJ[\w-]+\.[\w.-]+|[\w+/-]{40,}={0,2})$/i;
const PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i;

/** Whether a text that stands where a path belongs is a key, a token or a password: it is never shown. */
export function isSecret(text: string): boolean {
  return BLOCK.test(text) || DIGITS.test(basename(text)) || PASSWORD.test(text);
}

/**
 * Whether the value of a setting that names a key may be shown: a file of that name is there, or it is named
 * like one. Anything else may be the key.
 */
export function isShownKeyPath(path: string): boolean {
  if (existsSync(path)) return true;
  return !isSecret(path) && /^\.[a-z][a-z0-9]{1,5}$/i.test(extname(path));
}

/** A message that quotes values, without those that are secret. */
export function withoutSecrets(message: string): string {
  return message.replace(/'([^']*)'/g, (quoted, value: string) =>
    isSecret(value) ? "'…'" : quoted,
  );
}

/** An address without what opens it: user, password and query. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return '…';
  const { username, password, search } = new URL(url);
  if (!username && !password && !search) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}${search && '?…'}`;
}

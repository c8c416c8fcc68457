import { CATALOGUE, type Catalogue } from './catalogue/catalogue.ts';
import type { MessageLike, ParametersOf } from './entries.ts';
import { plainText } from './plain-text.ts';
import { visible } from './visible.ts';

/** Stable: what a program compares with, and a platform writes its own words for. */
export type Code = keyof Catalogue;

/** What is to be said, without the words. Plain data. */
export interface Message extends MessageLike {
  readonly code: Code;
}

type Parameters<C extends Code> = ParametersOf<Catalogue[C]['en']>;

/**
 * A message of the catalogue. A missing or a wrong parameter does not compile. Strings are taken as
 * {@link plainText}: whatever a file says is bounded and harmless before it is handed on.
 */
export function say<C extends Code>(
  code: C,
  ...[parameters]: keyof Parameters<C> extends never ? [] : [Parameters<C>]
): Message {
  return { code, parameters: plain(code, parameters ?? {}) };
}

function plain(
  code: string,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const text = isCode(code) ? CATALOGUE[code].en : '';
  // A path that is cut or folded is another path.
  const shown = (name: string, value: string) =>
    text.includes(`{${name}:path}`) ? visible(value) : plainText(value);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? shown(name, value) : value,
    ]),
  );
}

export function isCode(code: string): code is Code {
  // Codes come out of files: `in` would answer to `constructor` as well.
  return Object.hasOwn(CATALOGUE, code);
}

/** What a C2PA status code means, as a clause. One that is not in the catalogue is shown as it is. */
export function sayStatus(status: string): Message {
  const code = `status.${status}`;
  return isCode(code) ? { code, parameters: {} } : say('status.other', { status });
}

/** Why there was nothing to judge, as a clause: by a reason or a status code. What an engine says is not repeated. */
export function sayReason(reason: string): Message {
  const code = `reason.${reason}`;
  if (isCode(code)) return { code, parameters: {} };
  const status = `status.${reason}`;
  return isCode(status) ? { code: status, parameters: {} } : say('reason.other');
}

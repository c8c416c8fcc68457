import type { ErrorCode } from '@provenance/content';

/**
 * The variant of c2pa-rs's error enum. c2pa-node 0.8.0 sets no `code`; it puts the Debug form of the
 * Rust value (`C2pa(RemoteManifestUrl("https://..."))`) into `name` when reading, and only the text
 * into `message` when signing.
 */
export function engineErrorVariant(error: unknown): { variant: string; detail: string | null } {
  const name = error instanceof Error ? error.name : '';
  const [, outer = '', inner = ''] = /^(\w+)\((?:(\w+))?/.exec(name) ?? [];
  const variant = outer === 'C2pa' ? inner : outer;
  const detail = /\("((?:[^"\\]|\\.)*)"/.exec(name)?.[1] ?? null;
  return { variant, detail };
}

/** The engine's sentence about an error, as one line of bounded length: parts may come from the file. */
export function engineErrorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

/** Numbers of Linux and macOS, as Rust puts them into its messages: `… (os error 28)`. */
const SYSTEM_ERRORS: Readonly<Record<string, ErrorCode>> = {
  1: 'FILE_PERMISSION',
  5: 'FILE_IO',
  13: 'FILE_PERMISSION',
  28: 'FILE_NO_SPACE',
  30: 'FILE_PERMISSION',
  69: 'FILE_NO_SPACE',
  122: 'FILE_NO_SPACE',
};

/** The code of a file error that the engine met; null for any other error. */
export function systemErrorCode(error: unknown): ErrorCode | null {
  const [, number] = /\(os error (\d+)\)/.exec(engineErrorText(error)) ?? [];
  return number === undefined ? null : (SYSTEM_ERRORS[number] ?? null);
}

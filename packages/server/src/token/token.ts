import { createHash, randomBytes } from 'node:crypto';

/** What a token allows; the last three are those of the resolution API. */
export const SCOPES = [
  'mark',
  'verify',
  'trace',
  'admin',
  'fetch:manifests',
  'store:manifests',
  'store:bindings',
] as const;

export type Scope = (typeof SCOPES)[number];

/** A token as it is kept: who reads this cannot use it. */
export interface KeptToken {
  /** 8 hexadecimal digits; part of the token, and what logs show. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the whole token, hexadecimal: its secret has 256 bits, so no slow hash is needed. */
  readonly hash: string;
  /** RFC 3339. */
  readonly created: string;
  /** RFC 3339; null: it does not expire. */
  readonly expires: string | null;
}

const FORM = /^prov_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

/** A new token. The text is shown once and kept nowhere. */
export function newToken(
  name: string,
  scopes: readonly Scope[],
  { expires = null, now = new Date() }: { expires?: Date | null; now?: Date } = {},
): { readonly text: string; readonly kept: KeptToken } {
  const id = randomBytes(4).toString('hex');
  const text = `prov_${id}_${randomBytes(32).toString('base64url')}`;
  return {
    text,
    kept: {
      id,
      name,
      scopes,
      hash: hashOf(text),
      created: now.toISOString(),
      expires: expires === null ? null : expires.toISOString(),
    },
  };
}

/** The id in a text that has the form of a token. */
export function idOf(text: string): string | null {
  return FORM.exec(text)?.[1] ?? null;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

import type { SignerDescription, SoftwareDescription, TextDifference } from '@provenance/c2pa';
import { type Code, type Message, plainText, say } from '@provenance/messages';
import type { OriginKind } from '../claims/source-type.ts';

/** Who a certificate names, as a person would call them. Null where it names nobody. */
export function signerName(signer: SignerDescription | null): string | null {
  return plainText(signer?.organization ?? signer?.commonName ?? '') || null;
}

/** Somebody by name, as a clause. */
export function who(issuer: string | null): Message {
  return issuer === null ? say('who.unnamed') : say('who.named', { name: issuer });
}

export function software(software: SoftwareDescription | null): string | null {
  // A name of which nothing is seen is none, whatever its version.
  if (software === null || plainText(software.name) === '') return null;
  return plainText(software.version ? `${software.name} ${software.version}` : software.name);
}

/** What programs change in a text without anybody seeing it, as clauses. */
export function differences(differs: readonly TextDifference[]): Message[] {
  return differs.map((each) => say(DIFFERENCES[each]));
}

const DIFFERENCES = {
  encoding: 'differs.encoding',
  'byte-order-mark': 'differs.byte-order-mark',
  'line-ends': 'differs.line-ends',
  blanks: 'differs.blanks',
} as const satisfies Record<TextDifference, Code>;

/** That a text differs from what was signed also in length, in front of its credential. */
export function movedSays(moved: number | null): Message[] {
  if (moved === null) return [];
  return moved > 0
    ? [say('verdict.altered.longer', { count: moved })]
    : [say('verdict.altered.shorter', { count: -moved })];
}

/** What content is, as a clause. */
export const WHAT = {
  'ai-generated': 'what.ai-generated',
  'ai-edited': 'what.ai-edited',
  captured: 'what.captured',
  other: 'what.other',
} as const satisfies Record<Exclude<OriginKind, 'unknown'>, Code>;

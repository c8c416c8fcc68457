const LONGEST = 200;

/**
 * A string out of a file, fit to be shown. Control characters could drive a terminal, and
 * bidirectional ones could turn a sentence around; both become spaces. Long strings are cut.
 */
export function plainText(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  const characters = [...visible.slice(0, LONGEST * 2)];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : visible;
}

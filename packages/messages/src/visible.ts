/**
 * What can drive a terminal or turn a line around, what is not seen or looks as its font likes, and marks that
 * stand on nothing: they would be drawn on what is before them. One character at a time: a run that is matched
 * whole takes memory for each of its characters.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?<![\p{L}\p{N}\p{M}])\p{M}/gu;

const byCodePoint = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/**
 * A path or a message, fit to be shown: what cannot be seen is spelled out as `\u{1b}`. Unlike plainText(),
 * which is for strings out of files, it cuts nothing and keeps two different paths different.
 *
 * @param spelled How a character is spelled out.
 */
export function visible(
  text: string,
  spelled: (character: string) => string = byCodePoint,
): string {
  return text.replace(UNSEEN, (character) => spelled(character));
}

/**
 * What can drive a terminal or turn a line around, what is not seen or looks as its font likes, and marks that
 * stand on nothing: they would be drawn on what is before them. One character at a time: a run that is matched
 * whole takes memory for each of its characters.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?<![\p{L}\p{N}\p{M}])\p{M}/gu;

/**
 * A path or a message, fit to be shown: what cannot be seen is spelled out as `\u{1b}`. Unlike the
 * sdk's plainText, which is for strings out of files, it keeps two different paths different.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/**
 * One line of NDJSON, harmless on a terminal: JSON.stringify leaves bidirectional and C1 control
 * characters as they are, and JSON lets any character be escaped without changing the value.
 */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  return `${json}\n`;
}

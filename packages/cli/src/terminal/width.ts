const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/gu;

/** Filled with blanks to a number of columns: characters of East Asia take two (Unicode TR #11). */
export function padded(text: string, columns: number): string {
  const wide = text.match(WIDE)?.length ?? 0;
  return text.padEnd(columns - wide);
}

const LONGEST = 200;
const LONGEST_NAME = 60;

/** Everything that is a quotation mark, or looks like one. */
const QUOTATION_MARKS = /[\p{Quotation_Mark}ʹ-ˈˊˋ˝ˮ˴-˶՚׳״′-‷❛-❠❮❯〃`´]/gu;

/**
 * A string out of a file, fit to be shown. Control characters could drive a terminal, and
 * bidirectional ones could turn a sentence around; both become spaces. Long strings are cut.
 */
export function plainText(text: string): string {
  return cut(text, LONGEST);
}

/**
 * A name out of a file within a sentence of ours. Between these quotation marks stands what the file
 * says and outside of them what we say: without them a signer could call itself "Example, a trusted
 * signer". 60 characters at most, unless `longest` says otherwise.
 */
export function quoted(name: string, longest: number = LONGEST_NAME): string {
  return `“${cut(name, longest).replace(QUOTATION_MARKS, "'")}”`;
}

function cut(text: string, longest: number): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  const characters = [...visible.slice(0, longest * 2)];
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : visible;
}

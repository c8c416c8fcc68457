import type { Reading } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';

/** A head of a page is shorter. */
const MOST_BYTES = 2 ** 16;

/** The longest value of the standard has some hundred. */
const MOST_LINE = 2000;

/**
 * The map `AIGC` in the YAML that stands at the head of a Markdown text. Only what the standard writes
 * there is read: a map of texts in lines of their own, or JSON. Anything else of YAML is handed on as it
 * is, to be judged as unreadable.
 */
export function readFrontMatter(bytes: Uint8Array, reading: Reading): void {
  const text = decodeText(bytes.subarray(0, MOST_BYTES)).replace(/^\ufeff/, '');
  if (!/^---[ \t]*\r?\n/.test(text)) return;
  const lines = text.split(/\r?\n/).slice(1);
  const end = lines.findIndex((line) => /^(?:---|\.\.\.)[ \t]*$/.test(line));
  if (end === -1) {
    // A line drawn at the head of a text is no front matter.
    if (bytes.length > MOST_BYTES) reading.cannotRead('front-matter', 'limit');
    return;
  }
  const at = lines.findIndex((line, i) => i < end && /^["']?AIGC["']?[ \t]*:/.test(line));
  if (at === -1) return;
  if (!reading.mayRead('front-matter', Math.min(bytes.length, MOST_BYTES))) return;
  const own = unquoted(lines[at]!.slice(lines[at]!.indexOf(':') + 1).trim());
  const below: string[] = [];
  for (const line of lines.slice(at + 1, end)) {
    if (!/^[ \t]/.test(line)) break;
    below.push(line);
  }
  const value = own === '' ? (asJson(below) ?? below.join('\n')) : [own, ...below].join('\n');
  reading.add('front-matter', 'front-matter', 'AIGC', value);
}

/** A text in single quotation marks, which JSON has none of. */
function unquoted(text: string): string {
  const isQuoted = text.length >= 2 && text.startsWith("'") && text.endsWith("'");
  return isQuoted ? text.slice(1, -1).replaceAll("''", "'") : text;
}

const ENTRY =
  /^[ \t]+["']?(\w+)["']?[ \t]*:[ \t]*(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'#&*!|>%@`{[][^#]*?))?[ \t]*(?:#.*)?$/;

/** Lines of `key: value` as one JSON object; null for lines that are none. */
function asJson(lines: readonly string[]): string | null {
  const entries: [string, string][] = [];
  for (const line of lines.filter((line) => line.trim() !== '')) {
    const match = line.length > MOST_LINE ? null : ENTRY.exec(line);
    if (match === null) return null;
    const [, key = '', double, single, plain] = match;
    const value = double?.replace(/\\(.)/g, '$1') ?? single?.replaceAll("''", "'") ?? plain ?? '';
    entries.push([key, value]);
  }
  return JSON.stringify(Object.fromEntries(entries));
}

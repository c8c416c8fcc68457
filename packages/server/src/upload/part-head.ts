import { malformed } from './multipart.ts';

/** What a part of a form says of itself. */
export interface PartHead {
  readonly name: string;
  /** Without folders; null: it is not said, '': no file was chosen. */
  readonly fileName: string | null;
  /** `text/plain` where none is said. */
  readonly mediaType: string;
}

const LINE = /^([^\s:]+):[ \t]*(.*)$/;
const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))\s*/y;
const MOST_NAME = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const CONTROLS = /[\0-\x1f\x7f]/;

/**
 * Reads the lines before a part's content. What is not understood is refused and never left out: the route would take
 * a form for whole that is not.
 *
 * @throws Problem REQUEST_MALFORMED.
 */
export function readPartHead(head: Buffer): PartHead {
  const lines = head
    .toString('utf8')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    if (line === '' && lines.length === 1) break;
    const [, name = '', value = ''] = LINE.exec(line) ?? [];
    if (name === '' || CONTROLS.test(value.replaceAll('\t', ' '))) {
      throw malformed('a part has a line before its content that is no header.');
    }
    const key = name.toLowerCase();
    if (headers.has(key)) throw malformed(`a part has two headers ${key}.`);
    headers.set(key, value);
  }
  const { name, fileName } = readDisposition(headers.get('content-disposition') ?? '');
  const mediaType = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  return { name, fileName, mediaType: mediaType || 'text/plain' };
}

function readDisposition(value: string): Pick<PartHead, 'name' | 'fileName'> {
  const [kind = ''] = /^[^;]*/.exec(value) ?? [];
  if (kind.trim().toLowerCase() !== 'form-data') {
    throw malformed('each part needs a header content-disposition: form-data with a name.');
  }
  const given = parametersOf(value, kind.length);
  const name = given.get('name') ?? '';
  if (name === '') throw malformed('a part has no name: give each field and file one.');
  if (name.length > MOST_NAME) throw malformed(`a name has more than ${MOST_NAME} characters.`);
  const extended = given.get('filename*');
  const fileName = extended === undefined ? (given.get('filename') ?? null) : decoded(extended);
  if (CONTROLS.test(`${name}${fileName}`)) {
    throw malformed('a name has a line break or another control character in it.');
  }
  return { name, fileName: fileName && withoutFolders(fileName) };
}

function parametersOf(value: string, from: number): Map<string, string> {
  const given = new Map<string, string>();
  let at = from;
  while (at < value.length) {
    PARAMETER.lastIndex = at;
    const found = PARAMETER.exec(value);
    if (found === null) break;
    const [text, name = '', quoted, bare] = found;
    const key = name.toLowerCase();
    if (given.has(key)) throw malformed(`a part has two ${key} in its content-disposition.`);
    given.set(key, quoted?.replace(/\\(["\\])/g, '$1') ?? bare ?? '');
    at += text.length;
  }
  if (!/^[;\s]*$/.test(value.slice(at))) {
    throw malformed('a content-disposition is not well-formed.');
  }
  return given;
}

/** RFC 8187. */
function decoded(value: string): string {
  const [, text] = /^utf-8'[^']*'(.*)$/i.exec(value) ?? [];
  try {
    if (text !== undefined) return decodeURIComponent(text);
  } catch {
    // Refused below.
  }
  throw malformed("a filename* must be in UTF-8, as in UTF-8''a%20b.png.");
}

function withoutFolders(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last === '.' || last === '..' ? '' : last;
}

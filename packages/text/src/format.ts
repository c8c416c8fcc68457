import type { TextMethod } from './location.ts';
import { latin1 } from './reference.ts';

/** How a comment of one line is written. */
export interface CommentSyntax {
  readonly prefix: string;
  /** Empty if the comment ends with its line. */
  readonly suffix: string;
}

/** How a manifest goes into a text of some kind. */
export interface TextFormat {
  readonly method: TextMethod;
  /** For `structured`, and null for the others. */
  readonly comment: CommentSyntax | null;
  /** Whether a text may begin with front matter (`---` or `+++`), where the block then stands. */
  readonly frontMatter: boolean;
}

const html: TextFormat = { method: 'html', comment: null, frontMatter: false };
const plain: TextFormat = { method: 'unstructured', comment: null, frontMatter: false };
const structured = (prefix: string, suffix = '', frontMatter = false): TextFormat => ({
  method: 'structured',
  comment: { prefix, suffix },
  frontMatter,
});
const hash = structured('#');
const slashes = structured('//');
const dashes = structured('--');
const semicolon = structured(';');
const percent = structured('%');
// The form that minifiers keep.
const block = structured('/*!', '*/');
const markdown = structured('<!--', '-->', true);
const markup = structured('<!--', '-->');
const note = structured('NOTE');

/**
 * By file name extension. Not here, for nothing can be added to them that their readers ignore: JSON
 * (no comments), PHP (what stands before `<?php` is output). SVG is an image (A.3.3).
 */
const BY_EXTENSION: ReadonlyMap<string, TextFormat | null> = new Map([
  ...of(html, 'html htm xhtml xht'),
  ...of(plain, 'txt text csv tsv tab log'),
  ...of(hash, 'yaml yml toml py pyi sh bash zsh fish rb pl pm r jl ex exs nim tcl ps1 properties'),
  ...of(slashes, 'js mjs cjs jsx ts mts cts tsx java c h cc cpp hpp cs go rs swift kt kts scala'),
  ...of(slashes, 'dart proto zig groovy gradle'),
  ...of(dashes, 'sql lua hs adb ads vhd vhdl elm'),
  ...of(semicolon, 'ini lisp el clj cljs scm asm'),
  ...of(percent, 'tex sty cls erl'),
  ...of(block, 'css scss less'),
  ...of(markdown, 'md markdown mkd'),
  ...of(markup, 'xml xsl xslt xsd rss atom vue'),
  ...of(note, 'vtt'),
  ...of(
    null,
    'json jsonl ndjson geojson topojson jsonld ipynb webmanifest har avsc map jsonc json5',
  ),
  ...of(null, 'php svg'),
]);

/** By media type. */
const BY_MEDIA_TYPE: ReadonlyMap<string, TextFormat | null> = new Map([
  ...of(html, 'text/html application/xhtml+xml'),
  ...of(plain, 'text/plain text/csv text/tab-separated-values'),
  ...of(hash, 'application/yaml text/yaml text/x-yaml application/x-yaml application/toml'),
  ...of(
    hash,
    'text/x-python text/x-shellscript application/x-sh text/x-sh text/x-ruby text/x-perl',
  ),
  ...of(slashes, 'text/javascript application/javascript text/typescript application/typescript'),
  ...of(slashes, 'text/x-c text/x-c++ text/x-java text/x-java-source text/x-go text/x-rust'),
  ...of(dashes, 'application/sql text/x-sql text/x-lua text/x-haskell'),
  ...of(percent, 'application/x-tex text/x-tex text/x-latex application/x-latex'),
  ...of(block, 'text/css'),
  ...of(markdown, 'text/markdown text/x-markdown'),
  ...of(markup, 'text/xml application/xml application/rss+xml application/atom+xml'),
  ...of(note, 'text/vtt'),
  ...of(null, 'application/json text/json text/x-php application/x-httpd-php image/svg+xml'),
]);

function* of<T>(format: T, names: string): Generator<[string, T]> {
  for (const name of names.split(' ')) yield [name, format];
}

/** Leading bytes of a text that {@link textFormatOf} looks at. */
const HEAD_LENGTH = 512;

/**
 * How a manifest goes into this text: C2PA 2.4 Annex A. A specific media type decides; where there is
 * none, or only `text/plain` or `application/octet-stream`, the file name; where both are missing, the
 * first bytes. What is not known to be anything else is plain text.
 *
 * A `--` is not allowed in a comment of XML 1.0, and every block has one: browsers and lenient readers
 * take such a file, strict XML parsers refuse it. Sign XML with a sidecar where these read it.
 *
 * @param text.mediaType parameters are ignored
 * @param text.fileName a name or a path
 * @param text.head the beginning of the text
 * @returns null if the kind of text has no place for a manifest: use a sidecar
 */
export function textFormatOf(text: {
  readonly mediaType?: string | undefined;
  readonly fileName?: string | undefined;
  readonly head?: Uint8Array | undefined;
}): TextFormat | null {
  const mediaType = text.mediaType?.replace(/;.*/s, '').trim().toLowerCase();
  const unspecific = !mediaType || mediaType === 'application/octet-stream';
  if (!unspecific && mediaType !== 'text/plain') {
    const known = BY_MEDIA_TYPE.get(mediaType);
    if (known !== undefined) return known;
    if (mediaType.endsWith('+json')) return null;
    if (/^application\/.+\+xml$/.test(mediaType)) return markup;
    return mediaType.startsWith('text/') ? plain : null;
  }
  const extension = /\.([^./\\]+)$/.exec(text.fileName ?? '')?.[1]?.toLowerCase();
  const named = extension === undefined ? undefined : BY_EXTENSION.get(extension);
  if (named !== undefined) return named;
  return unspecific && text.head !== undefined ? formatOfHead(text.head) : plain;
}

/** An object or a list, after comments as some readers allow them; `[1] A note` is none. */
const JSON_HEAD =
  /^\s*(?:(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)\s*)*(?:\{\s*(?:"[^"\n]*"\s*:|\}|\/[/*])|\[\s*(?:\{|\[|\]\s*$|(?:"[^"\n]*"|-?\d[\d.eE+-]*|true|false|null)\s*(?:,\s*[-\d"[{tfn]|\]\s*$)))/;

function formatOfHead(head: Uint8Array): TextFormat | null {
  if (looksLikeHtml(head)) return html;
  const text = headText(head);
  if (text.startsWith('<?xml')) return /<svg[\s>]/.test(text) ? null : markup;
  if (text.startsWith('<?php')) return null;
  if (text.startsWith('#!')) return hash;
  if (JSON_HEAD.test(text)) return null;
  return /^WEBVTT(?:[ \t\r\n]|$)/.test(text) ? note : plain;
}

/** Whether a text begins as HTML does, after white space, comments and an XML declaration. */
export function looksLikeHtml(head: Uint8Array): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head)[\s>]/i.test(
    headText(head),
  );
}

function headText(head: Uint8Array): string {
  return latin1(head.subarray(0, HEAD_LENGTH)).replace(/^\u00ef\u00bb\u00bf/, '');
}

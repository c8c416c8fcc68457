import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Embedding,
  hashedPieces,
  IllFormedTextError,
  locate,
  prepareEmbedding,
  prepareReference,
  strip,
  type TextFormat,
  textFormatOf,
} from '../src/index.ts';
import { TEXTS } from './texts.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const format = (fileName: string): TextFormat => {
  const found = textFormatOf({ fileName });
  if (found === null) throw new Error(`${fileName} has no format`);
  return found;
};
const store = Uint8Array.from({ length: 300 }, (_, i) => (i * i) & 0xff);
const b64 = Buffer.from(store).toString('base64');

/** All that must hold of a text that was signed, whatever it is. */
function checkRoundTrip(content: string | Uint8Array, name: string, bare: Uint8Array): Uint8Array {
  const embedding = prepareEmbedding(content, format(name));
  const { method } = embedding;
  const signed = embedding.assemble(store);
  const exclusion = embedding.exclusion(store.length);
  const location = locate(signed, method);
  if (location.state === 'absent') throw new Error(`not located: ${location.reason}`);
  expect(Buffer.from(location.credential.store!).equals(store)).toBe(true);
  expect(location.exclusion).toEqual(exclusion);
  // What is hashed when it is signed is what is hashed when it is verified.
  const hashed = Buffer.concat(embedding.hashed);
  expect(Buffer.concat([...hashedPieces(signed, exclusion, method)]).equals(hashed)).toBe(true);
  const stripped = strip(signed, method);
  expect(Buffer.from(stripped).equals(bare)).toBe(true);
  expect(locate(stripped, method).state).toBe('absent');
  // Signing it again replaces what it carries.
  const again = prepareEmbedding(signed, format(name)).assemble(store);
  expect(Buffer.from(again).equals(signed)).toBe(true);
  return signed;
}

const anyText = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.array(fc.constantFrom(...TEXTS), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => !/\p{Surrogate}/u.test(s)),
);

describe('plain text', () => {
  test('comes back as it was, from strings and from bytes', () => {
    fc.assert(
      fc.property(anyText, (content) => {
        const signed = checkRoundTrip(content, 'a.txt', utf8(content));
        const ofBytes = prepareEmbedding(utf8(content), format('a.txt')).assemble(store);
        expect(Buffer.from(ofBytes).equals(signed)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('is found in the middle of any other text, and what it covers with it', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (before, content, after) => {
        const signed = prepareEmbedding(content, format('a.txt'));
        const whole = Buffer.concat([utf8(before), signed.assemble(store), utf8(after)]);
        const location = locate(new Uint8Array(whole));
        // Selectors right behind a wrapper are in its run: it is longer then, and is not the same.
        if (/^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(after)) return;
        const { start, length } = signed.exclusion(store.length);
        const at = utf8(before).length;
        expect(location).toMatchObject({
          state: 'found',
          credential: { store },
          exclusion: { start: at + start, length },
        });
        const covered = new Uint8Array(whole.subarray(at, at + start + length));
        expect(
          Buffer.concat([...hashedPieces(covered, { start, length }, 'unstructured')]),
        ).toEqual(Buffer.concat(signed.hashed));
      }),
      { numRuns: 500 },
    );
  });

  test('the wrapper is as long as was said, whatever the store', () => {
    const embedding = prepareEmbedding('x', format('a.txt'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (any) => {
        const signed = embedding.assemble(any);
        const exclusion = embedding.exclusion(any.length);
        expect(signed.length).toBe(1 + exclusion.length);
        expect(locate(signed)).toMatchObject({
          state: 'found',
          credential: { store: any },
          exclusion,
        });
      }),
    );
  });

  test('two signed texts in one: none is located, and each can be', () => {
    const one = prepareEmbedding('One. ', format('a.txt')).assemble(store);
    const two = prepareEmbedding('Two.', format('a.txt')).assemble(store.subarray(1));
    const both = new Uint8Array(Buffer.concat([one, two]));
    const location = locate(both);
    expect(location).toMatchObject({ state: 'absent', reason: 'manifest.text.multipleWrappers' });
    expect(location.candidates.map(({ store }) => store)).toEqual([store, store.subarray(1)]);
    const [first] = location.candidates;
    const end = first!.range.start + first!.range.length;
    expect(locate(both.subarray(end))).toMatchObject({ state: 'found' });
    expect(text(strip(both))).toBe('One. Two.');
  });
});

describe('structured text', () => {
  const names = ['py', 'js', 'sql', 'ini', 'tex', 'css', 'md', 'xml', 'vtt', 'yaml'];
  // A text whose last line has no end gets one in WebVTT; one that ends in CR alone is refused.
  const lines = anyText.filter((s) => !s.endsWith('\r') && (!s.includes('\r') || s.includes('\n')));
  const begins = fc.constantFrom(
    ...['', '\ufeff', '#!/bin/sh\n', '<?xml version="1.0"?>\n', '<?xml version="1.0"?>'],
    ...['---\ntitle: x\n---\n', '\ufeff---\r\n---\r\n', '+++\na = 1\n+++\n', '---\nno: end\n'],
    ...['@charset "utf-8";\n', '# -*- coding: utf-8 -*-\n', 'WEBVTT\n\n', 'WEBVTT\r\n\r\n\r\n'],
    ...[
      '// swift-tools-version: 5.9\n',
      'WEBVTT x\nKind: y\n\n\n',
      '-----BEGIN C2PA MANIFEST-----\n',
    ],
  );
  test('comes back byte by byte, whatever it begins with', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), begins, lines, (name, begin, rest) => {
        const content = begin + rest;
        // Such a one gains a line end.
        if (name === 'vtt' && !content.endsWith('\n')) return;
        checkRoundTrip(content, `a.${name}`, utf8(content));
      }),
      { numRuns: 2000 },
    );
  });

  const uri = `data:application/c2pa;base64,${b64}`;
  const block = (prefix: string, suffix = '') =>
    `${prefix} -----BEGIN C2PA MANIFEST----- ${uri} -----END C2PA MANIFEST-----${suffix && ` ${suffix}`}`;
  const fenced = (eol: string) => `${block('#')}${eol}`;
  const comment = block('<!--', '-->');
  const cue = '00:00.000 --> 00:01.000\nHi.\n';
  test.each([
    ['first', 'a.py', 'import os\n', `${block('#')}\nimport os\n`],
    ['first, CRLF', 'a.js', 'a;\r\nb;\r\n', `${block('//')}\r\na;\r\nb;\r\n`],
    ['first, behind a byte order mark', 'a.sql', '\ufeffx', `\ufeff${block('--')}\nx`],
    ['in a comment that minifiers keep', 'a.css', 'a{}', `${block('/*!', '*/')}\na{}`],
    ['last, for a shebang is first', 'a.sh', '#!/bin/sh\nls', `#!/bin/sh\nls\n${block('#')}`],
    ['last, CRLF', 'a.sh', '#!/bin/sh\r\nls\r\n', `#!/bin/sh\r\nls\r\n\r\n${block('#')}`],
    [
      'last, for @charset is first',
      'a.css',
      '@charset "x";',
      `@charset "x";\n${block('/*!', '*/')}`,
    ],
    [
      'last, for the coding is in one of two lines',
      'a.py',
      '\n# coding=x\n',
      `\n# coding=x\n\n${block('#')}`,
    ],
    ['after a declaration', 'a.xml', '<?xml?>\n<a/>', `<?xml?>\n${comment}\n<a/>`],
    [
      'last, for the declaration has no line of its own',
      'a.xml',
      '<?xml?><a/>',
      `<?xml?><a/>\n${comment}`,
    ],
    ['first without a declaration', 'a.xml', '<a/>', `${comment}\n<a/>`],
    ['in front matter', 'a.md', '---\nt: 1\n---\nx', `---\n${fenced('\n')}t: 1\n---\nx`],
    ['in front matter, CRLF', 'a.md', '---\r\n---\r\n', `---\r\n${fenced('\r\n')}---\r\n`],
    ['in front matter of TOML', 'a.md', '+++\n+++\n', `+++\n${fenced('\n')}+++\n`],
    ['in front matter that dots end', 'a.md', '---\n...\n', `---\n${fenced('\n')}...\n`],
    ['last, for a rule is no front matter', 'a.md', '---\nx\n', `---\nx\n\n${comment}`],
    [
      'first, for YAML has documents',
      'a.yaml',
      '---\na: 1\n---\n',
      `${block('#')}\n---\na: 1\n---\n`,
    ],
    [
      'behind the header of WebVTT',
      'a.vtt',
      `WEBVTT\n\n\n${cue}`,
      `WEBVTT\n\n${block('NOTE')}\n\n${cue}`,
    ],
    [
      'last in WebVTT, for it needs a blank line',
      'a.vtt',
      `WEBVTT\n\n${cue}`,
      `WEBVTT\n\n${cue}\n${block('NOTE')}`,
    ],
    [
      'last in WebVTT, whose last line gets an end',
      'a.vtt',
      `WEBVTT\n\n${cue.trim()}`,
      `WEBVTT\n\n${cue}\n${block('NOTE')}`,
    ],
    ['alone', 'a.py', '', `${block('#')}\n`],
  ])('the block is %s', (_, name, content, signed) => {
    const embedding = prepareEmbedding(content, format(name));
    expect(text(embedding.assemble(store))).toBe(signed);
    const located = locate(utf8(signed), 'structured');
    expect(located).toMatchObject({ exclusion: embedding.exclusion(store.length) });
  });

  test('lines that end in CR alone are refused', () => {
    for (const content of ['a\rb', 'a\nb\r']) {
      expect(() => prepareEmbedding(content, format('a.py'))).toThrow(IllFormedTextError);
    }
  });

  test('credentials within credentials are refused', () => {
    const inner = prepareEmbedding('', format('a.py')).assemble(store);
    const nested = `-----BEGIN C2PA MANIFEST-----\n${text(inner)}a.c2pa\n-----END C2PA MANIFEST-----`;
    expect(() => prepareEmbedding(nested, format('a.py'))).toThrow(IllFormedTextError);
  });
});

function fits(embedding: Embedding, storeLength: number): boolean {
  try {
    return embedding.exclusion(storeLength).length > 0;
  } catch {
    return false;
  }
}

describe('HTML', () => {
  const script = `<script type="application/c2pa">${b64}</script>`;
  test.each([
    ['<html><head><title>T</title>', '</head><body></body></html>'],
    ['\ufeff<!doctype html>\r\n<HTML lang=de>\r\n<Head>\r\n', '</HEAD>'],
    ['<head><title></head></title>', '</head>'],
    ['<head><!-- </head> --><style></head></style>', '</head>'],
    ['<head>', ''],
    ['<head><meta charset=utf-8><title>T</title>', '<body>'],
    ['<!doctype html><meta charset=utf-8><title>T</title>', '<p>Text'],
    ['<!-- c --><!doctype html><html>', '<!-- c --><body>'],
    ['<!doctype html>', '\nText'],
    ['', 'Text <b>only'],
    ['', ''],
    ['<head><meta name=a content="日本語 é">', '</head>'],
    ['<head><title>\xff</title>', '</head>'],
    ['<head><link rel=x>', '<title>never ends'],
    [
      '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title>',
      '</head>',
    ],
    // The parser takes the end tag for that of the head, and it is in the template.
    ['<head>', '<template></head>'],
  ])('the script is the last of the head: %j | %j', (before, after) => {
    const signed = checkRoundTrip(before + after, 'a.html', utf8(before + after));
    expect(text(signed)).toBe(before + script + after);
  });

  test('comes back byte by byte, in any encoding, whatever stands in it', () => {
    const part = fc.constantFrom(
      ...[
        '<!doctype html>',
        '<html>',
        '<head>',
        '</head>',
        '<body>',
        '</body>',
        '<title>',
        '</title>',
      ],
      ...[
        '<script>',
        '</script>',
        '<!--',
        '-->',
        '<style>',
        '</style>',
        '<template>',
        '</template>',
      ],
      ...[
        '<meta charset=x>',
        '<p>',
        ' ',
        '\r\n',
        'x',
        '\ufeff',
        '<noscript>',
        '</noscript>',
        '<link',
        '>',
      ],
      ...[
        '<table>',
        '<svg>',
        '<frameset>',
        '"',
        "'",
        '=',
        '/',
        '&',
        '<',
        '<?x?>',
        '</html>',
        '\0',
        'é',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const bare = Uint8Array.from(Buffer.from(parts.join(''), 'latin1'));
        checkRoundTrip(bare, 'a.html', bare);
      }),
      { numRuns: 2000 },
    );
  });

  test('a head over its limit is refused, and so is a store that would make it so', () => {
    const long = `<head><style>${' '.repeat(2 ** 22)}</style></head>`;
    expect(() => prepareEmbedding(long, format('a.html'))).toThrow(IllFormedTextError);
    const embedding = prepareEmbedding('<head></head>', format('a.html'));
    expect(() => embedding.exclusion(2 ** 22)).toThrow(RangeError);
    expect(() => embedding.assemble(new Uint8Array(2 ** 22))).toThrow(RangeError);
    // As much as there is room for, before a body that must still be reached.
    for (const page of ['<head></head><body>', '\ufeff<p>']) {
      const full = prepareEmbedding(page, format('a.html'));
      let most = 3 * 2 ** 20;
      while (!fits(full, most)) most -= 3;
      const location = locate(full.assemble(new Uint8Array(most)), 'html');
      expect(location.state === 'found' && location.exclusion).toEqual(full.exclusion(most));
    }
  });
});

describe('strip', () => {
  test('takes two blocks in a row at the end, which share a line terminator', () => {
    const line = '# -----BEGIN C2PA MANIFEST----- m.c2pa -----END C2PA MANIFEST-----';
    for (const end of ['', '\n', '\r\n']) {
      expect(text(strip(utf8(`a\n${line}\n${line}${end}`)))).toBe('a\n');
    }
    expect(text(strip(utf8(`a\n${line}\nb\n${line}`)))).toBe('a\nb');
  });

  test('gives a text without a credential back as it is', () => {
    const bytes = utf8('a\n');
    expect(strip(bytes)).toBe(bytes);
  });
});

describe('prepareReference', () => {
  test('a link in HTML, with nothing excluded', () => {
    const reference = 'https://example.com/m?a=1&b=2';
    const page = '<head><title>T</title></head><body>';
    const { bytes, exclusion, hashed } = prepareReference(page, format('a.html'), reference);
    expect(text(bytes)).toBe(
      '<head><title>T</title><link rel="c2pa-manifest" href="https://example.com/m?a=1&amp;b=2" type="application/c2pa"></head><body>',
    );
    expect(exclusion).toBe(null);
    expect(hashed).toEqual([bytes]);
    expect(locate(bytes, 'html')).toMatchObject({ credential: { reference }, exclusion });
    expect(text(strip(bytes))).toBe(page);
  });

  test('a block in other texts, which is excluded', () => {
    const { bytes, exclusion, hashed } = prepareReference('x\n', format('a.py'), 'm.c2pa');
    const line = '# -----BEGIN C2PA MANIFEST----- m.c2pa -----END C2PA MANIFEST-----\n';
    expect(text(bytes)).toBe(`${line}x\n`);
    expect(exclusion).toEqual({ start: 0, length: line.length });
    expect(text(Buffer.concat(hashed))).toBe('x\n');
    expect(locate(bytes)).toMatchObject({ credential: { reference: 'm.c2pa' }, exclusion });
  });

  test('refuses what is no reference, or would end the comment', () => {
    const refused = [
      '',
      'a b',
      'a"b',
      'é',
      '%zz',
      'data:application/c2pa;base64,AAAA',
      'a'.repeat(8193),
    ];
    for (const reference of refused) {
      expect(() => prepareReference('x', format('a.html'), reference)).toThrow(RangeError);
    }
    expect(() => prepareReference('x', format('a.css'), 'a*/b')).toThrow(RangeError);
    expect(() => prepareReference('x', format('a.txt'), 'm.c2pa')).toThrow(RangeError);
  });
});

describe('what cannot be signed', () => {
  test.each(['a.txt', 'a.py', 'a.html'])('%s: lone surrogates and UTF-16', (name) => {
    for (const content of ['a\ud800', '\udc00a', Uint8Array.of(0xff, 0xfe, 0x61, 0)]) {
      expect(() => prepareEmbedding(content, format(name))).toThrow(IllFormedTextError);
    }
    expect(() => prepareEmbedding(7 as never, format(name))).toThrow(TypeError);
    expect(() => prepareEmbedding('x', format(name)).assemble([] as never)).toThrow(TypeError);
  });

  test('bytes that are not UTF-8, as plain text', () => {
    expect(() => prepareEmbedding(Uint8Array.of(0x61, 0xff), format('a.txt'))).toThrow(
      IllFormedTextError,
    );
  });
});

describe('hashedPieces', () => {
  test('composes over the place of the exclusion', () => {
    const bytes = utf8('acut\u0301');
    const pieces = [...hashedPieces(bytes, { start: 1, length: 3 }, 'unstructured')];
    expect(text(Buffer.concat(pieces))).toBe('á');
  });

  test('leaves HTML and structured text as they are', () => {
    const bytes = utf8('acut\u0301');
    for (const method of ['html', 'structured'] as const) {
      const pieces = [...hashedPieces(bytes, { start: 1, length: 3 }, method)];
      expect(text(Buffer.concat(pieces))).toBe('a\u0301');
    }
  });

  test.each([
    { start: -1, length: 1 },
    { start: 0, length: -1 },
    { start: 0.5, length: 1 },
    { start: 4, length: 1 },
    { start: 0, length: Number.NaN },
    { start: 1, length: Number.MAX_SAFE_INTEGER },
  ])('an exclusion outside of the text is a RangeError: %j', (exclusion) => {
    expect(() => [...hashedPieces(utf8('abcd'), exclusion, 'html')]).toThrow(RangeError);
  });
});

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { useWorkspace } from './folders.ts';

const workspace = useWorkspace();
let folder: string;
let counter = 0;

beforeEach(async () => {
  folder = workspace.at(`text-${counter++}`);
  await mkdir(folder);
});

const run = (args: readonly string[], stdin?: Uint8Array) =>
  provenance(folder, args, stdin ? { stdin } : {});
const write = (name: string, text: string) => writeFile(join(folder, name), text);
const read = (name: string) => readFile(join(folder, name), 'utf8');
const verified = async (...args: string[]) =>
  json((await run(['verify', '--json', ...args])).stdout)[0];

/** With something that can be seen in each, to be changed: and that does not stand in base64 by chance. */
const FILES: readonly (readonly [name: string, text: string, seen: string])[] = [
  ['plain.txt', 'Plain text, with an é and a 🎉.\n', 'text'],
  ['table.csv', 'a,b\r\n1,2\r\n', '1,2'],
  ['page.md', '# A title\n\nA paragraph.\n', 'paragraph'],
  ['front.md', '---\ntitle: x\n---\n\n# A title\n', 'A title'],
  [
    'page.html',
    '<!doctype html>\n<html><head><title>x</title></head><body>x</body></html>\n',
    '>x</body',
  ],
  ['feed.xml', '<?xml version="1.0"?>\n<a>b</a>\n', '>b<'],
  ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>\n', 'M0 0'],
  ['style.css', 'p { color: red }\n', ': red'],
  ['script.js', 'console.log(1);\n', 'log(1)'],
  ['typed.ts', 'export const a: number = 1;\n', 'a: number'],
  ['tool.py', '#!/usr/bin/env python3\nprint(1)\n', 'print(1)'],
  ['captions.vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nhi\n', '\nhi'],
  ['query.rs', 'fn main() {}\n', 'fn main'],
];

/** Where other programs would take the credential for something else. */
const NOTES: Readonly<Record<string, RegExp>> = {
  'feed.xml': /^note: strict XML parsers/,
  'table.csv': /^note: Programs read the credential at its end as one more row/,
  'query.rs': /^note: Programs that read this kind of file see the credential at its end/,
};

describe.each(FILES)('%s', (name, text, seen) => {
  test('is signed, verified, inspected, and found out when it is changed', async () => {
    await write(name, text);
    const signed = name.replace('.', '.signed.');
    const ran = await run(['sign', name, '--model', 'm']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(NOTES[name] ?? /^$/);
    expect(await verified(signed)).toMatchObject({ exitCode: 0, c2pa: { state: 'Trusted' } });
    expect((await run(['inspect', '--certs', signed])).stdout).toContain('BEGIN CERTIFICATE');
    const again = await run(['sign', signed, '--model', 'm']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('CREDENTIAL_PRESENT');
    const changed = (await read(signed)).replace(seen, seen.toUpperCase().replace(/[0-9]/, '7'));
    await write(signed, changed);
    expect(await verified(signed)).toMatchObject({ exitCode: 1, c2pa: { state: 'Invalid' } });
  });
});

test('JSON has no place for a credential, but a sidecar beside it', async () => {
  await write('data.json', '{"a":1}\n');
  const refused = await run(['sign', 'data.json']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--sidecar');
  expect((await run(['sign', 'data.json', '--sidecar'])).code).toBe(0);
  expect(await readdir(folder)).toEqual(['data.c2pa', 'data.json']);
  expect((await verified('data.json')).exitCode).toBe(3);
  expect((await verified('data.json', '--manifest', 'data.c2pa')).exitCode).toBe(0);
  await write('data.json', '{"a":2}\n');
  expect((await verified('data.json', '--manifest', 'data.c2pa')).exitCode).toBe(1);
});

test('standard input is plain text unless --type says what it is', async () => {
  const markdown = new TextEncoder().encode('# A title\n');
  const plain = await run(['sign', '-', '--model', 'm'], markdown);
  expect(plain.code).toBe(0);
  expect(plain.stdout.startsWith('# A title\n\ufeff')).toBe(true);
  const typed = await run(['sign', '-', '--type', 'text/markdown', '--model', 'm'], markdown);
  expect(typed.stdout.startsWith('# A title\n\n<!-- -----BEGIN C2PA MANIFEST')).toBe(true);
  for (const { bytes } of [plain, typed]) {
    expect((await run(['verify', '-q', '-'], bytes)).code).toBe(0);
  }
  expect((await run(['sign', '-', '--type', 'text'], markdown)).code).toBe(2);
});

test('mark signs a text, and says that it has no watermark', async () => {
  await write('a.txt', 'text\n');
  const ran = await run(['mark', 'a.txt', '--model', 'm', '--json']);
  expect(json(ran.stdout)[0]).toMatchObject({ watermark: null, unmarked: 'not-a-picture' });
  expect(await verified('a.marked.txt')).toMatchObject({ exitCode: 0, watermark: null });
  expect((await run(['mark', 'a.txt', '-o', 'b.txt', '--require-mark'])).code).toBe(1);
});

test('a text that is no text is an error with a code of its own', async () => {
  await writeFile(join(folder, 'bad.txt'), Uint8Array.of(0x61, 0xff, 0x62));
  const ran = await run(['sign', 'bad.txt']);
  expect(ran.code).toBe(10);
  expect(ran.stderr).toContain('TEXT_MALFORMED');
  expect((await verified('bad.txt')).c2pa).toMatchObject({ state: 'NoManifest' });
});

test('a folder of texts', async () => {
  await mkdir(join(folder, 'in'));
  for (const [name, text] of FILES.filter(([name]) => !name.endsWith('.rs'))) {
    await write(join('in', name), text);
  }
  await write(join('in', 'settings.json'), '{}');
  await write(join('in', 'Makefile'), 'all:\n');
  const signed = await run(['sign', 'in', '-o', 'out', '--model', 'm']);
  expect(signed.code).toBe(0);
  expect(lines(signed.stdout)).toHaveLength(FILES.length - 1);
  const { code, stdout } = await run(['verify', 'out', '--json']);
  expect(code).toBe(0);
  expect(json(stdout)).toHaveLength(FILES.length - 1);
});

describe('copied into another text', () => {
  test('it is found there, and the rest is not covered by it', async () => {
    await write('a.txt', 'An answer.\nOf two lines.\n');
    await run(['sign', 'a.txt', '--model', 'm']);
    const before = 'Ann wrote:\n\n';
    const answer = await read('a.signed.txt');
    await write('mail.txt', `${before}${answer}\n\nRegards\n`);
    const report = await verified('mail.txt');
    expect(report).toMatchObject({
      exitCode: 7,
      summary: { status: 'part' },
      verdict: { integrity: 'unverifiable', trust: 'none', origin: { kind: 'unknown' } },
      c2pa: { state: 'Invalid' },
      parts: [
        {
          start: before.length,
          length: Buffer.byteLength(answer),
          lines: [3, 5],
          verdict: { integrity: 'intact', trust: 'trusted', origin: { kind: 'ai-generated' } },
          c2pa: { state: 'Trusted' },
        },
      ],
    });
    const { stdout } = await run(['verify', '-v', 'mail.txt']);
    expect(stdout).toMatch(/Parts +Lines 3 to 5 of the text \(bytes 12 to/);
    expect(stdout).not.toMatch(/Failed|does not hold/);
  });

  test('a change within it is a change', async () => {
    await write('a.txt', 'An answer.\n');
    await run(['sign', 'a.txt', '--model', 'm']);
    const answer = await read('a.signed.txt');
    await write('mail.txt', `Ann wrote:\n${answer.replace('answer', 'ansvver')}\nRegards\n`);
    const report = await verified('mail.txt');
    expect(report).toMatchObject({ exitCode: 1, parts: [], c2pa: { state: 'Invalid' } });
    expect(report.verdict.integrity).not.toBe('intact');
  });

  test('of several, each is found', async () => {
    for (const name of ['a.txt', 'b.txt']) {
      await write(name, `Answer ${name}`);
      await run(['sign', name, '--model', name]);
    }
    const [a, b] = [await read('a.signed.txt'), await read('b.signed.txt')];
    await write('talk.txt', `one\n${a}\ntwo\n${b.replace('Answer', 'Altered')}\nthree\n${b}`);
    const { exitCode, verdict, parts } = await verified('talk.txt');
    expect(exitCode).toBe(7);
    expect(verdict.integrity).toBe('unverifiable');
    expect(parts.map(({ lines }: { lines: number[] }) => lines)).toEqual([
      [2, 2],
      [6, 6],
    ]);
    const models = parts.map(
      (part: { verdict: { origin: { model: string } } }) => part.verdict.origin.model,
    );
    expect(models).toEqual(['a.txt', 'b.txt']);
  });
});

describe('saved anew by a program', () => {
  const utf16 = (text: string) => `\ufeff${text}`;
  test.each<[string, (text: string) => string | Buffer, readonly string[]]>([
    ['one line end more', (text) => `${text}\n`, ['blanks']],
    ['blanks behind it', (text) => `${text}   `, ['blanks']],
    ['blanks behind a line', (text) => text.replace('lines.\n', 'lines. \t\n'), ['blanks']],
    ['a byte order mark', (text) => `\ufeff${text}`, ['byte-order-mark']],
    ['other line ends', (text) => text.replaceAll('\n', '\r\n'), ['line-ends']],
    ['UTF-16', (text) => Buffer.from(utf16(text), 'utf16le'), ['encoding']],
  ])('%s is told, and all else counts', async (_, change, differs) => {
    await write('a.txt', 'An answer.\nOf two lines.\nà\n');
    await run(['sign', 'a.txt', '--model', 'm']);
    const changed = change(await read('a.signed.txt'));
    await writeFile(join(folder, 'saved.txt'), changed);
    const report = await verified('saved.txt');
    expect(report).toMatchObject({
      exitCode: 7,
      summary: { status: 'reformatted' },
      verdict: {
        integrity: 'reformatted',
        trust: 'trusted',
        origin: { kind: 'ai-generated', model: 'm' },
      },
      policy: { met: false, unmet: 'integrity' },
      parts: [{ start: 0, length: Buffer.byteLength(changed), differs }],
    });
    expect((await run(['verify', '-v', 'saved.txt'])).stdout).not.toMatch(/Failed|does not hold/);
  });

  test.each([
    ['a word', (text: string) => text.replace('two', 'ten')],
    ['a blank within a line', (text: string) => text.replace('two', ' two')],
  ])('%s is no such change', async (_, change) => {
    await write('a.txt', 'An answer.\nOf two lines.\n');
    await run(['sign', 'a.txt', '--model', 'm']);
    await write('saved.txt', `${change(await read('a.signed.txt'))}\n`);
    expect(await verified('saved.txt')).toMatchObject({ exitCode: 1, parts: [] });
  });

  test.each([
    ['Latin-1', Buffer.from('caf\xe9 na\xefve\n', 'latin1'), 'Latin-1'],
    ['UTF-16', Buffer.from('\ufeffwords\n', 'utf16le'), 'UTF-16'],
  ])('what is in %s and has no credential is said to be so', async (_, bytes, name) => {
    await writeFile(join(folder, 'other.txt'), bytes);
    expect(await verified('other.txt')).toMatchObject({
      exitCode: 10,
      verdict: {
        unchecked: [
          { what: 'credential', why: 'format' },
          { what: 'text-watermark', why: 'no-key' },
        ],
      },
    });
    expect((await run(['verify', 'other.txt'])).stdout).toContain(name);
  });

  /** Each character in so many bytes. */
  const written = (text: string, bytes: 2 | 4, isBig: boolean) =>
    Buffer.concat(
      Array.from(text, (character) => {
        const unit = Buffer.alloc(bytes);
        const code = character.codePointAt(0) ?? 0;
        if (isBig) unit.writeUIntBE(code, 0, bytes);
        else unit.writeUIntLE(code, 0, bytes);
        return unit;
      }),
    );

  test.each(
    (['txt', 'md', 'html', 'json', 'vtt'] as const).flatMap((kind) =>
      [2, 4].flatMap((bytes) =>
        [false, true].flatMap((isBig) =>
          (bytes === 4 ? ['', '\ufeff'] : ['']).map((mark) => [kind, bytes, isBig, mark] as const),
        ),
      ),
    ),
  )(
    'a signed .%s in %i bytes a character (big: %s, mark: %j) could not be read',
    async (kind, bytes, isBig, mark) => {
      const carries = kind === 'md' || kind === 'html';
      await write(`a.${kind}`, kind === 'html' ? '<!doctype html><p>An answer.\n' : 'An answer.\n');
      if (carries) await run(['sign', `a.${kind}`, '--model', 'm', '-o', `s.${kind}`]);
      const text = String(await read(`${carries ? 's' : 'a'}.${kind}`));
      const file = `saved.${kind}`;
      await writeFile(join(folder, file), written(mark + text, bytes as 2 | 4, isBig));
      expect(await verified(file)).toMatchObject({
        exitCode: 10,
        c2pa: { reason: `text.utf${bytes * 8}` },
        verdict: { unchecked: expect.arrayContaining([{ what: 'credential', why: 'format' }]) },
      });
      const told = (await run(['verify', file])).stdout;
      expect(told).toContain(`the text is in UTF-${bytes * 8}`);
      expect(told).not.toContain('Nothing was found');
    },
  );

  test('a zero in a text is of another encoding, or damage', async () => {
    await writeFile(
      join(folder, 'other.md'),
      'A longer line of plain text, with one\0zero in it.\n',
    );
    expect(await verified('other.md')).toMatchObject({
      exitCode: 10,
      c2pa: { reason: 'text.notUtf8' },
    });
  });
});

describe('JSON, which has no place for a credential', () => {
  const text = '{ "name": "x" }\n';

  test.each(['app.webmanifest', 'settings', 'data.unknown'])(
    'is refused under the name %s, and not broken',
    async (name) => {
      await write(name, text);
      const ran = await run(['sign', name, '--model', 'm', '-o', 'out']);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('CREDENTIAL_NOT_CARRIED');
      expect(await readdir(folder)).toEqual([name]);
    },
  );

  test('is refused from standard input', async () => {
    const ran = await run(['sign', '-', '--model', 'm'], Buffer.from(text));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('CREDENTIAL_NOT_CARRIED');
  });
});

test('too much on standard input is said to be more than the limit, where counting ended', async () => {
  const ran = await run(['verify', '-', '--max-bytes', '10'], Buffer.alloc(100, 'a'));
  expect(ran.code).toBe(10);
  expect(ran.stdout).toContain('more than 10 bytes');
});

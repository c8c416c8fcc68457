import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { textured, useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const empty = useEmptyFolder();
const run = (...args: string[]) => provenance(workspace.path, [...args, '--lang', 'ja']);

beforeAll(async () => {
  await workspace.write('art.png', await textured(1, 384));
  await provenance(workspace.path, ['mark', 'art.png', '--model', 'm', '--request-id', 'r-1']);
  const marked = await workspace.read('art.marked.png');
  await workspace.write('stripped.jpg', await sharp(marked).jpeg({ quality: 80 }).toBuffer());
  await workspace.write('plain.png', await textured(901, 384));
}, 60_000);

/** Three words of English in a row are a sentence that nobody translated: what is quoted is a name of the file's. */
const ENGLISH = /(?<![\w`-])[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/;
const JAPANESE = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u;

const untranslated = (text: string) =>
  text
    .replace(/「[^」]*」|`[^`]*`|provenance [a-z]+ .*|原因（英語）.*|詳細（英語）.*/g, '')
    .split('\n')
    .filter((line) => ENGLISH.test(line));

describe('a person who asks for Japanese reads Japanese', () => {
  test.each<[string, ...string[]]>([
    ['verify', 'art.marked.png'],
    ['verify', 'art.marked.png', '-v'],
    ['verify', 'art.marked.png', 'plain.png'],
    ['inspect', 'art.marked.png', '--certs'],
    ['inspect', 'art.marked.png', '--tree'],
    ['inspect', 'art.marked.png', '-o', 'resources'],
    ['trace', 'art.marked.png'],
    ['trace', 'stripped.jpg'],
    ['trace', 'plain.png'],
    ['trace', 'art.marked.png', '--receipt', 'receipt.json'],
    ['trace', '--check', 'receipt.json'],
    ['detect', 'stripped.jpg', 'plain.png'],
    ['embed', 'plain.png', '-o', 'embedded.png'],
    ['embed', 'art.marked.png', '-o', 'no.png'],
    ['mark', 'plain.png', '-o', 'plain.marked.png', '--model', 'm'],
    ['sign', 'plain.png', '-o', 'plain.signed.png', '--parent', 'art.marked.png'],
    ['sign', 'plain.png', '--hash-prompt', 'p', '-o', 'hashed.png'],
    ['registry', 'stats'],
    ['registry', 'search', '--request-id', 'nothing'],
    ['registry', 'report', '--from', '2000-01-01', '--to', '2999-01-01'],
    ['registry', 'export', '-o', 'records.cbor'],
    ['registry', 'deliver'],
    ['registry', 'prune', '--yes'],
    ['log', 'verify'],
    ['log', 'head', '-o', 'log.head'],
    ['doctor'],
    ['trust', 'list'],
    ['trust', 'pin', 'c2pa'],
    ['trust', 'update', 'c2pa', '--from', 'photo.jpg'],
    ['trust-folder', '--list'],
    ['keys', 'development', '-o', 'keys'],
    ['keys', 'watermark', '-o', 'new.key'],
    ['keys', 'check', '.provenance/development-signer.pem'],
    ['keys', 'show', '.provenance/development-signer.pem'],
    ['token', 'create', '--name', 'pipeline', '--scope', 'mark'],
    ['token', 'list'],
    ['token', 'revoke', '00000000'],
    ['init', '--yes'],
    ['verify', 'https://example.com/a.jpg'],
    ['verify', 'missing.jpg'],
    ['sign', 'plain.png', 'art.png', '-o', 'photo.jpg'],
    ['mark', 'plain.png', '--signer-key', 'x'],
  ])('%s %s %s', async (...args) => {
    const { stdout, stderr } = await run(...args.filter((each) => each !== undefined));
    expect(untranslated(stdout + stderr)).toEqual([]);
    expect(stdout + stderr).toMatch(JAPANESE);
  });

  test('from the locale too', async () => {
    const env = { LANG: 'ja_JP.UTF-8' };
    const ran = await provenance(empty.path, ['trace', 'missing.jpg'], { env });
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(JAPANESE) });
    const asked = await provenance(empty.path, ['trace', 'missing.jpg', '--lang', 'en'], { env });
    expect(asked.stderr).not.toMatch(JAPANESE);
  });

  test('the flag counts wherever it stands', async () => {
    for (const args of [
      ['--lang', 'ja', 'registry', 'stats'],
      ['registry', '--lang', 'ja', 'stats'],
      ['registry', 'stats', '--lang', 'ja'],
    ]) {
      expect((await provenance(workspace.path, args)).stdout).toContain('記録');
    }
  });

  test('JSON keeps its codes', async () => {
    const [line] = json((await run('trace', 'stripped.jpg', '--json')).stdout);
    expect(line).toMatchObject({ schema: 'provenance.trace/1', records: [{ by: 'watermark' }] });
    const [log] = json((await run('log', 'verify', '--json')).stdout);
    expect(log).toMatchObject({ verified: true, problems: [] });
  });
});

test('sentences stand in the catalogue, and none in a command', () => {
  const source = fileURLToPath(new URL('../src/', import.meta.url));
  // What commander prints beside its own English: help, and what is wrong with the value of a flag.
  // Scripts of shells are code.
  const help = /^program\/|^terminal\/exit-code\.ts$|^commands\/completion\.ts$/;
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !help.test(name),
  );
  const found = files.flatMap((name) => {
    const code = readFileSync(join(source, name), 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      .replace(/const detail = [^;]*;|const UNPACKED = [^;]*;/g, '')
      // A list's name, as a publisher gives it.
      .replace(/name: '[^']*'/g, '')
      // An error's details are for developers, and shown as such.
      .replace(
        /(ProvenanceError|TypeError|DOMException|malformed|invalid|failed)\([\s\S]*?\);/g,
        '',
      )
      // `worker` answers a program, in the words of its protocol.
      .replace(/(RequestError|wrong)\([\s\S]*?\);/g, '');
    return [...code.matchAll(/'[^'\n]*'|`[^`]*`/g)]
      .map(([literal]) => literal.replace(/\$\{[^}]*\}/g, ''))
      .filter((literal) => /[a-z]{2,},? [a-z]{2,} [a-z]{2,}/.test(literal))
      .filter((literal) => !/^['`] *provenance |\n/.test(literal))
      .map((literal) => `${name}: ${literal}`);
  });
  expect(found).toEqual([]);
});

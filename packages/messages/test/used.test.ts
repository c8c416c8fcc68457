import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, type ErrorCode } from '@provenance/content';
import { CATALOGUE } from '@provenance/messages';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../../', import.meta.url));
/** Looked up by codes that come from files, errors and the specification. */
const LOOKED_UP = /^(status|reason|error|remedy|action\.c2pa|evidence\.label|log\.problem)\./;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|html)$/.test(path) ? [readFileSync(path, 'utf8')] : [];
  });
}

const rooms = readdirSync(packages).filter((room) => room !== 'messages');
const text = rooms.flatMap((room) => sources(join(packages, room, 'src'))).join('\n');

test('every message is said somewhere', () => {
  const codes = Object.keys(CATALOGUE).filter((code) => !LOOKED_UP.test(code));
  expect(
    codes.filter((code) => !text.includes(`'${code}'`) && !text.includes(`="${code}"`)),
  ).toEqual([]);
});

test('who is told to see the cause has one to see', () => {
  const thrown = [...text.matchAll(/new ProvenanceError\(\s*'(\w+)'([^;]*);/g)];
  expect(thrown.length).toBeGreaterThan(100);
  const inVain = thrown.flatMap(([call, code = '', rest = '']) => {
    const [, remedy] = ERROR_CODES[code as ErrorCode];
    return /\bcause\b/.test(remedy) && !/\bcause\b/.test(rest) ? [call] : [];
  });
  expect(inVain).toEqual([]);
});

test.each(['evidence', 'judge'])('the words are here, and none in sdk/src/%s', (folder) => {
  const code = sources(join(packages, 'sdk/src', folder))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    // A caller's mistake is told to who wrote the call.
    .replace(/throw new TypeError\([^;]*;/g, '');
  const literals = [...code.matchAll(/'[^'\n]*'|`[^`]*`/g)].map(([text]) => text);
  const words = literals.filter((text) => /[a-z][,.:;]? /i.test(text.replace(/\$\{[^}]*\}/g, '')));
  expect(words).toEqual([]);
});

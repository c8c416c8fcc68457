import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/program/program.ts';
import { provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';

const folder = useEmptyFolder();

type Command = ReturnType<typeof createProgram>;

const nowhere = { isTTY: false, write: async () => {} };
const program = createProgram(
  { stdout: nowhere, stderr: nowhere, env: {}, language: 'en' } as never,
  { print: () => {}, done: () => {}, speak: () => {} },
);

/** Every command, by the words that lead to it. */
function pathsOf(command: Command): string[][] {
  return command.commands.flatMap((each) => [
    [each.name()],
    ...pathsOf(each).map((path) => [each.name(), ...path]),
  ]);
}
const COMMANDS = pathsOf(program);

const commandOf = (path: readonly string[]) =>
  path.reduce(
    (at, name) => at.commands.find((each) => each.name() === name) as Command,
    program as Command,
  );

describe('help', () => {
  test.each([[], ...COMMANDS].map((command) => ({ command })))(
    '$command --help is a result',
    async ({ command }) => {
      const { code, stdout, stderr } = await provenance(folder.path, [...command, '--help']);
      expect(code).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).toContain(['provenance', ...command].join(' '));
    },
  );

  test('every option and argument is explained', async () => {
    for (const command of COMMANDS) {
      const { stdout } = await provenance(folder.path, [...command, '--help']);
      const entries = stdout
        .split('\n')
        .filter((line) => /^ {2}(-|(?!provenance )[a-z])/.test(line));
      expect(entries.length).toBeGreaterThan(0);
      // Flags and what they mean stand two spaces apart, or the meaning on the line below.
      for (const entry of entries) expect(entry).toMatch(/^ {2}\S.*( {2,}\S|>$|\]$)/);
    }
  });

  test('the exit codes are in it', async () => {
    const { stdout } = await provenance(folder.path, ['--help']);
    for (const code of [0, 1, 2, 3, 4, 5, 10, 11, 130]) {
      expect(stdout).toMatch(new RegExp(`^ +${code} {2}\\S`, 'm'));
    }
  });
});

test('an empty value is refused by every option that takes one', async () => {
  for (const path of [[], ...COMMANDS]) {
    for (const { long, required, hidden } of commandOf(path).options) {
      if (!required || hidden) continue;
      const { code, stderr } = await provenance(folder.path, [...path, long as string, '']);
      expect([path, long, code]).toEqual([path, long, 2]);
      expect(stderr).toContain(`'' is invalid. It is empty.`);
    }
  }
});

test('--version is the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await provenance(folder.path, ['--version'])).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

test.each([
  { args: [] },
  { args: ['no-such-command'] },
  { args: ['verify'] },
  { args: ['verify', '--no-such-flag', 'a'] },
  { args: ['verify', ''] },
  { args: ['verify', 'a', '--require', 'anything'] },
  { args: ['verify', 'a', '--signer', ''] },
  { args: ['verify', 'a', '--signer', 'b', '--require', 'valid'] },
  { args: ['verify', 'a', '--signer-common-name', ''] },
  { args: ['verify', 'a', '--signer-common-name', 'b', '--require', 'valid'] },
  { args: ['verify', 'a', '--max-bytes', '0'] },
  { args: ['verify', 'a', '--max-bytes', '1e99'] },
  { args: ['verify', 'a', '--type', 'image/nonsense'] },
  { args: ['verify', 'a', '--type', 'toString'] },
  { args: ['verify', 'a', 'b', '--manifest', 'c'] },
  { args: ['verify', '-', '-'] },
  { args: ['verify', 'a.jpg', 'b.pem'] },
  { args: ['sign', 'a.CRT'] },
  { args: ['inspect', 'a.cer'] },
  { args: ['verify', 'no-such-*.jpg'] },
  { args: ['verify', 'a', '--config', 'missing'] },
  { args: ['verify', 'a', '--config', '.'] },
  { args: ['verify', 'a', '--trust-anchors', 'missing'] },
  { args: ['verify', 'a', '--allowed-list', '.'] },
  { args: ['verify', 'a', '--trust-config', 'missing'] },
  { args: ['verify', 'a', '--tsa-anchors', 'missing'] },
  { args: ['verify', 'a', '--manifest', 'missing'] },
  { args: ['sign'] },
  { args: ['sign', 'a'] },
  { args: ['sign', 'a', '--signer-key', 'k'] },
  { args: ['sign', 'a', '--timestamp', 'nonsense'] },
  { args: ['sign', 'a', '--timestamp', 'file:///etc/passwd'] },
  { args: ['sign', 'a', '--remote-url', 'nonsense'] },
  { args: ['inspect'] },
  { args: ['inspect', 'a', 'b'] },
  { args: ['keys', 'no-such-command'] },
  { args: ['keys', 'development', '--alg', 'RSA'] },
  { args: ['keys', 'development', '--organization', ''] },
  { args: ['keys', 'development', '--organization', 'x'.repeat(65)] },
  { args: ['keys', 'check'] },
  { args: ['keys', 'check', 'missing'] },
  { args: ['keys', 'show', '.'] },
  { args: ['completion', 'powershell'] },
  { args: ['init', 'excess'] },
  { args: ['verify', 'a', '--registry', ''] },
  { args: ['verify', 'a', '--registry', 'mysql://host/database'] },
  { args: ['mark', 'a', '--record-mode', 'perhaps'] },
  { args: ['mark', 'a', '--request-id', ''] },
  { args: ['mark', 'a', '--request-id', 'x'.repeat(257)] },
  { args: ['mark', 'a', '--request-id', 'a\nb'] },
  { args: ['mark', 'a', '--retain-until', '2026-02-30'] },
  { args: ['mark', 'a', '--retain-until', 'tomorrow'] },
  { args: ['trace'] },
  { args: ['trace', 'a'] },
  { args: ['trace', 'a', '--cert', 'b'] },
  { args: ['trace', '--check', 'missing'] },
  { args: ['trace', 'a', '--check', 'b'] },
  { args: ['registry'] },
  { args: ['registry', 'no-such-command'] },
  { args: ['registry', 'init'] },
  { args: ['registry', 'init', 'mysql://host/database'] },
  { args: ['registry', 'stats'] },
  { args: ['registry', 'stats', '--registry', 'postgresql://host/database?sslcert=/missing'] },
  { args: ['registry', 'export'] },
  { args: ['registry', 'export', '-o', 'a'] },
  { args: ['registry', 'import'] },
  { args: ['registry', 'import', 'a'] },
  { args: ['registry', 'prune'] },
  { args: ['registry', 'prune', '--before', '2026'] },
  { args: ['registry', 'erase'] },
  { args: ['registry', 'erase', 'nonsense'] },
  { args: ['registry', 'erase', '0123456789abcdef', '--reason', 'whim'] },
  { args: ['registry', 'deliver'] },
  { args: ['log', 'verify'] },
  { args: ['log', 'head'] },
])('$args is a mistake: exit code 2, and only stderr says why', async ({ args }) => {
  const { code, stdout, stderr } = await provenance(folder.path, args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toBe('');
  expect(stderr).not.toMatch(/fault of the program|\n\s+at /);
});

test.each([
  [['sign', 'a', '--key', 'k'], '--signer-key'],
  [['keys', 'request', '--key', 'k'], '--signer-key'],
  [['keys', 'check', 'a', '--key', 'k'], '--signer-key'],
  [['keys', 'rotate', 'signer', '--key', 'k'], '--signer-key'],
  [['mark', 'a', '--key', 'k'], '--watermark-key'],
  [['mark', 'a', '--policy', 'skip'], '--record-mode'],
  [['embed', 'a', '--key', 'k'], '--watermark-key'],
  [['embed', 'a', '--payload', '0123456789abcdef'], '--content-id'],
  [['detect', 'a', '--key', 'k'], '--watermark-key'],
  [['keys', 'text', '--key', 'k'], '--watermark-key'],
  [['profile', 'make', '--key', 'k'], '--watermark-key'],
  [['profile', 'check', 'a', '--key', 'k'], '--watermark-key'],
])('an option that was renamed is refused by its new name: %j', async (args, now) => {
  const { code, stderr } = await provenance(folder.path, args);
  expect(code).toBe(2);
  expect(stderr).toContain(`error: ${args.at(-2)} is called ${now} now.`);
  const help = await provenance(folder.path, [...args.slice(0, -2), '--help']);
  expect(help.stdout).not.toContain(` ${args.at(-2)} `);
});

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';

const folder = useEmptyFolder();
const installed = (shell: string): boolean => {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe.each(['bash', 'zsh', 'fish'])('%s', (shell) => {
  test('knows every command and flag', async () => {
    const { code, stdout } = await provenance(folder.path, ['completion', shell]);
    expect(code).toBe(0);
    for (const word of [
      'verify',
      'mark',
      'sign',
      'embed',
      'detect',
      'inspect',
      'keys',
      'init',
      'doctor',
      'trace',
      'registry',
      'log',
    ]) {
      expect(stdout).toContain(word);
    }
    for (const flag of [
      'trust-anchors',
      'training-mining',
      'watermark-key',
      'content-id',
      'retain-until',
    ]) {
      expect(stdout).toContain(flag);
    }
  });

  test.skipIf(!installed(shell))('parses', async () => {
    const { stdout } = await provenance(folder.path, ['completion', shell]);
    const script = join(folder.path, `completion.${shell}`);
    await writeFile(script, stdout);
    execFileSync(shell, ['-n', script]);
  });
});

describe.skipIf(!installed('bash'))('bash completes', () => {
  const complete = async (...words: string[]): Promise<string[]> => {
    const { stdout: script } = await provenance(folder.path, ['completion', 'bash']);
    const line = ['provenance', ...words];
    const call = `COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _provenance; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['-c', `${script}\n${call}`, 'bash', ...line]);
    return String(out).split('\n').filter(Boolean);
  };

  test('commands, the commands under them, flags and choices', async () => {
    expect(await complete('ver')).toEqual(['verify']);
    expect(await complete('keys', 'de')).toEqual(['development']);
    expect(await complete('registry', 'pr')).toEqual(['prune']);
    expect(await complete('log', 'verify', '--he')).toEqual(['--head', '--help']);
    expect(await complete('mark', '--no-reg')).toEqual(['--no-registry']);
    expect(await complete('completion', 'f')).toEqual(['fish']);
    expect(await complete('verify', '--req')).toEqual(['--require']);
    expect(await complete('keys', 'development', '--org')).toEqual(['--organization']);
  });

  test('nothing where a file belongs: readline completes it', async () => {
    expect(await complete('verify', '')).toEqual([]);
    expect(await complete('sign', 'photo')).toEqual([]);
  });
});

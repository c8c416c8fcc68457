import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { jsonLine, visible } from '../src/terminal/visible.ts';
import { json, lines, provenance } from './console.ts';
import { picture, useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();

const NASTY = 'x\x1b[31m\x07\n\r\u009b2J\u202egnp.\u2066\u200b\u2028y';
/** Whatever drives a terminal or turns text around, line feeds aside. */
const HARMFUL = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|^\p{M}|[\p{P}\p{Z}]\p{M}/u;

describe('what cannot be seen is spelled out', () => {
  test('in text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(UNSEEN);
      }),
    );
    // An archive's file names: a variation selector, a tag, a filler, a private character, a mark on a slash.
    for (const name of ['a\ufe0f', 'a\u{e0041}', 'a\u3164', 'a\uf8ff', '/\u0338a', '\u20e0']) {
      expect(visible(name)).toContain('\\u{');
    }
    expect(visible('שָׁלוֹם नमस्ते é')).toBe('שָׁלוֹם नमस्ते é');
    expect(visible('a b/ü 漢.jpg')).toBe('a b/ü 漢.jpg');
    expect(visible('\x1b')).not.toBe(visible('\x1c'));
  });

  test('in JSON, whose value stays the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonLine({ [text]: text });
        expect(line.endsWith('\n')).toBe(true);
        expect(line.slice(0, -1)).not.toMatch(UNSEEN);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
      }),
    );
  });
});

describe('a file that means harm', () => {
  let folder: string;
  const name = `${NASTY.replace('/', '')}.png`;

  beforeAll(async () => {
    folder = await mkdtemp(join(elsewhere.path, 'harm-'));
    await writeFile(join(folder, name), await picture('png'));
    const keys = ['keys', 'development', '-o', 'keys', '--organization', NASTY];
    await provenance(folder, keys);
    const signed = await provenance(folder, [
      ...['sign', name, '-o', 'evil.png', '--title', NASTY, '--model', NASTY],
      ...['--model-version', NASTY, '--generator', NASTY, '--parent', name],
      ...['--signer-key', 'keys/development-signer.key', '--cert', 'keys/development-signer.pem'],
    ]);
    expect(signed.code).toBe(0);
    expect(signed.stdout).not.toMatch(HARMFUL);
    expect(lines(signed.stdout)).toHaveLength(1);
  });

  test.each([
    { args: ['verify', 'evil.png'] },
    { args: ['verify', name] },
    { args: ['verify', '.'] },
    { args: ['verify', '--verbose', '.'] },
    { args: ['verify', '--json', '.'] },
    { args: ['verify', '--signer', NASTY, 'evil.png'] },
    { args: ['inspect', 'evil.png'] },
    { args: ['inspect', '--tree', 'evil.png'] },
    { args: ['inspect', '--certs', 'evil.png'] },
    { args: ['inspect', '--json', '--certs', 'evil.png'] },
    { args: ['inspect', '-o', 'resources', '-f', 'evil.png'] },
    { args: ['keys', 'show', 'keys/development-signer.pem'] },
    { args: ['keys', 'check', NASTY] },
    { args: ['verify', name, '--trust-anchors', NASTY] },
    { args: ['verify', name, '--config', NASTY] },
    { args: ['verify', `${NASTY}*`] },
    { args: ['verify', name, '--require', NASTY] },
    { args: [NASTY] },
    { args: ['sign', name, name, '-o', 'out'] },
    { args: ['sign', name] },
  ])('$args shows it harmless', async ({ args }) => {
    const { stdout, stderr } = await provenance(folder, args);
    expect(stdout + stderr).not.toBe('');
    expect(stdout + stderr).not.toMatch(HARMFUL);
  });

  test('its name makes no line of its own, and JSON gives it back', async () => {
    const listed = await provenance(folder, ['verify', name, 'evil.png']);
    expect(lines(listed.stdout).filter((line) => line.includes('.png'))).toHaveLength(2);
    const [line] = json((await provenance(folder, ['verify', '--json', name])).stdout);
    expect(line.file).toBe(name);
  });
});

describe('colours', () => {
  const coloured = async (env: Record<string, string>, tty: 'stdout'[]) =>
    (await provenance(workspace.path, ['verify', 'photo.png'], { env, tty })).stdout.includes(
      '\x1b[',
    );

  test('on a terminal, unless NO_COLOR; elsewhere only with FORCE_COLOR', async () => {
    expect(await coloured({}, ['stdout'])).toBe(true);
    expect(await coloured({ NO_COLOR: '1' }, ['stdout'])).toBe(false);
    expect(await coloured({ NO_COLOR: '' }, ['stdout'])).toBe(true);
    expect(await coloured({}, [])).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1' }, [])).toBe(true);
    expect(await coloured({ FORCE_COLOR: '0' }, [])).toBe(false);
  });

  test('an error in a log has none, wherever the result goes', async () => {
    const args = ['inspect', 'missing.png'];
    const log = await provenance(workspace.path, args, { tty: ['stdout'] });
    expect(log.stderr).not.toContain('\x1b');
    const screen = await provenance(workspace.path, args, { tty: ['stderr'] });
    expect(screen.stderr).toContain('\x1b[');
  });

  test('JSON has none', async () => {
    const env = { FORCE_COLOR: '1' };
    for (const command of ['verify', 'inspect', 'doctor']) {
      const file = command === 'doctor' ? [] : ['photo.signed.png'];
      const ran = await provenance(workspace.path, [command, '--json', ...file], { env });
      expect(ran.stdout).not.toContain('\x1b');
    }
  });
});

describe('progress', () => {
  beforeAll(async () => {
    await mkdir(workspace.at('several'));
    for (let i = 0; i < 5; i++) {
      await writeFile(workspace.at('several', `${i}.png`), await picture('png', i));
    }
  });
  const stderr = async (args: string[], tty: ('stdout' | 'stderr')[]) =>
    (await provenance(workspace.path, ['verify', ...args], { tty })).stderr;

  test('on a terminal only, and not for one file or with --quiet', async () => {
    expect(await stderr(['several'], ['stderr'])).toContain('/5');
    expect(await stderr(['several'], ['stdout'])).toBe('');
    expect(await stderr(['several', '--quiet'], ['stderr'])).toBe('');
    expect(await stderr(['photo.png'], ['stderr'])).toBe('');
  });
});

describe('a result that cannot be written', () => {
  const failing = (code: string) => (where: 'stdout' | 'stderr') => {
    if (where === 'stderr') return;
    throw Object.assign(new Error(`${code}: write`), { code, errno: -1, syscall: 'write' });
  };

  test.each([
    { args: ['verify', 'photo.signed.png'] },
    { args: ['verify', 'photo.png', 'photo.signed.png'] },
    { args: ['sign', 'photo.png', '-o', '-'] },
    { args: ['inspect', 'photo.signed.png'] },
    { args: ['doctor'] },
    { args: ['--help'] },
  ])(
    '$args: never exit code 0, an error on a full disk, quiet for a reader that has gone',
    async ({ args }) => {
      const full = await provenance(workspace.path, args, { onWrite: failing('ENOSPC') });
      expect(full.code).toBe(10);
      expect(full.stderr).not.toBe('');
      const gone = await provenance(workspace.path, args, { onWrite: failing('EPIPE') });
      expect(gone).toMatchObject({ code: 130, stderr: '' });
    },
  );

  test('stderr that has gone takes nothing away from the exit code', async () => {
    const onWrite = (where: 'stdout' | 'stderr') => {
      if (where === 'stderr') {
        throw Object.assign(new Error('EPIPE'), { code: 'EPIPE', syscall: 'write' });
      }
    };
    expect(
      (await provenance(workspace.path, ['verify', 'x', '--config', 'y'], { onWrite })).code,
    ).toBe(2);
  });
});

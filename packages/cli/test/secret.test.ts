import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { json, provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';

const folder = useEmptyFolder();

/** A folder with what `init` makes. */
async function made() {
  const cwd = folder.path;
  await provenance(cwd, ['init', '--yes'], { env: {} });
  await writeFile(join(cwd, 'a.txt'), 'An answer.\n');
  const read = async (name: string) =>
    (await readFile(join(cwd, '.provenance', name), 'utf8')).trim();
  return { cwd, signer: await read('development-signer.key'), mark: await read('watermark.key') };
}

const CERTIFICATES = '.provenance/development-signer.pem';

describe('a key that stands where its path belongs', () => {
  test.each<[string, string[], (keys: { signer: string; mark: string }) => Record<string, string>]>(
    [
      [
        'PROVENANCE_SIGNER_KEY',
        ['sign', 'a.txt', '-o', 'z.txt', '--force'],
        ({ signer }) => ({ PROVENANCE_SIGNER_KEY: signer, PROVENANCE_CERTIFICATES: CERTIFICATES }),
      ],
      [
        'PROVENANCE_CERTIFICATES',
        ['sign', 'a.txt', '-o', 'z.txt', '--force'],
        ({ signer }) => ({
          PROVENANCE_SIGNER_KEY: '.provenance/development-signer.key',
          PROVENANCE_CERTIFICATES: signer,
        }),
      ],
      [
        'PROVENANCE_WATERMARK_KEY',
        ['verify', 'a.txt'],
        ({ mark }) => ({ PROVENANCE_WATERMARK_KEY: mark }),
      ],
      [
        'PROVENANCE_WATERMARK_KEY',
        ['verify', '--json', 'a.txt'],
        ({ mark }) => ({ PROVENANCE_WATERMARK_KEY: mark }),
      ],
      [
        'PROVENANCE_WATERMARK_KEY',
        ['serve', '--port', '0'],
        ({ mark }) => ({ PROVENANCE_WATERMARK_KEY: mark }),
      ],
      ['PROVENANCE_WATERMARK_KEY', ['doctor'], ({ mark }) => ({ PROVENANCE_WATERMARK_KEY: mark })],
      [
        'PROVENANCE_WATERMARK_KEY',
        ['doctor', '--json'],
        ({ mark }) => ({ PROVENANCE_WATERMARK_KEY: mark }),
      ],
      [
        'PROVENANCE_SIGNER_KEY',
        ['doctor', '--json'],
        ({ signer }) => ({ PROVENANCE_SIGNER_KEY: signer, PROVENANCE_CERTIFICATES: CERTIFICATES }),
      ],
      ['PROVENANCE_TOKENS', ['token', 'list'], ({ mark }) => ({ PROVENANCE_TOKENS: mark })],
    ],
  )('is not shown: %s of %j', async (variable, args, env) => {
    const keys = await made();
    const { code, stdout, stderr } = await provenance(keys.cwd, args, { env: env(keys) });
    expect(code).toBe(2);
    const all = `${stdout}${stderr}`;
    expect(all).toContain(`${variable} holds a key and not a path`);
    expect(all).not.toContain(keys.mark);
    for (const line of keys.signer.split('\n')) expect(all).not.toContain(line);
  });

  test.each([
    ['verify', '--watermark-key', 'KEY', 'a.txt'],
    ['keys', 'retire', 'KEY'],
    [
      'keys',
      'request',
      '--signer-key',
      'KEY',
      '--organization',
      'O',
      '--common-name',
      'C',
      '-o',
      'r.csr',
    ],
    [
      'keys',
      'request',
      '--new-key',
      'KEY',
      '--organization',
      'O',
      '--common-name',
      'C',
      '-o',
      'r.csr',
    ],
  ])('is not shown: %s %s %s', async (...words) => {
    const { cwd, mark } = await made();
    const args = words.map((word) => (word === 'KEY' ? mark : word));
    const { code, stdout, stderr } = await provenance(cwd, args, { env: {} });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('holds a key and not a path');
    expect(stderr).not.toContain(mark);
  });

  it('and anything else that is no file and is not named like one: it may be a key, too', async () => {
    const { cwd } = await made();
    const env = { PROVENANCE_WATERMARK_KEY: 'correcthorse' };
    const { code, stderr } = await provenance(cwd, ['verify', 'a.txt'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('PROVENANCE_WATERMARK_KEY: There is no such file.');
    expect(stderr).not.toContain('correcthorse');
    const doctor = await provenance(cwd, ['doctor', '--json'], { env });
    expect(doctor.stdout).not.toContain('correcthorse');
    const missing = { PROVENANCE_WATERMARK_KEY: 'gone.key' };
    expect((await provenance(cwd, ['verify', 'a.txt'], { env: missing })).stderr).toContain(
      'gone.key',
    );
  });

  it('a file of such a name is read', async () => {
    const { cwd, mark } = await made();
    const name = 'ab'.repeat(32);
    await writeFile(join(cwd, name), mark);
    const ran = await provenance(cwd, ['verify', '--watermark-key', name, 'a.txt'], { env: {} });
    expect(ran).toMatchObject({ code: 3, stderr: '' });
  });
});

describe('a password in an address', () => {
  it('is refused, and not shown', async () => {
    const { cwd } = await made();
    const address = 'https://somebody:opensesame@example.org/tsa';
    const flag = await provenance(cwd, ['sign', 'a.txt', '--timestamp', address], { env: {} });
    expect(flag.code).toBe(2);
    expect(flag.stderr).not.toContain('opensesame');
    const config = JSON.parse(await readFile(join(cwd, 'provenance.config.json'), 'utf8'));
    config.signer.timestampUrl = address;
    await mkdir(join(cwd, 'other'));
    await writeFile(join(cwd, 'other/c.json'), JSON.stringify(config));
    for (const command of [['doctor'], ['doctor', '--json'], ['sign', 'a.txt']]) {
      const ran = await provenance(cwd, [...command, '--config', 'other/c.json'], { env: {} });
      expect(ran.code).toBe(2);
      expect(`${ran.stdout}${ran.stderr}`).not.toContain('opensesame');
    }
  });
});

describe('what the system does not give', () => {
  it('is no damage, and says what the system said', async () => {
    const cwd = folder.path;
    await symlink('loop', join(cwd, 'loop'));
    const { code, stdout } = await provenance(cwd, ['verify', '--json', 'loop', 'nofile'], {
      env: {},
    });
    expect(code).toBe(10);
    for (const { verdict } of json(stdout)) {
      expect(verdict.unchecked).toEqual([{ what: 'credential', why: 'file' }]);
    }
    const short = (await provenance(cwd, ['verify', 'loop'], { env: {} })).stdout;
    expect(short).toContain('“ELOOP: too many symbolic links encountered”');
    const ja = (await provenance(cwd, ['verify', '--lang', 'ja', 'loop'], { env: {} })).stdout;
    expect(ja).toContain('ELOOP');
  });
});

describe('a name of which nothing is seen', () => {
  test.each([' ', '\t', '\ufeff', '\u3164', '\u2800', '\u200b \u00ad'])(
    '%j is none',
    async (name) => {
      const { cwd } = await made();
      for (const flag of ['--model', '--title', '--generator']) {
        const { code, stderr } = await provenance(
          cwd,
          ['sign', 'a.txt', '-o', 'z.txt', flag, name],
          { env: {} },
        );
        expect(code).toBe(2);
        expect(stderr).toContain('can be seen');
      }
    },
  );
});

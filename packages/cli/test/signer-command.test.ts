// Signing with a program, by the protocol of c2patool's --signer-path: a small script that signs with a key of its own.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateArt } from '../../../examples/art.ts';
import { commandSigner } from '../src/options/signer-command.ts';
import { json, provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';

const base = useEmptyFolder();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(base.path, 'signer-'));
});

/** `node SCRIPT how`: what it does instead of its work is `how`. */
const SCRIPT = `
const { readFileSync } = require('node:fs');
const { sign } = require('node:crypto');
const { join } = require('node:path');
const [how] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const asked = process.argv.includes('--signer-info');
const read = (name) => readFileSync(join(__dirname, name), 'utf8');
const info = { alg: how === 'alg' ? 'es257' : 'es256', sign_cert: read('development-signer.pem') };
if (how === 'hang') setInterval(() => {}, 1000);
else if (how === 'endless') setInterval(() => process.stdout.write('x'.repeat(65536)), 1);
else if (how === 'exit') { process.stderr.write('no PIN'); process.exitCode = 3; }
else if (how === 'trace') require('./not-there.cjs');
else if (how === 'chatter') {
  process.stderr.write('\\u001b[31mword\\u001b[0m ' + 'word '.repeat(5e4) + '\\n'.repeat(9) + 'more\\nthe end\\n');
  process.exitCode = 4;
}
else if (how === 'silent') process.exitCode = 0;
else if (asked && how === 'garbage') process.stdout.write('{');
else if (asked && how === 'no-cert') process.stdout.write('{"alg":"es256"}');
else if (asked && how === 'null') process.stdout.write('null');
else if (asked) process.stdout.write(JSON.stringify(info));
else {
  const bytes = readFileSync(0);
  const signature = sign('sha256', bytes, read(how === 'other' ? 'other.key' : 'development-signer.key'));
  process.stdout.write(how === 'long' ? Buffer.concat([signature, signature]) : signature);
}
`;
let keys: { signer: string; key: string; other: string };
beforeAll(async () => {
  const at = await mkdtemp(join(base.path, 'keys-'));
  for (const name of ['one', 'two']) {
    await provenance(at, ['keys', 'development', '--alg', 'ES256', '-o', name]);
  }
  const read = (name: string) => readFile(join(at, name), 'utf8');
  keys = {
    signer: await read('one/development-signer.pem'),
    key: await read('one/development-signer.key'),
    other: await read('two/development-signer.key'),
  };
});
beforeEach(async () => {
  await writeFile(join(folder, 'my signer.cjs'), SCRIPT);
  await writeFile(join(folder, 'development-signer.pem'), keys.signer);
  await writeFile(join(folder, 'development-signer.key'), keys.key);
  await writeFile(join(folder, 'other.key'), keys.other);
  await writeFile(join(folder, 'art.png'), await generateArt(1, { width: 128, height: 96 }));
});
const command = (how = '') => `"${process.execPath}" "${join(folder, 'my signer.cjs')}" ${how}`;
const sign = (...args: string[]) =>
  provenance(folder, ['sign', 'art.png', '--no-config', '--model', 'm', ...args]);
const options = () => ({ cwd: folder, env: {}, seconds: 60 });

test('signs what validators accept', async () => {
  expect((await sign('--signer-command', command())).code).toBe(0);
  const verified = await provenance(folder, ['verify', '--json', '--no-config', 'art.signed.png']);
  expect(json(verified.stdout)[0]).toMatchObject({
    verdict: { integrity: 'intact', trust: 'untrusted', origin: { kind: 'ai-generated' } },
  });
});

test('is not asked to sign where the output is there', async () => {
  // It says its certificate, and ends with 3 when it is to sign.
  const script = join(folder, 'refusing.cjs');
  await writeFile(
    script,
    `if (!process.argv.includes('--signer-info')) process.exit(3);
    require(${JSON.stringify(join(folder, 'my signer.cjs'))});`,
  );
  const program = ['--signer-command', `"${process.execPath}" "${script}"`];
  await writeFile(join(folder, 'taken.png'), 'of somebody else');
  await writeFile(join(folder, 'art.c2pa'), 'of somebody else');
  for (const where of [['-o', 'taken.png'], ['--sidecar']]) {
    const taken = await sign(...program, ...where);
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('FILE_EXISTS') });
    expect((await sign(...program, ...where, '--force')).stderr).toContain('SIGNER_FAILED');
  }
  const names = ['--organization', 'Example Ltd.', '--common-name', 'Example', '--country', 'JP'];
  const request = ['keys', 'request', '-o', 'taken.png', ...names, ...program];
  const asked = await provenance(folder, [...request, '--public-key', 'development-signer.pem']);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('taken.png') });
  expect(asked.stderr).not.toContain('SIGNER_FAILED');
});

test('the configuration names it: mark and serve sign with it, in the folder of the configuration', async () => {
  await provenance(folder, ['keys', 'watermark', '-o', 'mark.key']);
  const config = {
    signer: { command: `"${process.execPath}" "my signer.cjs" works --pin=1234` },
    watermark: { keys: [{ key: 'mark.key' }] },
  };
  await writeFile(join(folder, 'provenance.config.json'), JSON.stringify(config));
  const within = await mkdtemp(join(folder, 'within-'));
  const named = ['--config', '../provenance.config.json'];
  const marked = await provenance(within, ['mark', '../art.png', '--model', 'm', ...named]);
  expect(marked.stderr).toBe('');
  expect(marked.code).toBe(0);
  const doctor = await provenance(within, ['doctor', ...named]);
  expect(doctor.stdout).toContain('ES256');
  expect(doctor.stdout).not.toContain('1234');
  // Whoever reads signs nothing, and runs no program for it.
  await writeFile(join(folder, 'my signer.cjs'), 'process.exit(9)');
  const read = await provenance(within, ['verify', '../art.marked.png', ...named]);
  expect(read.code).toBe(4);
});

test.each([
  [{ command: 'a', key: 'b', certificates: 'c' }, /signer\.command stands alone/],
  [{ command: 7 }, /signer\.command/],
  [{ key: 'b' }, /signer\.certificates/],
])('the configuration %j is refused', async (signer, why) => {
  await writeFile(join(folder, 'provenance.config.json'), JSON.stringify({ signer }));
  const ran = await provenance(folder, ['doctor', '--config', 'provenance.config.json']);
  expect(ran.code).toBe(2);
  expect(ran.stdout + ran.stderr).toMatch(why);
});

test('mark takes it as well', async () => {
  await provenance(folder, ['keys', 'watermark', '-o', 'mark.key']);
  const marked = await provenance(folder, [
    ...['mark', 'art.png', '--no-config', '--model', 'm', '--watermark-key', 'mark.key'],
    ...['--signer-command', command()],
  ]);
  expect(marked.code).toBe(0);
});

describe('what does not work says why, and what to do', () => {
  test.each([
    ['exit', /ended with 3, and said: no PIN/],
    ['trace', /ended with 1, and said: .*Cannot find module .* \| … \| Node\.js v[\d.]+\. Run it/],
    ['chatter', /ended with 4, and said: word word .{200,300}… \| … \| the end\. Run it/],
    ['silent', /printed nothing/],
    ['garbage', /no JSON/],
    ['null', /its alg is none of/],
    ['alg', /its alg is none of/],
    ['no-cert', /no sign_cert/],
    ['endless', /more than 1048576 bytes/],
  ])('%s', async (how, why) => {
    const ran = await sign('--signer-command', command(how));
    expect(ran.code).toBe(10);
    expect(ran.stderr).toMatch(why);
    expect(ran.stderr).toContain('SIGNER_FAILED');
    expect(ran.stderr).toContain('Run it by hand with --signer-info');
  });

  test('a program that is not there', async () => {
    const ran = await sign('--signer-command', join(folder, 'nothing'));
    expect(ran.code).toBe(10);
    expect(ran.stderr).toContain('it cannot be started');
  });

  test('no program', async () => {
    expect((await sign('--signer-command', ' ')).stderr).toContain('it is empty');
  });

  test('a signature by another key, and one that is none', async () => {
    const other = await sign('--signer-command', command('other'));
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('KEY_MISMATCH');
    const long = await sign('--signer-command', command('long'));
    expect(long.code).toBe(10);
    expect(long.stderr).toContain('neither DER nor r||s');
  });

  test('no answer in time, and an abort', async () => {
    const hung = commandSigner(command('hang'), { ...options(), seconds: 0.3 });
    await expect(hung).rejects.toMatchObject({ code: 'SIGNER_FAILED' });
    await expect(hung).rejects.toThrow(/no answer in 0.3 s/);
    const aborted = commandSigner(command('hang'), { ...options(), signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('two signers', async () => {
    const given = ['--signer-key', 'development-signer.key', '--cert', 'development-signer.pem'];
    expect((await sign('--signer-command', command(), ...given)).code).toBe(2);
  });
});

test('keeps the time-stamp authority that the program tells', async () => {
  await writeFile(
    join(folder, 'my signer.cjs'),
    SCRIPT.replace('sign_cert:', "tsa_url: 'https://tsa.example/', sign_cert:"),
  );
  expect((await commandSigner(command(), options())).timestampUrl).toBe('https://tsa.example/');
});

describe('keys request', () => {
  const request = (...args: string[]) =>
    provenance(folder, [
      ...['keys', 'request', '-o', 'r.csr', '--organization', 'Example Ltd.'],
      ...['--common-name', 'Example Studio', ...args],
    ]);
  /** What OpenSSL reads in the request, whose signature it checks. */
  const read = () => {
    const args = [
      'req',
      '-in',
      join(folder, 'r.csr'),
      '-noout',
      '-verify',
      '-text',
      '-nameopt',
      'utf8,sep_comma_plus_space',
    ];
    const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  };

  test.each(['ES256', 'ES384', 'ES512', 'Ed25519'])('a new key: %s', async (alg) => {
    const ran = await request(
      '--new-key',
      'my.key',
      '--alg',
      alg,
      '--country',
      'JP',
      '--unit',
      '映像',
    );
    expect(ran.code).toBe(0);
    const { status, said } = read();
    expect(status).toBe(0);
    expect(said).toMatch(/verify OK/);
    for (const part of ['C=JP', 'O=Example Ltd.', 'OU=映像', 'CN=Example Studio']) {
      expect(said).toContain(part);
    }
    expect(said).toContain('Digital Signature');
    expect(said).toContain('1.3.6.1.4.1.62558.2.1');
  });

  test('a key that is there, of RSA too', async () => {
    spawnSync('openssl', ['genrsa', '-out', join(folder, 'rsa.key'), '2048']);
    for (const key of ['development-signer.key', 'rsa.key']) {
      expect((await request('--signer-key', key, '--force')).code).toBe(0);
      expect(read().said).toMatch(/verify OK/);
    }
  });

  test('a program: for a renewal, and with a public key', async () => {
    expect((await request('--signer-command', command())).code).toBe(0);
    expect(read().said).toMatch(/verify OK/);
    const other = ['--signer-command', command('other'), '--public-key', 'other.pub'];
    spawnSync('openssl', ['pkey', '-in', 'other.key', '-pubout', '-out', 'other.pub'], {
      cwd: folder,
    });
    expect((await request(...other, '--force')).code).toBe(0);
    expect(read().said).toMatch(/verify OK/);
    const wrong = ['--signer-command', command(), '--public-key', 'other.pub', '--force'];
    expect((await request(...wrong)).stderr).toContain('KEY_MISMATCH');
  });

  test('refuses what is no key, none, two, and flags without theirs', async () => {
    await writeFile(join(folder, 'text.key'), 'no key');
    expect((await request('--signer-key', 'text.key')).stderr).toContain('KEY_MALFORMED');
    expect((await request()).code).toBe(2);
    expect((await request('--signer-key', 'a', '--new-key', 'b')).code).toBe(2);
    expect((await request('--signer-key', 'development-signer.key', '--alg', 'ES256')).code).toBe(
      2,
    );
    expect((await request('--new-key', 'b', '--public-key', 'other.pub')).code).toBe(2);
    expect((await request('--new-key', 'b', '--country', 'Japan')).code).toBe(2);
  });

  test('leaves a key and a request alone that are there', async () => {
    expect((await request('--new-key', 'development-signer.key')).code).toBe(2);
    expect(await readFile(join(folder, 'development-signer.key'), 'utf8')).toBe(keys.key);
  });
});

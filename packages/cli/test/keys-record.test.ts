// A record key: certified once by a signer of any kind, and all that follows from the command line.
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type ProcessIo, run as runProgram } from '@provenance/cli';
import { beforeEach, describe, expect, test } from 'vitest';
import { json, lines, provenance, settings } from './console.ts';
import { textured, useEmptyFolder } from './folders.ts';
import { makeOrganization, makeProgram } from './organization.ts';

const base = useEmptyFolder();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(base.path, 'record-'));
});
const run = (...args: string[]) => provenance(folder, args);
const ok = async (...args: string[]) => {
  const ran = await run(...args);
  expect(ran.stderr + ran.stdout, args.join(' ')).not.toContain('error:');
  expect(ran.code, `${args.join(' ')}: ${ran.stderr}`).toBe(0);
  return ran;
};
const one = async (...args: string[]) => json((await run(...args, '--json')).stdout)[0];
const at = (...names: string[]) => join(folder, ...names);
const config = async () => JSON.parse(await readFile(at('provenance.config.json'), 'utf8'));
const configure = async (changes: object) => {
  const text = JSON.stringify({ ...(await config()), ...changes });
  await writeFile(at('provenance.config.json'), text);
  await ok('trust-folder');
};
const signer = (name: string) => ['--signer-key', `${name}.key`, '--cert', `${name}.pem`];

/** Starts `serve`, asks it, and ends it. */
async function served<T>(ask: (url: string) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let ready: (url: string) => void = () => {};
  const address = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const io: ProcessIo = {
    stdout: { isTTY: false, write: async (text) => ready(String(text).trim()) },
    stderr: { isTTY: false, write: async () => {} },
    stdin: new PassThrough(),
    env: { XDG_CONFIG_HOME: settings },
    cwd: folder,
    signal: controller.signal,
  };
  const ended = runProgram(['serve', '--open', '--port', '0', '--workers', '1'], io);
  const url = await Promise.race([address, ended.then((code) => `ended with ${code}`)]);
  try {
    expect(url).toMatch(/^http/);
    return await ask(url);
  } finally {
    controller.abort();
    await ended;
  }
}

describe.each(['ES256', 'PS256'] as const)('an organization with %s', (alg) => {
  test.each(['a key in a file', 'a program that signs'])(
    'and %s: from the certificate to what proves a record',
    { timeout: 120_000 },
    async (how) => {
      makeOrganization(folder, 'org', alg);
      const command = await makeProgram(folder, 'org', alg);
      const calls = async () => (await readFile(at('org.calls'), 'utf8').catch(() => '')).length;
      await ok('init', '--yes');
      if (how === 'a key in a file') {
        await ok('keys', 'record', ...signer('org'));
        await ok('keys', 'rotate', 'signer', ...signer('org'));
      } else {
        await configure({ signer: { command } });
        await ok('keys', 'record');
        expect(await calls()).toBe(1);
      }
      const doctor = await ok('doctor');
      expect(lines(doctor.stdout).find((line) => line.includes('registry'))).toContain(
        'record key',
      );
      const before = await calls();
      await writeFile(at('art.png'), await textured(1));
      await writeFile(at('more.png'), await textured(2));
      const marked = await one('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
      expect(marked).toMatchObject({ record: { status: 'written' } });
      await ok('mark', 'art.png', 'more.png', '--model', 'm', '-o', 'out');
      // One a picture: the records and heads of three take none.
      if (how !== 'a key in a file') expect(await calls()).toBe(before + 3);
      const { contentId } = marked;
      await ok('registry', 'hold', contentId, '--reason', 'case 17');
      const log = await one('log', 'verify');
      expect(log).toMatchObject({ verified: true, problems: [] });
      const org = new X509Certificate(await readFile(at('org.pem')));
      const certifiedBy = org.fingerprint256.replaceAll(':', '').toLowerCase();
      expect(log.signers.at(-1)).toMatchObject({ certifiedBy, accepted: true });
      await ok('log', 'verify', '--cert', 'org.pem');

      // For somebody else, offline: the receipt, and the certificate that everybody knows.
      await ok('trace', '--content-id', contentId, '--receipt', 'receipt.json');
      await ok('trace', '--check', 'receipt.json', '--cert', 'org.pem');
      makeOrganization(folder, 'other', alg);
      expect((await run('trace', '--check', 'receipt.json', '--cert', 'other.pem')).code).toBe(1);
      expect((await run('log', 'verify', '--cert', 'other.pem')).code).toBe(1);

      await ok('registry', 'export', '-o', 'all.cbor');
      await ok('registry', 'import', 'all.cbor', '--registry', 'copy', '--cert', 'org.pem');
      await ok('log', 'verify', '--registry', 'copy');
      const refused = ['registry', 'import', 'all.cbor', '--registry', 'no', '--cert', 'other.pem'];
      expect((await run(...refused)).code).not.toBe(0);

      const counted = await calls();
      await served(async (url) => {
        // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it is the check.
        const get = async (path: string, init?: RequestInit): Promise<any> =>
          (await fetch(`${url}${path}`, init)).json();
        const traced = await get(`/v1/trace/${contentId}`);
        expect(traced.certificates).toContain('BEGIN PROVENANCE RECORD KEY DELEGATION');
        const id = encodeURIComponent(traced.record.manifestId);
        const receipts = await get(`/v1/manifests/${id}/receipts`);
        expect(receipts).toMatchObject({ verified: true });
        const { verified, ...receipt } = receipts;
        const checked = await get(`/v1/manifests/${id}/receipts`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(receipt),
        });
        expect(checked).toMatchObject({ verified: true });
      });
      // Nor does it take one to serve and to prove what is on record.
      expect(await calls()).toBe(counted);
    },
  );
});

describe('keys record', () => {
  beforeEach(async () => {
    makeOrganization(folder, 'org', 'ES256');
    await ok('init', '--yes');
    await writeFile(at('art.png'), await textured(1, 192));
  });

  test('writes a key of its own, retires the one before, and what that has signed stays', async () => {
    const first = await one('keys', 'record', ...signer('org'));
    await ok('keys', 'rotate', 'signer', ...signer('org'));
    expect((await config()).registry).toMatchObject({
      certificates: first.certificates,
      key: first.key,
    });
    expect((await stat(at(first.key))).mode & 0o077).toBe(0);
    await ok('mark', 'art.png', '--model', 'm', '-o', 'one.png');
    const next = await one('keys', 'record', '--days', '30');
    expect(next.recordKey).not.toBe(first.recordKey);
    expect(
      (await readdir(at('.provenance'))).filter((name) => name.startsWith('records-')),
    ).toHaveLength(4);
    expect((await one('keys', 'list')).recordKeys).toEqual([
      {
        recordKey: first.recordKey,
        organization: 'Example Organization',
        retired: expect.any(String),
      },
    ]);
    // Also before the new one has signed anything: the same signer has certified both.
    await ok('log', 'verify');
    await ok('mark', 'art.png', '--model', 'm', '-o', 'two.png');
    const { signers, verified } = await one('log', 'verify');
    expect(verified).toBe(true);
    expect(signers.map(({ certificate }: { certificate: string }) => certificate)).toEqual([
      first.recordKey,
      next.recordKey,
    ]);
    const shown = await ok('keys', 'show', next.certificates);
    expect(shown.stdout).toContain(next.recordKey.slice(0, 16));
    // The one that is retired signs nothing.
    await configure({
      registry: { ...(await config()).registry, certificates: first.certificates, key: first.key },
    });
    const refused = await run('mark', 'art.png', '--model', 'm', '-o', 'three.png');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('keys record') });
  });

  test('one that was stolen, and a signer that was stolen, end no log and sign nothing', async () => {
    const first = await one('keys', 'record', ...signer('org'));
    await ok('keys', 'rotate', 'signer', ...signer('org'));
    await ok('mark', 'art.png', '--model', 'm', '-o', 'one.png');
    await ok('keys', 'compromised', first.certificates, '--since', '2026-05-01');
    expect((await run('mark', 'art.png', '--model', 'm', '-o', 'two.png')).code).toBe(2);
    const found = await one('log', 'verify');
    expect(found).toMatchObject({ verified: false, problems: [{ kind: 'stranger' }] });
    expect(found.signers).toMatchObject([{ compromised: true, accepted: false }]);
    await one('keys', 'record');
    await ok('mark', 'art.png', '--model', 'm', '-o', 'two.png');
    await ok('log', 'verify');

    await ok('keys', 'compromised', 'org.pem', '--since', '2026-05-01');
    for (const args of [
      ['keys', 'record'],
      ['mark', 'art.png', '--model', 'm', '-o', '3.png'],
    ]) {
      expect((await run(...args)).code, args.join(' ')).toBe(2);
    }
    // The configured record key is known from here, and not from what the signer says of it.
    await ok('log', 'verify');
    const named = await one('log', 'verify', '--cert', 'org.pem');
    expect(named).toMatchObject({ verified: false, signers: [{}, { compromised: true }] });
    makeOrganization(folder, 'next', 'ES256');
    await ok('keys', 'rotate', 'signer', ...signer('next'));
    expect((await run('mark', 'art.png', '--model', 'm', '-o', '3.png')).stderr).toContain(
      'keys record',
    );
    await ok('keys', 'record');
    await ok('mark', 'art.png', '--model', 'm', '-o', '3.png');
    await ok('log', 'verify');
  });

  test('asks its signer for nothing where the answer could not be written', async () => {
    const command = await makeProgram(folder, 'org', 'ES256');
    const by = ['--signer-command', command];
    await writeFile(at('a-file'), '');
    const taken = await run('keys', 'record', ...by, '-o', 'a-file');
    expect(taken).toMatchObject({ code: expect.any(Number), stdout: '' });
    expect(taken.code).not.toBe(0);
    expect(taken.stderr).toContain('a-file');
    await expect(readFile(at('org.calls'))).rejects.toThrow();
    await writeFile(at('empty.json'), '{}');
    const bare = await run('keys', 'record', '--config', 'empty.json');
    expect(bare).toMatchObject({ code: 2, stderr: expect.stringContaining('--signer-key') });
    expect((await run('keys', 'record', '--no-config')).code).toBe(2);
    expect((await run('keys', 'record', ...by, '--days', '0')).code).toBe(2);
    expect((await run('keys', 'record', ...by, '--days', '99999')).code).toBe(2);
    expect((await run('keys', 'record', '--signer-key', 'org.key')).code).toBe(2);
  });

  test('a statement that is broken, or of another key, stops what signs, and says what to do', async () => {
    const { certificates, key } = await one('keys', 'record', ...signer('org'));
    const text = await readFile(at(certificates), 'utf8');
    const other = await one('keys', 'record', ...signer('org'), '-o', 'elsewhere');
    const cases: [string, string][] = [
      [text.replace(/\n[^\n]{64}\n/, '\n'), 'DELEGATION_MALFORMED'],
      [text.slice(0, 200), 'DELEGATION_MALFORMED'],
      [await readFile(at(other.certificates), 'utf8'), 'KEY_MISMATCH'],
    ];
    for (const [broken, code] of cases) {
      await writeFile(at('broken.pem'), broken);
      await configure({
        registry: { ...(await config()).registry, certificates: 'broken.pem', key },
      });
      const ran = await run('mark', 'art.png', '--model', 'm', '-o', 'never.png');
      expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(code) });
      expect((await run('doctor')).stdout).toContain(code);
    }
    const shown = await run('keys', 'show', 'broken.pem');
    expect(shown.code).toBe(0);
    await writeFile(at('broken.pem'), cases[0]![0]);
    expect(await run('keys', 'show', 'broken.pem')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('DELEGATION_MALFORMED'),
    });
  });
});

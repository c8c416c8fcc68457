// PKCS#11 against SoftHSM, in a token of its own.
import { spawnSync } from 'node:child_process';
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  verify as verifyBytes,
} from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentCertificates } from '@provenance/c2pa';
import { hashOf, keyInput, type SigningAlgorithm } from '@provenance/cose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsSigner, openKey } from '../src/index.ts';

const MODULE = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
].find((path) => existsSync(path));
/** pkcs11js is compiled where it is installed: `.ci/run` does. */
const library = await import('../src/pkcs11.ts').catch(() => null);
const isHere = MODULE !== undefined && library !== null;
if (!isHere) {
  const missing = MODULE === undefined ? 'SoftHSM (softhsm2)' : 'pkcs11js, compiled,';
  console.log(`PKCS#11: skipped, ${missing} is not here`);
}

const PIN = '98765';
const bytes = Buffer.from('a claim'.repeat(300));
const OBJECTS = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
} as const;

let folder: string;
let made: { certificates: string; key: string };
const before = process.env.SOFTHSM2_CONF;

function softhsm(...args: string[]): void {
  const { status, stderr } = spawnSync('softhsm2-util', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function importKey(pem: string, label: string, id: string): Promise<void> {
  const file = join(folder, `${label}.pem`);
  await writeFile(file, pem);
  softhsm('--import', file, '--token', 'signing', '--label', label, '--id', id, '--pin', PIN);
}

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;

beforeAll(async () => {
  if (!isHere) return;
  folder = await mkdtemp(join(tmpdir(), 'provenance-pkcs11-'));
  await mkdir(join(folder, 'tokens'));
  const file = join(folder, 'softhsm2.conf');
  await writeFile(file, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  process.env.SOFTHSM2_CONF = file;
  softhsm('--init-token', '--free', '--label', 'signing', '--pin', PIN, '--so-pin', '12345678');
  made = await createDevelopmentCertificates({ alg: 'ES256' });
  await importKey(made.key, 'certified', 'a0');
  await importKey(pem(OBJECTS.ES256), 'twice', 'b0');
  await importKey(pem(OBJECTS.ES384), 'twice', 'b1');
  for (const [index, [alg, key]] of Object.entries(OBJECTS).entries()) {
    await importKey(pem(key), alg, `0${index}`);
  }
});

afterAll(async () => {
  if (before === undefined) delete process.env.SOFTHSM2_CONF;
  else process.env.SOFTHSM2_CONF = before;
  if (isHere) await rm(folder, { recursive: true });
});

const reference = (object: string, more = '') =>
  `pkcs11:token=signing;${object}?module-path=${MODULE}${more}`;

describe.skipIf(!isHere)('PKCS#11', () => {
  test('signs as COSE wants it, many at once', async () => {
    const key = await openKey(reference('object=certified'), { pin: PIN });
    const signer = await kmsSigner(key, made);
    const signatures = await Promise.all([...Array(20)].map(() => signer.sign(bytes)));
    for (const signature of signatures) expect(signature).toHaveLength(64);
  });

  test.each(Object.keys(OBJECTS) as (keyof typeof OBJECTS)[])('signs with %s', async (alg) => {
    const key = await openKey(reference(`object=${alg}`), { pin: PIN });
    const publicKey = await key.publicKey();
    const signature = await key.sign(bytes, alg);
    const input = keyInput(alg, createPublicKey(publicKey));
    expect(verifyBytes(hashOf(alg), bytes, input, signature)).toBe(true);
  });

  test('the PIN stands in a file, the key has an id', async () => {
    await writeFile(join(folder, 'pin file'), `${PIN}\n`);
    const source = encodeURIComponent(join(folder, 'pin file'));
    const key = await openKey(reference('id=%a0', `&pin-source=${source}`));
    const signer = await kmsSigner(key, made);
    expect(await signer.sign(bytes)).toHaveLength(64);
  });

  const failing = async (uri: string, pin: string | undefined, alg: SigningAlgorithm = 'ES256') => {
    const key = await openKey(uri, pin === undefined ? {} : { pin });
    const error = await key.sign(bytes, alg).catch((thrown: unknown) => thrown);
    return error as { code: string; message: string };
  };

  test.each([
    ['object=nothing', /the token has no such private key/],
    ['object=twice', /more than one private key fits/],
  ])('%s', async (object, why) => {
    const { code, message } = await failing(reference(object), PIN);
    expect(code).toBe('SIGNER_FAILED');
    expect(message).toMatch(why);
    expect(message).not.toContain('/');
  });

  test('a token that is not there', async () => {
    const uri = `pkcs11:token=another;object=certified?module-path=${MODULE}`;
    expect((await failing(uri, PIN)).message).toMatch(/no such token/);
  });

  test('a module that is none', async () => {
    const uri = `pkcs11:object=a?module-path=${join(folder, 'nothing.so')}`;
    const { code, message } = await failing(uri, PIN);
    expect(code).toBe('SIGNER_FAILED');
    expect(message).toMatch(/it cannot be loaded/);
    expect(message).not.toContain(folder);
  });

  test('an algorithm that is not for the key', async () => {
    const { code, message } = await failing(reference('object=certified'), PIN, 'PS256');
    expect(code).toBe('SIGNER_FAILED');
    expect(message).toMatch(/the key is not for PS256/);
  });

  test('a key that is not of the certificate', async () => {
    const key = await openKey(reference('object=ES256'), { pin: PIN });
    const signer = await kmsSigner(key, made);
    await expect(signer.sign(bytes)).rejects.toMatchObject({ code: 'KEY_MISMATCH' });
  });

  test('after a failure the key signs again', async () => {
    const key = await openKey(reference('object=certified'), { pin: PIN });
    for (const again of [0, 1, 2]) {
      expect(await key.sign(bytes, 'PS256').catch(({ code }) => code)).toBe('SIGNER_FAILED');
      expect(await key.sign(bytes, 'ES256'), `round ${again}`).toHaveLength(64);
    }
  });
});

// In a process of its own: here a session may still be logged in, which any PIN would do for.
describe.skipIf(!isHere)('a PIN', () => {
  const script = `
    import { openKey } from '@provenance/kms';
    const [uri, pin] = process.argv.slice(1);
    const key = await openKey(uri, { pin });
    for (let i = 0; i < 20; i++) await key.sign(new Uint8Array(9), 'ES256').catch((e) => console.log(e.message));
  `;
  const run = (...args: string[]) => {
    const flags = ['--conditions=@provenance/source', '--import=tsx', '--input-type=module', '-e'];
    const done = spawnSync(process.execPath, [...flags, script, ...args], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    });
    return { ...done, lines: done.stdout.trim().split('\n') };
  };

  test('that is wrong is tried once: tokens lock themselves', () => {
    const { lines } = run(reference('object=certified'), '00000');
    expect(lines).toHaveLength(20);
    for (const line of lines) expect(line).toContain('CKR_PIN_INCORRECT');
    // A token that counts had refused this one too.
    expect(run(reference('object=certified'), PIN)).toMatchObject({ status: 0, stdout: '' });
  });

  test('that is missing', () => {
    expect(run(reference('object=certified')).lines[0]).toMatch(/no such private key/);
  });
});

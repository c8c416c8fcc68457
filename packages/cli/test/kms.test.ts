// Keys in services, named where a PEM file may be: with AWS KMS as a fake on this machine, which its library finds by
// variables of the environment.
import { spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateArt } from '../../../examples/art.ts';
import { startAws } from '../../kms/test/fakes/aws.ts';
import type { FakeService } from '../../kms/test/fakes/service.ts';
import { json, provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';

const folder = useEmptyFolder();
const KEY = 'awskms:///alias/signing';
let service: FakeService;
const environment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'of a test',
};

beforeAll(async () => {
  await provenance(folder.path, ['keys', 'development', '--alg', 'ES256']);
  await provenance(folder.path, ['keys', 'watermark', '-o', 'mark.key']);
  service = await startAws(await readFile(join(folder.path, 'development-signer.key'), 'utf8'));
  Object.assign(process.env, environment, { AWS_ENDPOINT_URL_KMS: service.url });
  for (const name of ['art', 'other']) {
    await writeFile(
      join(folder.path, `${name}.png`),
      await generateArt(1, { width: 256, height: 192 }),
    );
  }
  const config = {
    signer: { certificates: 'development-signer.pem', key: KEY },
    watermark: { keys: [{ key: 'mark.key' }] },
  };
  await writeFile(join(folder.path, 'provenance.config.json'), JSON.stringify(config));
});
afterAll(async () => {
  for (const name of [...Object.keys(environment), 'AWS_ENDPOINT_URL_KMS'])
    delete process.env[name];
  await service.close();
});
beforeEach(() => {
  service.behaviour = 'answers';
  service.asked.length = 0;
});
const config = ['--config', 'provenance.config.json'];

test('the configuration names it: one call a picture', async () => {
  const files = ['art.png', 'other.png'];
  const marked = await provenance(folder.path, [
    'mark',
    ...files,
    '-o',
    'out',
    '--model',
    'm',
    ...config,
  ]);
  expect(marked.stderr).toBe('');
  expect(marked.code).toBe(0);
  expect(service.asked).toEqual(['TrentService.Sign', 'TrentService.Sign']);
  const verified = await provenance(folder.path, [
    'verify',
    '--json',
    '--no-config',
    'out/art.png',
  ]);
  expect(json(verified.stdout)[0]).toMatchObject({ verdict: { integrity: 'intact' } });
});

test('flags name it, and the environment', async () => {
  const named = ['--signer-key', KEY, '--cert', 'development-signer.pem'];
  const run = ['sign', 'art.png', '--no-config', '--model', 'm', '-f'];
  expect((await provenance(folder.path, [...run, ...named])).code).toBe(0);
  const env = { PROVENANCE_SIGNER_KEY: KEY, PROVENANCE_CERTIFICATES: 'development-signer.pem' };
  expect((await provenance(folder.path, run, { env })).code).toBe(0);
  expect(service.asked).toHaveLength(2);
});

describe('doctor', () => {
  test('names it, and has it sign', async () => {
    const { code, stdout } = await provenance(folder.path, ['doctor', ...config]);
    expect(stdout).toContain('key in AWS KMS, which signs');
    expect(stdout).toContain(KEY);
    expect(code).toBe(0);
  });

  test('says why it does not', async () => {
    service.behaviour = 'refuses';
    const { code, stdout } = await provenance(folder.path, ['doctor', ...config]);
    expect(code).toBe(2);
    expect(stdout).toContain('AWS KMS gave no signature or key: AccessDeniedException');
    expect(stdout).not.toContain('somebody');
  });

  test('shows no PIN that somebody wrote into it', async () => {
    const key = 'pkcs11:object=a?module-path=/m.so&pin-value=31337';
    const signer = { certificates: 'development-signer.pem', key };
    await writeFile(join(folder.path, 'pin.json'), JSON.stringify({ signer }));
    const { code, stdout } = await provenance(folder.path, ['doctor', '--config', 'pin.json']);
    expect(code).toBe(2);
    expect(stdout).toContain('a PIN does not stand in it');
    expect(stdout).not.toContain('31337');
  });
});

test('keys request and keys check ask it', async () => {
  const named = ['--organization', 'Example Ltd.', '--common-name', 'Example Studio'];
  const request = ['keys', 'request', '-o', 'r.csr', '-f', ...named, '--signer-key'];
  expect((await provenance(folder.path, [...request, KEY])).code).toBe(0);
  const args = ['req', '-in', join(folder.path, 'r.csr'), '-noout', '-verify'];
  expect(spawnSync('openssl', args).status).toBe(0);
  const check = ['keys', 'check', 'development-signer.pem', '--signer-key'];
  expect((await provenance(folder.path, [...check, KEY])).code).toBe(0);
  const wrong = await provenance(folder.path, [...request, 'awskms:///alias/another']);
  expect(wrong.code).toBe(10);
  expect(wrong.stderr).toContain('NotFoundException');
  const none = await provenance(folder.path, [...request, 'gcpkms://projects/p']);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('KEY_MALFORMED');
});

test('keys check tells another key', async () => {
  await provenance(folder.path, ['keys', 'development', '--alg', 'ES256', '-o', 'two']);
  const check = ['keys', 'check', 'two/development-signer.pem', '--signer-key', KEY];
  expect((await provenance(folder.path, check)).stderr).toContain('KEY_MISMATCH');
});

test('keys check tells a key of another kind, and the next key is read as ever', async () => {
  await provenance(folder.path, ['keys', 'development', '--alg', 'Ed25519', '-o', 'ed']);
  const check = ['keys', 'check', 'ed/development-signer.pem', '--signer-key', KEY];
  expect((await provenance(folder.path, check)).stderr).toContain('KEY_MISMATCH');
  // In this process, whose OpenSSL remembers what went wrong.
  const pem = await readFile(join(folder.path, 'ed', 'development-signer.key'), 'utf8');
  expect(createPrivateKey(pem).asymmetricKeyType).toBe('ed25519');
});

test('keys rotate puts it into the configuration as it is', async () => {
  const before = {
    signer: { certificates: 'development-signer.pem', key: 'development-signer.key' },
  };
  await writeFile(join(folder.path, 'rotated.json'), JSON.stringify(before));
  const named = [
    '--signer-key',
    KEY,
    '--cert',
    'development-signer.pem',
    '--config',
    'rotated.json',
  ];
  const rotated = await provenance(folder.path, ['keys', 'rotate', 'signer', ...named]);
  expect(rotated.code).toBe(0);
  const after = JSON.parse(await readFile(join(folder.path, 'rotated.json'), 'utf8'));
  expect(after.signer.key).toBe(KEY);
});

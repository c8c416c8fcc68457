import { readdir, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const inspect = (...args: string[]) => provenance(workspace.path, ['inspect', ...args]);

beforeAll(async () => {
  const args = ['sign', 'photo.png', '--parent', 'photo.signed.jpg', '-o', 'edit.png'];
  await provenance(workspace.path, [...args, '--model', 'editor']);
});

test('the store as text: manifests, actions, ingredients and codes', async () => {
  const { code, stdout, stderr } = await inspect('edit.png');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const word of ['c2pa.opened', 'c2pa.created', 'parentOf', 'photo.signed.jpg', 'Trusted']) {
    expect(stdout).toContain(word);
  }
});

test('--tree: the active manifest on top, its parent and the manifest of that below', async () => {
  const { code, stdout } = await inspect('--tree', 'edit.png');
  expect(code).toBe(0);
  const [top, ...below] = lines(stdout);
  expect(top).toMatch(/^“photo\.png” by “Example Organization”/);
  expect(below[0]).toContain('parentOf “photo.signed.jpg”');
  expect(below[1]).toContain('“photo.jpg” by “Example Organization”');
});

test('--json holds everything, versioned', async () => {
  const [report] = json((await inspect('--json', '--certs', 'edit.png')).stdout);
  expect(report).toMatchObject({ schema: 'provenance.inspect/1', file: 'edit.png' });
  expect(report.manifests).toHaveLength(2);
  expect(report.manifests[0].label).toBe(report.activeManifest);
  expect(report.certificates).toHaveLength(1);
  expect(report.pem).toContain('-----BEGIN CERTIFICATE-----');
});

test('--certs is PEM that other commands take', async () => {
  const { stdout } = await inspect('--certs', 'edit.png');
  await writeFile(workspace.at('signer.pem'), stdout);
  expect((await provenance(workspace.path, ['keys', 'check', 'signer.pem'])).code).toBe(0);
});

test('--tree and --certs together print both', async () => {
  const [tree, certs, both] = await Promise.all(
    [['--tree'], ['--certs'], ['--tree', '--certs']].map((flags) => inspect(...flags, 'edit.png')),
  );
  expect(both?.stdout).toBe(`${tree?.stdout}${certs?.stdout}`);
});

test('the data of small assertions stands on their line, cut', async () => {
  const long = 'y'.repeat(1000);
  const args = ['sign', 'photo.png', '-o', 'said.png', '--training-mining', 'notAllowed'];
  await provenance(workspace.path, [...args, '--prompt', `a lighthouse ${long}`]);
  const { stdout } = await inspect('said.png');
  expect(stdout).toMatch(/training-mining.*notAllowed/);
  expect(stdout).toMatch(/prompt.*a lighthouse/);
  expect(stdout).not.toContain(long);
  expect(stdout).toMatch(/1 manifest$/m);
});

test('-o with nothing to write says so and makes no folder', async () => {
  const { code, stderr } = await inspect('-o', 'resources', 'edit.png');
  expect(code).toBe(0);
  expect(stderr).not.toBe('');
  expect(await readdir(workspace.path)).not.toContain('resources');
  const [report] = json((await inspect('--json', '-o', 'resources', 'edit.png')).stdout);
  expect(report.resources).toEqual([]);
});

describe('nothing to show', () => {
  test.each([
    ['photo.png', 3],
    ['missing.png', 10],
    ['.', 10],
    ['provenance.config.json', 3],
  ])('%s: exit code %i', async (file, code) => {
    for (const flags of [[], ['--tree'], ['--certs'], ['--json']]) {
      expect((await inspect(...flags, file)).code).toBe(code);
    }
  });
});

test('standard input', async () => {
  const stdin = await workspace.read('edit.png');
  const ran = await provenance(workspace.path, ['inspect', '--json', '-'], { stdin });
  expect(ran.code).toBe(0);
  expect(json(ran.stdout)[0]).toMatchObject({ file: '-', state: 'Trusted' });
});

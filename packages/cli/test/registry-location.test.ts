// Finding L6: a URL with a slip in it was taken for a folder, made, and shown with its password.
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { useEmptyFolder, useWorkspace } from './folders.ts';

const elsewhere = useEmptyFolder();
const workspace = useWorkspace();
const SECRET = 'p4ssw0rd';

const SLIPS = [
  `postgresql:/user:${SECRET}@host/database`,
  `postgresql:user:${SECRET}@host/database`,
  `postgres:/user:${SECRET}@host/database`,
  `POSTGRESQL:/user:${SECRET}@host/database`,
  `postgresql:\\\\user:${SECRET}@host\\database`,
  `postgresq://user:${SECRET}@host/database`,
  `mysql://user:${SECRET}@host/database`,
  `jdbc:postgresql://user:${SECRET}@host/database`,
  `http://user:${SECRET}@host/database`,
  `file:///var/lib/${SECRET}`,
  ` postgresql://user:${SECRET}@host/database`,
  `\u{feff}postgresql://user:${SECRET}@host/database`,
  `"postgresql:/user:${SECRET}@host/database"`,
  `'postgresql://user:${SECRET}@host/database'`,
  `PROVENANCE_REGISTRY=postgresql://user:${SECRET}@host/database`,
  `//user:${SECRET}@host/database`,
  `user:${SECRET}@host/database`,
  `u:${SECRET}@host/database`,
  // Characters of the password that would have to be percent-encoded end the host.
  `postgresql://user:12/${SECRET}@host/database`,
  `postgresql://user:12?${SECRET}@host/database`,
  `postgresql://user:12#${SECRET}@host/database`,
  `postgresql://user:${SECRET}/x@host/database`,
  `postgresql://user:${SECRET}@host:port/database`,
  `postgresql://user:${SECRET}@ho st/database`,
  `${':'.repeat(2_000_000)}${SECRET}`,
];

describe.each(SLIPS)('%.60s', (location) => {
  test('is neither a folder nor a database, and shows no password', async () => {
    const folder = await mkdtemp(join(elsewhere.path, 'slip-'));
    await writeFile(join(folder, 'by-file.json'), JSON.stringify({ registry: { location } }));
    const before = await readdir(folder);
    const env = { PROVENANCE_REGISTRY: location };
    const commands: [string[], Record<string, string>][] = [
      [['verify', 'by-file.json', '--registry', location], {}],
      [['registry', 'init', location], {}],
      [['registry', 'init'], env],
      [['doctor', '--json'], env],
      [['verify', 'a.png'], env],
      [['doctor', '--config', 'by-file.json'], {}],
      [['verify', 'a.png', '--config', 'by-file.json'], {}],
      [['log', 'verify', '--config', 'by-file.json'], {}],
    ];
    for (const [args, env] of commands) {
      const ran = await provenance(folder, args, { env: { ...env, PROVENANCE_DEBUG: '1' } });
      expect([args, ran.code]).toEqual([args, 2]);
      expect(`${ran.stdout}${ran.stderr}`).not.toContain(SECRET);
    }
    expect(await readdir(folder)).toEqual(before);
  });
});

test('init leaves a location of the environment alone, and shows nothing of it', async () => {
  const folder = await mkdtemp(join(elsewhere.path, 'init-'));
  const env = { PROVENANCE_REGISTRY: `postgresql:/user:${SECRET}@host/database` };
  const ran = await provenance(folder, ['init', '--yes'], { env });
  expect(ran.code).toBe(0);
  expect(`${ran.stdout}${ran.stderr}`).not.toContain(SECRET);
  expect((await readdir(folder)).sort()).toEqual(['.provenance', 'provenance.config.json']);
});

test.each([
  'records',
  './other records',
  './2026:records',
  'C:\\records',
  'C:/records',
  '\\\\server\\records',
  'a folder, with an @',
])('%s is a folder', async (location) => {
  const env = { PROVENANCE_REGISTRY: location };
  const made = await provenance(workspace.path, ['registry', 'init'], { env });
  expect(made).toMatchObject({ code: 0, stdout: '✓ Made a registry: lmdb.\n' });
});

test('capitals in the scheme are those of a database', async () => {
  const location = `PostgreSQL://user:${SECRET}@127.0.0.1:1/database`;
  const env = { PROVENANCE_REGISTRY: location };
  const ran = await provenance(elsewhere.path, ['registry', 'stats'], { env });
  // Asked, and not there: refused by nobody for how it is written.
  expect(ran.code).toBe(11);
  const shown = await provenance(elsewhere.path, ['doctor', '--json'], { env });
  const [{ settings }] = json(shown.stdout);
  expect(settings).toContainEqual({
    field: 'registry.location',
    value: 'postgresql://127.0.0.1/database',
    source: 'PROVENANCE_REGISTRY',
  });
  expect(`${shown.stdout}${ran.stderr}`).not.toContain(SECRET);
});

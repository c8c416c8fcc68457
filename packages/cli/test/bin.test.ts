// The file that Node runs first, before anything that an old one could not parse.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/provenance.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-bin-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As a Node of another version would run it. */
async function runOn(version: string) {
  const preload = join(folder, `${version}.cjs`);
  const versions = `{ ...process.versions, node: '${version}' }`;
  await writeFile(
    preload,
    `Object.defineProperty(process, 'versions', { value: ${versions} });
     Object.defineProperty(process, 'version', { value: 'v${version}' });`,
  );
  return spawnSync(process.execPath, ['--require', preload, BIN, '--version'], {
    encoding: 'utf8',
  });
}

test.each(['14.21.3', '18.20.8', '20.9.0', '20.18.3'])(
  'Node %s is told so in a line',
  async (version) => {
    const { status, stdout, stderr } = await runOn(version);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^provenance needs Node 20\.19 or later, and this is v[\d.]+\. .+\n$/);
    expect(stderr).toContain(version);
  },
);

test.each(['20.19.0', '22.0.0', '24.0.0'])('Node %s is let in', async (version) => {
  const { stderr } = await runOn(version);
  expect(stderr).not.toContain('needs Node');
});

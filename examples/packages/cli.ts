import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateArt } from '../art.ts';

// npx --package @provenance/cli provenance verify --json art.png
const command = new URL('../../packages/cli/bin/provenance.js', import.meta.url).pathname;
const cwd = mkdtempSync(join(tmpdir(), 'cli-'));
writeFileSync(join(cwd, 'art.png'), await generateArt(1));
const args = [command, 'verify', '--json', '--no-config', 'art.png'];
const { status, stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
console.log(status, JSON.parse(stdout).verdict.origin.kind); // 3: nothing found
rmSync(cwd, { recursive: true });

// An output that cannot be written is named, by every command that has one, before anything else is done.
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const run = (...args: string[]) => provenance(workspace.path, args);

test.each([
  ['log', 'head', '-o', 'nowhere/log.head'],
  ['registry', 'export', '-o', 'nowhere/all.cbor'],
  ['request', 'export', '-o', 'nowhere/all.jsonl'],
  ['keys', 'watermark', '-o', 'a-file/next.key'],
  ['keys', 'development', '-o', 'a-file'],
  ['keys', 'record', '-o', 'a-file'],
  [
    ...['profile', 'make', '--tokenizer', 'o200k_base', '--scheme', 'provenance-gumbel-siphash-v1'],
    ...['-o', 'a-file/profile.json'],
  ],
])('%s %s names it', async (...args) => {
  await writeFile(workspace.at('a-file'), '');
  await writeFile(workspace.at('art.png'), await textured(1, 192));
  await run('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
  const { code, stdout, stderr } = await run(...args);
  expect(code).not.toBe(0);
  expect(stdout).toBe('');
  const [file] = args.at(-1)!.split('/');
  expect(stderr).toMatch(new RegExp(`^error: ${file}`));
  // Neither a remedy twice, nor a fault of ours.
  expect(stderr).not.toMatch(/(Check the path\.).*\1|UNEXPECTED/s);
});

test('an export that has no place is not begun: the log has no entry of it', async () => {
  expect((await run('registry', 'export', '-o', 'nowhere/all.cbor')).code).toBe(10);
  const before = json((await run('registry', 'audit', '--json')).stdout);
  expect(JSON.stringify(before)).not.toContain('export');
  expect((await run('registry', 'export', '-o', 'all.cbor')).code).toBe(0);
  expect((await run('registry', 'audit')).stdout).toContain('export');
});

import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const run = (...args: string[]) => provenance(workspace.path, args);
const request = (...args: string[]) => run('request', ...args);

let counter = 0;
let on: string[];
beforeEach(async () => {
  const place = `requests-${counter++}`;
  on = ['--registry', place];
  expect((await run('registry', 'init', place)).code).toBe(0);
  await workspace.write('marked.txt', `What a model wrote, number ${counter}.\n`);
  await workspace.write('other.txt', `What somebody else wrote, number ${counter}.\n`);
});

async function opened(file: string, ...flags: string[]) {
  const ran = await request('open', file, '--purpose', 'Is it yours?', '--json', ...flags, ...on);
  expect(ran.code).toBe(0);
  return json(ran.stdout)[0];
}

describe('a request about an output', () => {
  test('is answered with its record, and kept with the answer', async () => {
    const marked = await run(
      'mark',
      'marked.txt',
      '-o',
      'out.txt',
      '-f',
      '--model',
      'm-1',
      '--model-version',
      '2.1',
      '--json',
      ...on,
    );
    const { contentId } = json(marked.stdout)[0].record;
    const { id, retainUntil, ...kept } = await opened('out.txt', '--asker', 'A. Writer');
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(kept).toMatchObject({ purpose: 'Is it yours?', asker: 'A. Writer', answers: [] });
    expect(retainUntil > new Date().toISOString()).toBe(true);
    const waiting = await request('list', '--open', ...on);
    expect(waiting.stdout).toContain(id);
    const answered = await request('answer', id, 'out.txt', '--note', 'By mail.', ...on);
    expect(answered).toMatchObject({ code: 0 });
    expect(answered.stdout).toContain('It is ours');
    expect(answered.stdout).toContain(contentId);
    expect(answered.stdout).toContain('“m-1 2.1”');
    const shown = await request('show', id, '--json', ...on);
    expect(json(shown.stdout)[0].answers).toMatchObject([
      {
        outcome: 'ours',
        by: 'hash',
        contentIds: [contentId],
        models: ['m-1 2.1'],
        note: 'By mail.',
      },
    ]);
    expect(await request('list', '--open', ...on)).toMatchObject({ code: 3, stdout: '' });
    const page = await request('show', id, '--lang', 'ja', ...on);
    expect(page.stdout).toContain('当方が提供したものです');
    expect(page.stdout).toMatch(/調べた手段 +バイト列/);
    const span = ['--from', '2020-01-01', '--to', '2999-12-31'];
    const counted = await run('registry', 'report', ...span, ...on);
    expect(counted.stdout).toContain('requests answered: 1 ours, 0 perhaps ours, 0 not found');
    const table = await run('registry', 'report', '--csv', ...span, ...on);
    expect(table.stdout).toMatch(/,,,,0,0,0,0,1,0,0,0\r\n/);
    const log = await run('log', 'verify', ...on);
    expect(log).toMatchObject({ code: 0 });
    expect(log.stdout).toContain('2 events');
  });

  test('of which nothing is found is answered so, and never as "not ours"', async () => {
    const { id } = await opened('other.txt');
    const answered = await request('answer', id, 'other.txt', ...on);
    expect(answered).toMatchObject({ code: 0 });
    expect(answered.stdout).toContain('That is no proof that it is not ours');
    const [line] = json((await request('list', '--json', ...on)).stdout);
    expect(line.answers).toMatchObject([{ outcome: 'not-found', by: null, contentIds: [] }]);
    expect(line.answers[0].looked).toContain('hash');
  });

  test('is not answered from another file, nor is one that is not there', async () => {
    const { id } = await opened('other.txt');
    const other = await request('answer', id, 'marked.txt', ...on);
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain('its hash is another');
    expect(await request('answer', '0'.repeat(12), 'other.txt', ...on)).toMatchObject({ code: 3 });
    expect(await request('show', '0'.repeat(12), ...on)).toMatchObject({ code: 3 });
    expect(await request('answer', 'what', 'other.txt', ...on)).toMatchObject({ code: 2 });
  });

  test('is refused with a day that is over, and for a file that is missing', async () => {
    const flags = ['--purpose', 'x', '--retain-until', '2020-01-01', ...on];
    expect(await request('open', 'other.txt', ...flags)).toMatchObject({ code: 2, stdout: '' });
    expect(await request('open', 'none.txt', '--purpose', 'x', ...on)).toMatchObject({ code: 10 });
    expect(await request('list', ...on)).toMatchObject({ code: 3 });
  });

  test('is exported, and erased with its answers', async () => {
    const { id } = await opened('other.txt');
    await request('answer', id, 'other.txt', ...on);
    await opened('marked.txt');
    expect(await request('export', '-o', 'requests.jsonl', ...on)).toMatchObject({ code: 0 });
    const lines = json(await readFile(`${workspace.path}/requests.jsonl`, 'utf8'));
    expect(lines).toMatchObject([{ schema: 'provenance.request/1', id }, { answers: [] }]);
    expect(await request('export', '-o', 'requests.jsonl', ...on)).toMatchObject({ code: 2 });
    expect(await request('erase', id, '--yes', ...on)).toMatchObject({ code: 0 });
    expect(await request('show', id, ...on)).toMatchObject({ code: 3 });
    const log = await run('log', 'verify', '--json', ...on);
    expect(json(log.stdout)[0]).toMatchObject({ verified: true, events: 1, erasures: 2 });
  });

  test('goes when its day is over', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await opened('other.txt', '--retain-until', today);
    await opened('marked.txt');
    const ran = await run('registry', 'prune', '--before', '2999-01-01', '--yes', ...on);
    expect(ran.code).toBe(0);
    expect(await request('list', ...on)).toMatchObject({ code: 3 });
  });
});

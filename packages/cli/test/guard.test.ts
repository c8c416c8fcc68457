import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { generateArt } from '../../../examples/art.ts';
import { json, provenance } from './console.ts';
import { useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const run = (...args: string[]) => provenance(workspace.path, args);

let counter = 0;
let place: string;
let on: string[];
beforeEach(async () => {
  place = `guarded-${counter++}`;
  on = ['--registry', `${place}/registry`];
  await mkdir(workspace.at(place, 'out'), { recursive: true });
  const work = await generateArt(3, { width: 512, height: 384 });
  await workspace.write(`${place}/work.png`, work);
  const part = sharp(work).extract({ left: 100, top: 40, width: 300, height: 300 }).flop();
  await workspace.write(`${place}/out/part.jpg`, await part.jpeg().toBuffer());
  await workspace.write(
    `${place}/out/other.png`,
    await generateArt(4, { width: 512, height: 384 }),
  );
  expect((await run('registry', 'init', `${place}/registry`)).code).toBe(0);
});

async function added(...flags: string[]) {
  const why = ['--contact', 'rights@example.org', '--reason', 'asked for', '--operator', 'op'];
  const ran = await run('guard', 'add', `${place}/work.png`, ...why, '--json', ...flags, ...on);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return json(ran.stdout)[0];
}

/** The configuration of the workspace, with a guard. */
async function guarded(action: string) {
  const config = JSON.parse((await workspace.read('provenance.config.json')).toString());
  await workspace.write(
    'guarded.config.json',
    JSON.stringify({ ...config, guard: { action, refreshSeconds: 0 } }),
  );
  return ['--config', 'guarded.config.json', ...on];
}

test('a work that is listed is not listed again, until it is removed', async () => {
  const { id } = await added();
  const why = ['--contact', 'other@example.org', '--reason', 'asked again'];
  const again = await run('guard', 'add', `${place}/work.png`, ...why, ...on);
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toContain(id);
  expect(json((await run('guard', 'list', '--json', ...on)).stdout)).toHaveLength(1);
  expect((await run('guard', 'remove', id, '--reason', 'moved', ...on)).code).toBe(0);
  expect((await added()).id).not.toBe(id);
});

describe('the list', () => {
  test('has what was added, until it is removed and erased', async () => {
    const work = await added('--title', 'Waves');
    expect(work).toMatchObject({
      schema: 'provenance.guard/1',
      kind: 'picture',
      title: 'Waves',
      contact: 'rights@example.org',
      reason: 'asked for',
      by: 'op',
      fingerprints: ['org.provenance.pdq.1', 'org.provenance.parts.2'],
      removed: null,
    });
    const { id } = work;
    const listed = await run('guard', 'list', ...on);
    expect(listed.stdout).toContain(`${id}  `);
    expect(listed.stdout).toContain('“Waves”');
    const removed = await run('guard', 'remove', id, '--reason', 'agreed', ...on);
    expect(removed).toMatchObject({ code: 0 });
    expect((await run('guard', 'list', ...on)).code).toBe(3);
    const all = await run('guard', 'list', '--all', '--json', ...on);
    expect(json(all.stdout)).toMatchObject([{ id, removed: { reason: 'agreed' } }]);
    expect((await run('guard', 'remove', id, '--reason', 'again', ...on)).code).toBe(3);
    const erased = await run('guard', 'remove', id, '--reason', 'x', '--erase', '--yes', ...on);
    expect(erased).toMatchObject({ code: 0 });
    expect((await run('guard', 'list', '--all', ...on)).code).toBe(3);
    expect((await run('log', 'verify', ...on)).code).toBe(0);
  });

  test('refuses a work without a contact, without features, and a number that is none', async () => {
    const bare = await run('guard', 'add', `${place}/work.png`, '--reason', 'x', ...on);
    expect(bare).toMatchObject({ code: 2, stdout: '' });
    const create = { width: 300, height: 300, channels: 3, background: '#445566' } as const;
    await workspace.write(`${place}/flat.png`, await sharp({ create }).png().toBuffer());
    const why = ['--contact', 'a', '--reason', 'b'];
    const flat = await run('guard', 'add', `${place}/flat.png`, ...why, ...on);
    expect(flat.code).not.toBe(0);
    expect(flat.stderr).toContain('GUARD_TOO_PLAIN');
    expect((await run('guard', 'list', ...on)).code).toBe(3);
    expect((await run('guard', 'remove', 'xyz', '--reason', 'b', ...on)).code).toBe(2);
  });
});

test('check says which files are like a work, and writes nothing down', async () => {
  const { id } = await added();
  const before = (await run('registry', 'stats', '--json', ...on)).stdout;
  const ran = await run('guard', 'check', `${place}/out`, '--json', ...on);
  expect(ran).toMatchObject({ code: 1, stderr: '' });
  expect(json(ran.stdout)).toMatchObject([
    { status: 'clear', matches: [], works: 1 },
    { status: 'alike', matches: [{ work: id, distance: null }] },
  ]);
  expect((await run('registry', 'stats', '--json', ...on)).stdout).toBe(before);
  const clear = await run('guard', 'check', `${place}/out/other.png`, '--lang', 'ja', ...on);
  expect(clear.code).toBe(0);
  expect(clear.stdout).toContain('作風');
});

test('check against an empty list is no pass', async () => {
  const ran = await run('guard', 'check', `${place}/out`, '--json', ...on);
  expect(ran).toMatchObject({ code: 3, stdout: '', stderr: 'The list has no works.\n' });
});

describe('mark, with a guard in the configuration', () => {
  test('blocks: exit code 1, no file, no record; the hit is on the list', async () => {
    const { id } = await added();
    const flags = await guarded('block');
    const output = join(place, 'marked');
    const ran = await run('mark', `${place}/out`, '-o', output, '--json', ...flags);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('GUARD_BLOCKED');
    expect(json(ran.stdout)).toMatchObject([{ guard: { status: 'clear', matches: [] } }]);
    expect(await readdir(join(workspace.path, output))).toEqual(['other.png']);
    const listed = await run('guard', 'list', '--hits', '--json', ...on);
    expect(json(listed.stdout)).toMatchObject([{ id, hits: [{ action: 'block', work: id }] }]);
    const stats = json((await run('registry', 'stats', '--json', ...on)).stdout)[0];
    expect(stats.records).toBe(1);
  });

  test('flags: it is handed out, and a line says so', async () => {
    const { id } = await added();
    const flags = await guarded('flag');
    const ran = await run('mark', `${place}/out/part.jpg`, '-o', `${place}/x.jpg`, ...flags);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(`the protected work ${id}`);
    expect(ran.stdout).toContain('guard.action');
  });

  test('is refused without a registry, and with an action that is none', async () => {
    const config = ['--config', (await guarded('block'))[1]!];
    const bare = await run('mark', `${place}/work.png`, ...config, '--no-registry');
    expect(bare).toMatchObject({ code: 2 });
    expect(bare.stderr).toContain('guard');
    const wrong = await guarded('warn');
    const ran = await run('mark', `${place}/work.png`, ...wrong);
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain('guard.action must be block, flag, log');
  });
});

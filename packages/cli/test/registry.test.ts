import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { render, say } from '@provenance/messages';
import { openLmdb } from '@provenance/registry';
import { beforeEach, describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const run = (...args: string[]) => provenance(workspace.path, args);
const registry = (...args: string[]) => run('registry', ...args);
const stats = async (...args: string[]) =>
  json((await registry('stats', '--json', ...args)).stdout)[0];

/** Records without the cost of marks: texts. Resolves to their content ids. */
let counter = 0;
async function record(count: number, ...flags: string[]): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    names.push(`${counter++}.txt`);
    await workspace.write(names.at(-1)!, `What a model wrote, number ${counter}.\n`);
  }
  const ran = await run('mark', ...names, '-o', 'out/', '-f', '--json', ...flags);
  expect(ran.code).toBe(0);
  return json(ran.stdout).map((line) => line.record.contentId);
}

let place: string;
let on: string[];
beforeEach(async () => {
  place = `registry-${counter++}`;
  on = ['--registry', place];
  expect((await registry('init', place)).code).toBe(0);
});

describe('registry init', () => {
  test('makes one, says how to use it, and keeps one that is there', async () => {
    const made = await registry('init', 'fresh');
    expect(made).toMatchObject({ code: 0, stdout: '✓ Made a registry: lmdb.\n' });
    expect(made.stderr).toContain('PROVENANCE_REGISTRY');
    await record(1, '--registry', 'fresh');
    const again = await registry('init', 'fresh', '--json');
    expect(json(again.stdout)).toEqual([
      { schema: 'provenance.registry/1', command: 'init', backend: 'lmdb', made: false },
    ]);
    expect(await stats('--registry', 'fresh')).toMatchObject({ records: 1 });
    const own = await registry('init');
    expect(own).toMatchObject({ code: 0, stderr: '' });
    expect(own.stdout).toContain('There is a registry already');
  });
});

describe('registry stats', () => {
  test('counts', async () => {
    expect(await stats(...on)).toMatchObject({ records: 0, entries: 0, head: null, waiting: 0 });
    await record(3, ...on);
    const line = await stats(...on);
    expect(line).toMatchObject({
      schema: 'provenance.registry/1',
      command: 'stats',
      backend: 'lmdb',
      records: 3,
      entries: 3,
      erased: 0,
      head: { size: 3, issuer: 'Example Organization' },
    });
    expect((await registry('stats', ...on)).stdout).toMatch(
      /^lmdb: 3 records, .* log of 3 entries/,
    );
  });
});

describe('the desk', () => {
  test('search and show find what is on record, and erased records no more', async () => {
    const [first] = await record(1, '--request-id', 'r-1', '--model', 'm', ...on);
    const [second] = await record(1, '--request-id', 'r-2', '--model', '=m\u202e', ...on);
    const found = await registry('search', '--request-id', 'r-2', '--json', ...on);
    expect(found.code).toBe(0);
    const [line] = json(found.stdout);
    expect(line).toMatchObject({
      schema: 'provenance.registry/1',
      command: 'search',
      contentId: second,
      requestId: 'r-2',
      issuer: 'Example Organization',
      logIndex: 1,
    });
    const ids = async (...args: string[]) =>
      json((await registry('search', '--json', ...args, ...on)).stdout).map((l) => l.contentId);
    expect(await ids('--model', 'm')).toEqual([first]);
    expect(await ids('--hash', line.contentHash)).toEqual([second]);
    expect(await ids('--content-id', first!.toUpperCase())).toEqual([first]);
    expect(await ids('--from', '2020-01-01', '--issuer', 'Example Organization')).toEqual([
      first,
      second,
    ]);
    const text = await registry('search', '--to', '2999-01-01', ...on);
    expect(text.stdout.split('\n')[0]).toMatch(
      new RegExp(`^${first} {2}20.* UTC {2}“Example Organization” {2}“m” {2}r-1$`),
    );
    expect(text.stdout).not.toContain('\u202e');
    expect((await registry('show', second!, ...on)).stdout).toMatch(/^Request +r-2$/m);
    expect((await registry('show', first!, ...on)).stdout).toMatch(/^Model +“m”$/m);
    expect(json((await registry('show', second!, '--json', ...on)).stdout)).toEqual([
      { ...line, command: 'show' },
    ]);
    await registry('erase', second!, '--yes', ...on);
    expect(await registry('search', '--request-id', 'r-2', ...on)).toMatchObject({
      code: 3,
      stdout: '',
    });
    expect((await registry('show', second!, ...on)).code).toBe(3);
  });

  test('search has to be told what for', async () => {
    for (const args of [[], ['--from', '2026-02-30'], ['--hash', '12'], ['--content-id', 'x']]) {
      expect((await registry('search', ...args, ...on)).code).toBe(2);
    }
  });

  test('report counts by day, model and issuer, as text, table and JSON', async () => {
    await record(2, '--model', 'm', ...on);
    const [id] = await record(2, '--model', '=HYPERLINK("x"),y', ...on);
    await registry('erase', id!, '--yes', ...on);
    const span = ['--from', '2020-01-01', '--to', '2999-12-31'];
    const [line] = json((await registry('report', '--json', ...span, ...on)).stdout);
    expect(line.rows).toMatchObject([
      { issuer: 'Example Organization', model: { name: '=HYPERLINK("x"),y' }, records: 1 },
      { issuer: 'Example Organization', model: { name: 'm' }, records: 2, signed: 2 },
    ]);
    expect(line.erasures).toMatchObject([{ request: 1, retention: 0 }]);
    expect(line.answers).toEqual([]);
    const { stdout } = await registry('report', '--csv', ...span, ...on);
    const [head, ...rows] = stdout.split('\r\n');
    expect(head).toBe(
      'day,issuer,model,version,records,watermarked,signed,erased,ours,perhaps,not-found,unread',
    );
    expect(rows[0]).toContain(`,Example Organization,"'=HYPERLINK(""x""),y",,1,0,1,0`);
    expect(rows[2]).toMatch(/,,,,0,0,0,1,0,0,0,0$/);
    expect((await registry('report', ...span, ...on)).stdout).toContain('“m”  2 records');
    const month = await registry('report', '--month', '2020-02', '--json', ...on);
    expect(json(month.stdout)[0]).toMatchObject({
      from: '2020-02-01',
      to: '2020-02-29',
      rows: [],
      erasures: [],
    });
    for (const args of [
      [],
      ['--month', '2026-13'],
      ['--from', '2026-02-01'],
      ['--csv', '--json', ...span],
    ]) {
      expect((await registry('report', ...args, ...on)).code).toBe(2);
    }
    expect(
      (await registry('report', '--from', '2026-02-02', '--to', '2026-02-01', ...on)).code,
    ).toBe(2);
  });

  test('copy makes the same log elsewhere, goes on with it, and refuses another one', async () => {
    const [id] = await record(3, ...on);
    const to = `${place}-copy`;
    const first = await registry('copy', to, '--json', ...on);
    expect(json(first.stdout)).toEqual([
      {
        schema: 'provenance.registry/1',
        command: 'copy',
        entries: 4,
        appended: 4,
        behind: 0,
        verified: true,
        problemCount: 0,
      },
    ]);
    await registry('erase', id!, '--yes', ...on);
    await record(1, ...on);
    const again = await registry('copy', to, '--json', ...on);
    expect(json(again.stdout)).toMatchObject([{ entries: 7, appended: 3, verified: true }]);
    const head = async (...args: string[]) => (await run('log', 'head', ...args)).stdout;
    expect(await head('--registry', to)).toBe(await head(...on));
    expect((await registry('show', id!, '--registry', to)).code).toBe(3);
    expect((await registry('copy', place, ...on)).code).toBe(2);
  });

  test('copy and restore refuse a place with a registry of its own, if only an empty one', async () => {
    await record(1, ...on);
    const other = `${place}-other`;
    await registry('init', other);
    const size = async () => (await registry('stats', '--json', ...on)).stdout;
    const before = await size();
    for (const language of ['en', 'ja'] as const) {
      const said = render(say('mistake.registry-of-its-own'), { language });
      const refused = await registry('copy', other, '--lang', language, ...on);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(said);
      const restored = await registry('restore', place, '--registry', other, '--lang', language);
      expect(restored).toMatchObject({ code: 2, stdout: '' });
      expect(restored.stderr).toContain(said);
    }
    // No copy was begun, and so the log says of none.
    expect(await size()).toBe(before);
    await record(1, '--registry', other);
    expect((await registry('copy', other, ...on)).code).toBe(2);
  });
});

describe('backup and restore', () => {
  test('a backup is made and verified, and the registry made out of it again', async () => {
    const [id] = await record(3, ...on);
    const to = `${place}-backup`;
    const made = await registry('backup', to, '--operator', 'cron', ...on);
    expect(made).toMatchObject({
      code: 0,
      stdout: `✓ The backup ${to} has 4 entries, and holds.\n`,
    });
    await record(1, ...on);
    const there = await registry('backup', to, ...on);
    expect(there).toMatchObject({ code: 2, stdout: '' });
    expect(json((await registry('audit', '--json', ...on)).stdout)).toMatchObject([
      { what: 'backup', by: 'cron' },
    ]);
    const again = ['--registry', `${place}-again`];
    const restored = await registry('restore', to, '--json', '--operator', 'ops', ...again);
    expect(json(restored.stdout)).toMatchObject([
      { command: 'restore', entries: 4, appended: 4, verified: true },
    ]);
    expect((await registry('show', id!, ...again)).code).toBe(0);
    expect((await registry('audit', ...again)).stdout).toMatch(/“ops” {2}restored a backup\n$/);
    const twice = await registry('restore', to, '--unlogged', ...again);
    expect(twice.stdout).toContain('of which 0 are new');
    // Another log is not written over.
    await registry('init', `${place}-other`);
    await record(1, '--registry', `${place}-other`);
    expect((await registry('restore', to, '--registry', `${place}-other`)).code).toBe(2);
    expect((await registry('restore', 'nowhere', ...again)).code).toBe(2);
    expect((await registry('restore', place, ...on)).code).toBe(2);
    expect((await registry('backup', ...on)).code).toBe(2);
  });
});

describe('a damaged backup', () => {
  test.each<[what: string, damage: (file: Buffer) => Buffer]>([
    ['that was cut off', (file) => file.subarray(0, 20_000)],
    ['with pages of zeros', (file) => file.fill(0, 4 * 4096, 8 * 4096)],
    [
      'with a record that was altered',
      (file) => {
        const at = file.indexOf('text/plain');
        expect(at).toBeGreaterThan(0);
        file.write('text/plane', at);
        return file;
      },
    ],
  ])('%s is refused with what to do, and a whole one restored there', async (_, damage) => {
    const ids = await record(2, ...on);
    const [whole, damaged] = [`${place}-whole`, `${place}-damaged`];
    for (const to of [whole, damaged]) expect((await registry('backup', to, ...on)).code).toBe(0);
    const file = join(workspace.path, damaged, 'data.mdb');
    await writeFile(file, damage(await readFile(file)));
    const again = ['--registry', `${place}-again`];
    const refused = await registry('restore', damaged, ...again);
    expect(refused).toMatchObject({ code: 10, stdout: '' });
    expect(refused.stderr).toMatch(
      /Restore it from a backup or an export|get it again from its source/,
    );
    const restored = await registry('restore', whole, '--unlogged', ...again);
    expect(restored.code).toBe(0);
    for (const id of ids) expect((await registry('show', id, ...again)).code).toBe(0);
  });
});

describe('the operator', () => {
  test('holds records and requests: nothing erases them until they are released', async () => {
    const [id, other] = await record(2, ...on);
    const held = await registry('hold', id!.toUpperCase(), '--reason', 'case 17', '--json', ...on);
    const [{ id: hold, ...line }] = json(held.stdout);
    expect(line).toMatchObject({
      schema: 'provenance.registry/1',
      command: 'hold',
      target: id,
      reason: 'case 17',
      released: null,
    });
    const refused = await registry('erase', id!, '--yes', ...on);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('legal hold');
    expect((await registry('erase', other!, '--yes', ...on)).code).toBe(0);
    const listed = await registry('holds', ...on);
    expect(listed.stdout).toMatch(
      new RegExp(`^${id} {2}${hold} {2}20.* UTC {2}“case 17” {2}“.+”\n$`),
    );
    await registry('hold', id!, '--reason', 'case 18', ...on);
    const several = await registry('release', id!, '--reason', 'settled', ...on);
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toContain(hold);
    const released = await registry('release', id!, '--hold', hold, '--reason', 'done', ...on);
    expect(released).toMatchObject({
      code: 0,
      stdout: `Released the hold ${hold} on ${id}. Other holds on it are in force.\n`,
    });
    expect((await registry('release', id!, '--reason', 'settled', ...on)).code).toBe(0);
    expect((await registry('release', id!, '--reason', 'settled', ...on)).code).toBe(3);
    expect((await registry('holds', ...on)).code).toBe(3);
    expect((await registry('holds', '--all', ...on)).stdout).toMatch(/released 20.*“done”/);
    expect((await registry('erase', id!, '--yes', ...on)).code).toBe(0);
    expect((await run('log', 'verify', ...on)).code).toBe(0);
    expect(await registry('hold', id!, '--reason', 'late', ...on)).toMatchObject({ code: 3 });
    for (const args of [
      ['hold', id!],
      ['hold', 'x', '--reason', 'y'],
      ['hold', id!, '--reason', 'a\nb'],
      ['release', id!, '--reason', 'y', '--hold', '12'],
    ]) {
      expect((await registry(...args, ...on)).code).toBe(2);
    }
  });

  test('prune leaves what is held, and says so', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const [held] = await record(1, '--retain-until', today, ...on);
    await record(2, '--retain-until', today, ...on);
    await registry('hold', held!, '--reason', 'case 17', ...on);
    const ran = await registry('prune', '--before', '2999-01-01', '--yes', ...on);
    expect(ran).toMatchObject({
      code: 0,
      stdout: 'Erased 2 records. A legal hold keeps 1 record whose day is over.\n',
    });
    expect((await registry('show', held!, ...on)).code).toBe(0);
  });

  test('is named in the log with what was done', async () => {
    const [id] = await record(1, ...on);
    const by = (name: string) => ['--operator', name];
    await registry('export', '-o', 'all.cbor', '-f', ...by('carol'), ...on);
    await registry('export', '-o', 'all.cbor', '-f', '--unlogged', ...on);
    await registry('copy', `${place}-copy`, ...by('dora'), ...on);
    await registry('init', `${place}-taker`);
    await registry('import', 'all.cbor', ...by('eve'), '--registry', `${place}-taker`);
    await registry('erase', id!, '--yes', ...by('alice'), ...on);
    const lines = json((await registry('audit', '--json', ...on)).stdout);
    expect(lines).toMatchObject([
      { what: 'export', by: 'carol', logIndex: 1 },
      { what: 'copy', by: 'dora' },
      { what: 'erase', by: 'alice', erased: 0, reason: 'request' },
    ]);
    const text = await registry('audit', ...on);
    expect(text.stdout).toMatch(/^20.* UTC {2}“carol” {2}began to export everything\n/);
    expect((await registry('audit', '--registry', `${place}-taker`)).stdout).toContain('“eve”');
    expect((await registry('audit', '--to', '2020-01-01', ...on)).code).toBe(3);
    expect(
      (await registry('audit', '--from', '2026-01-02', '--to', '2026-01-01', ...on)).code,
    ).toBe(2);
    expect((await registry('erase', id!, '--yes', '--operator', '', ...on)).code).toBe(2);
    const today = new Date().toISOString().slice(0, 10);
    await record(1, '--retain-until', today, ...on);
    const later = ['registry', 'prune', '--yes', '--before', '2999-01-01', ...on];
    await provenance(workspace.path, later, { env: { PROVENANCE_OPERATOR: 'cron' } });
    expect(json((await registry('audit', '--json', ...on)).stdout).at(-1)).toMatchObject({
      by: 'cron',
      reason: 'retention',
    });
    const wrong = await provenance(workspace.path, ['registry', 'export', '-o', 'x.cbor', ...on], {
      env: { PROVENANCE_OPERATOR: 'a\nb' },
    });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
  });

  test('a day that is over is refused, and days are counted by kind as the configuration says', async () => {
    const refused = await run('mark', '0.txt', '--retain-until', '2020-01-01', '-o', 'out/', ...on);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('2020-01-01');
    const config = JSON.parse(await readFile(workspace.at('provenance.config.json'), 'utf8'));
    await workspace.write('asked.txt', 'Whose is this?');
    const configured = async (retention: unknown) =>
      workspace.write(
        'kept.json',
        JSON.stringify({ ...config, registry: { location: place, retention } }),
      );
    await configured({ text: 10, request: 3 });
    const [id] = await record(1, '--config', 'kept.json');
    const inDays = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const [shown] = json((await registry('show', id!, '--json', ...on)).stdout);
    expect(shown.retainUntil).toBe(inDays(10));
    const opened = await run(
      ...['request', 'open', 'asked.txt', '--purpose', 'Mine?', '--json', '--config', 'kept.json'],
    );
    expect(json(opened.stdout)[0]).toMatchObject({ retainUntil: inDays(3) });
    for (const wrong of [{ texts: 1 }, { text: 0 }, { text: '10' }, 10, { text: 36_501 }]) {
      await configured(wrong);
      const ran = await registry('stats', '--config', 'kept.json');
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('retention');
    }
  });
});

describe('erasing', () => {
  test('by request: it is gone, said to be so, and the log still holds', async () => {
    const [, id, other] = await record(3, ...on);
    const ran = await registry('erase', id!, '--yes', ...on);
    expect(ran).toMatchObject({ code: 0, stdout: `Erased the record ${id}.\n` });
    expect(ran.stderr).toContain('“Example Organization”');
    expect(await stats(...on)).toMatchObject({ records: 2, erased: 1, entries: 4 });
    expect((await run('log', 'verify', ...on)).code).toBe(0);
    const data = await readFile(workspace.at(place, 'data.mdb'), 'latin1');
    expect(data).toContain(other!);
    const again = await registry('erase', id!, '--yes', ...on);
    expect(again).toMatchObject({ code: 3, stdout: '' });
  });

  test('what was marked and is erased is no longer on record, and that is told', async () => {
    await workspace.write('art.png', await textured(5, 320));
    const marked = await run('mark', 'art.png', '-o', 'gone.png', '--json', ...on);
    const [{ contentId }] = json(marked.stdout);
    await registry('erase', contentId, '--yes', ...on);
    const [line] = json((await run('verify', 'gone.png', '--json', ...on)).stdout);
    expect(line).toMatchObject({ exitCode: 0, registry: { records: [] } });
    const { stdout } = await run('verify', '-v', 'gone.png', ...on);
    expect(stdout).toMatch(/^ {2}Record +The registry has no record .* was erased/m);
    expect((await run('trace', 'gone.png', ...on)).code).toBe(3);
    expect((await run('log', 'verify', ...on)).code).toBe(0);
  });

  test('by retention: only what was to be kept until a day that is over', async () => {
    await record(2, '--retain-until', '2998-01-31', ...on);
    await record(1, '--retain-until', '2999-12-31', ...on);
    await record(1, ...on);
    const before = await registry('prune', '--before', '2998-01-31', '--yes', ...on);
    expect(before.stdout).toBe('Erased 0 records.\n');
    const ran = await registry('prune', '--before', '2998-02-01', '--yes', '--json', ...on);
    expect(json(ran.stdout)).toEqual([
      {
        schema: 'provenance.registry/1',
        command: 'prune',
        before: '2998-02-01',
        erased: 2,
        held: 0,
      },
    ]);
    expect(await stats(...on)).toMatchObject({ records: 2, erased: 2 });
    expect((await run('log', 'verify', ...on)).code).toBe(0);
  });

  test('says what it will do and asks; without an answer nothing is done', async () => {
    const [id] = await record(1, '--retain-until', '2999-01-31', ...on);
    for (const args of [['prune'], ['erase', id!]]) {
      const nobody = await registry(...args, ...on);
      expect(nobody).toMatchObject({ code: 2, stdout: '' });
      expect(nobody.stderr).toContain('--yes');
      const ask = (answer: string) =>
        provenance(workspace.path, ['registry', ...args, ...on], {
          stdin: Buffer.from(answer),
          tty: ['stdin'],
        });
      for (const answer of ['n\n', '\n', 'perhaps\n']) {
        expect(await ask(answer)).toMatchObject({ code: 0, stdout: '' });
      }
      expect(await ask('')).toMatchObject({ code: 130, stdout: '' });
      expect(await stats(...on)).toMatchObject({ records: 1 });
    }
    const asked = await provenance(workspace.path, ['registry', 'erase', id!, ...on], {
      stdin: Buffer.from('y\n'),
      tty: ['stdin'],
    });
    expect(asked.code).toBe(0);
    expect(asked.stderr).toMatch(/^This erases the record .*\n.*\[y\/N\]/);
    expect(await stats(...on)).toMatchObject({ records: 0 });
  });
});

test('log verify adds up, also where something was erased, and from a checkpoint on', async () => {
  const [gone] = await record(3, ...on);
  await registry('erase', gone!, '--yes', ...on);
  const checked = ['log', 'verify', '--checkpoint', `${place}.checkpoint`, ...on];
  expect((await run(...checked)).stdout).toContain(
    '4 entries (2 records, 0 events, 1 erasure, 1 of which nothing but the hash is left)',
  );
  await record(1, ...on);
  const again = (await run(...checked)).stdout;
  expect(again).toContain('1 entry (1 record, 0 erasures)');
  expect(again).toContain('Before these, 4 entries held when they were verified');
});

describe('export and import', () => {
  test('into nothing: the same log, with its heads and its erasures', async () => {
    const [id] = await record(4, ...on);
    await registry('erase', id!, '--yes', ...on);
    await run('log', 'head', '-o', `${place}.head`, ...on);
    const ran = await registry('export', '-o', `${place}.cbor`, '--json', ...on);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const there = await registry('export', '-o', `${place}.cbor`, ...on);
    expect(there).toMatchObject({ code: 2, stdout: '' });
    const to = ['--registry', `${place}-copy`];
    const back = await registry('import', `${place}.cbor`, '--json', ...to);
    expect(json(back.stdout)[0]).toMatchObject({
      entries: 6,
      appended: 6,
      erased: 1,
      sameLog: true,
    });
    expect(await stats(...to)).toMatchObject({ head: (await stats(...on)).head, records: 3 });
    expect((await run('log', 'verify', '--head', `${place}.head`, ...to)).code).toBe(0);
  });

  test('into a registry: what is missing is appended, once', async () => {
    await record(2, ...on);
    await registry('export', '-o', `${place}.cbor`, ...on);
    const to = ['--registry', `${place}-other`];
    await registry('init', `${place}-other`);
    await record(1, ...to);
    const taken = await registry('import', `${place}.cbor`, '--json', ...to);
    expect(json(taken.stdout)[0]).toMatchObject({ entries: 3, appended: 2, sameLog: false });
    const again = await registry('import', `${place}.cbor`, '--json', ...to);
    expect(json(again.stdout)[0]).toMatchObject({ appended: 0 });
    expect(await stats(...to)).toMatchObject({ records: 3 });
    expect((await run('log', 'verify', ...to)).code).toBe(0);
  });

  test('into the registry that has erased one: that is left out, and said', async () => {
    const [gone] = await record(2, ...on);
    await registry('export', '-o', `${place}.cbor`, ...on);
    await registry('erase', gone!, '--yes', ...on);
    const back = await registry('import', `${place}.cbor`, ...on);
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(back.stdout).toContain('Left out: 1 entry, which this log has erased.');
    const again = await registry('import', `${place}.cbor`, '--json', ...on);
    expect(json(again.stdout)[0]).toMatchObject({ entries: 3, appended: 0, erasedHere: 1 });
    expect((await run('trace', gone!, ...on)).code).toBe(3);
    expect((await run('log', 'verify', ...on)).code).toBe(0);
  });

  test('through a pipe', async () => {
    await record(1, ...on);
    const { bytes, code } = await registry('export', '-o', '-', ...on);
    expect(code).toBe(0);
    const args = ['registry', 'import', '-', '--registry', `${place}-piped`];
    expect((await provenance(workspace.path, args, { stdin: bytes })).code).toBe(0);
    expect(await stats('--registry', `${place}-piped`)).toMatchObject({ records: 1 });
  });

  test('a file that was changed, cut or is none is refused; so is another signer', async () => {
    await record(2, ...on);
    await registry('export', '-o', `${place}.cbor`, ...on);
    const whole = await workspace.read(`${place}.cbor`);
    const flipped = Buffer.from(whole);
    flipped[Math.round(whole.length / 2)]! ^= 1;
    for (const [i, bytes] of [flipped, whole.subarray(0, -20), Buffer.from('text')].entries()) {
      await workspace.write('bad.cbor', bytes);
      const ran = await registry('import', 'bad.cbor', '--registry', `${place}-bad-${i}`);
      expect(ran).toMatchObject({ code: 10, stdout: '' });
      expect(ran.stderr).toContain('RECORD_MALFORMED');
    }
    await run('keys', 'development', '-f', '-o', 'other', '--organization', 'Other Inc.');
    const cert = ['--cert', 'other/development-signer.pem'];
    const strange = await registry('import', `${place}.cbor`, ...cert, '--registry', `${place}-s`);
    expect(strange.code).toBe(10);
    const pem = String(await workspace.read('.provenance/development-signer.pem'));
    const end = '-----END CERTIFICATE-----';
    const leaf = pem.slice(0, pem.indexOf(end) + end.length);
    await workspace.write('broken.cbor', withoutKey(whole, leaf));
    const broken = await registry('import', 'broken.cbor', '--registry', `${place}-k`);
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toContain('CERTIFICATE_MALFORMED');
  });
});

describe('the log', () => {
  beforeEach(async () => {
    await record(3, ...on);
    const head = ['log', 'head', '-f', '-o', 'saved.head', ...on];
    expect((await run(...head)).stderr).toContain('log verify --head');
    await record(2, ...on);
  });

  test('holds, and has grown out of a head that was saved', async () => {
    const ran = await run('log', 'verify', ...on);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^✓ The log holds: .* 5 entries \(5 records, 0 erasures\)/);
    const since = await run('log', 'verify', '--head', 'saved.head', ...on);
    expect(since.stdout).toContain('grown out of the head that was saved');
    const pinned = ['--cert', '.provenance/development-signer.pem'];
    expect((await run('log', 'verify', '-q', ...pinned, ...on)).code).toBe(0);
    const [line] = json((await run('log', 'verify', '--json', ...on)).stdout);
    expect(line).toMatchObject({
      schema: 'provenance.log/1',
      verified: true,
      entries: 5,
      problems: [],
      exitCode: 0,
    });
    const [head] = json((await run('log', 'head', '--json', ...on)).stdout);
    expect(head).toMatchObject({ size: 5, root: line.root, issuer: 'Example Organization' });
  });

  test('night by night: with a checkpoint what held is not looked at again', async () => {
    await record(2, ...on);
    const verify = (...args: string[]) =>
      run('log', 'verify', '--checkpoint', `${place}.seen`, ...args, ...on);
    const [first] = json((await verify('--json')).stdout);
    expect(first).toMatchObject({ verified: true, from: 0, exitCode: 0 });
    expect(first.records).toBeGreaterThanOrEqual(2);
    await record(1, ...on);
    const second = await verify();
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(`Before these, ${first.entries} entries held`);
    expect(json((await verify('--json')).stdout)[0]).toMatchObject({
      from: first.entries + 1,
      records: 0,
    });
    await workspace.write(`${place}.seen`, 'none');
    expect((await verify()).code).toBe(10);
    expect((await run('log', 'verify', '--checkpoint', '', ...on)).code).toBe(2);
  });

  test('an empty one holds and has no head', async () => {
    await registry('init', `${place}-empty`);
    const empty = ['--registry', `${place}-empty`];
    expect((await run('log', 'verify', ...empty)).code).toBe(0);
    expect(await run('log', 'head', ...empty)).toMatchObject({ code: 3, stdout: '' });
  });

  test('one that is another than the head was saved of: exit code 1', async () => {
    const { stdout, code } = await run('log', 'verify', '--head', 'saved.head');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ The log contradicts itself/);
    // Cut back to before the head, as from an old backup.
    const younger = ['--registry', `${place}-younger`];
    await registry('init', `${place}-younger`);
    await record(1, ...younger);
    expect((await run('log', 'verify', '--head', 'saved.head', ...younger)).code).toBe(1);
  });

  test('what somebody changed behind its back is found, in words and with its index', async () => {
    await tamper(workspace.at(place));
    const ran = await run('log', 'verify', ...on);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^✗ The log contradicts itself in \d+ places?\./);
    expect(ran.stdout).toMatch(/^ {2}entry 4 +\S/m);
    const [line] = json((await run('log', 'verify', '--json', ...on)).stdout);
    expect(line).toMatchObject({ verified: false, exitCode: 1 });
    expect(line.problems[0].meaning).toMatch(/\.$/);
  });

  test('of another signer than the one that is accepted it does not hold', async () => {
    await run('keys', 'development', '-f', '-o', 'other', '--organization', 'Other Inc.');
    const other = ['--cert', 'other/development-signer.pem'];
    expect((await run('log', 'verify', ...other, ...on)).code).toBe(1);
  });

  test('says who signed the heads, and whether that is the configured signer', async () => {
    const ran = await run('log', 'verify', ...on);
    expect(ran.stdout).toMatch(
      /^ {2}\d heads? signed by “Example Organization”, certificate [0-9a-f]{16}: the configured signer$/m,
    );
    const [line] = json((await run('log', 'verify', '--json', ...on)).stdout);
    expect(line).toMatchObject({
      issuer: 'configured',
      signers: [{ organization: 'Example Organization', heads: line.heads, accepted: true }],
      unguarded: null,
    });
    expect(line.signers[0].certificate).toMatch(/^[0-9a-f]{64}$/);
    const pinned = ['--cert', '.provenance/development-signer.pem', '--json'];
    expect(json((await run('log', 'verify', ...pinned, ...on)).stdout)[0].issuer).toBe('given');
    await workspace.write('nobody.json', JSON.stringify({ registry: { location: place } }));
    const nobody = await run('log', 'verify', '--config', 'nobody.json');
    expect(nobody).toMatchObject({ code: 0 });
    expect(nobody.stdout).toContain('--cert names the certificate');
  });

  test('one that somebody else has made anew of its records does not hold', async () => {
    await run('keys', 'development', '-f', '-o', 'other');
    const signer = {
      certificates: 'other/development-signer.pem',
      key: 'other/development-signer.key',
    };
    await registry('export', '-f', '-o', 'all.cbor', ...on);
    const anew = ['--registry', `${place}-anew`];
    await workspace.write('other.json', JSON.stringify({ signer }));
    await registry('init', `${place}-anew`, '--config', 'other.json');
    await registry('import', 'all.cbor', ...anew, '--config', 'other.json');
    expect((await run('log', 'verify', ...anew, '--config', 'other.json')).code).toBe(0);
    const ran = await run('log', 'verify', ...anew);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('not the configured signer');
    expect(ran.stdout).toContain('name that certificate with --cert');
    const [line] = json((await run('log', 'verify', '--json', ...anew)).stdout);
    expect(line.problems).toMatchObject([{ kind: 'stranger', index: 0 }]);
  });

  test('says what cannot be known of entries that were written without the guard', async () => {
    const backend = await openLmdb(workspace.at(place));
    await backend.putMeta('unguarded', Buffer.from('3'));
    await backend.close();
    const ran = await run('log', 'verify', ...on);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^! Its first 3 entries were written .* not to be seen in the log/m);
    const [line] = json((await run('log', 'verify', '--json', ...on)).stdout);
    expect(line.unguarded.entries).toBe(3);
    expect(line.unguarded.meaning).toContain('could lose records');
    // A copy of the log has the same doubt about it.
    await registry('export', '-f', '-o', 'doubt.cbor', ...on);
    const copy = ['--registry', `${place}-doubt`];
    await registry('import', 'doubt.cbor', ...copy);
    const [copied] = json((await run('log', 'verify', '--json', ...copy)).stdout);
    expect(copied.unguarded).toEqual(line.unguarded);
  });

  test('of a file that is damaged: exit code 10, a code, and what to do', async () => {
    const file = `${place}/data.mdb`;
    const data = await workspace.read(file);
    // Where the trees begin is known to the newest of the first two pages.
    await workspace.write(file, data.fill(0, 2 * 4096));
    const ran = await run('log', 'verify', ...on);
    expect(ran).toMatchObject({ code: 10, stdout: '' });
    expect(ran.stderr).toMatch(/^error: .*Restore it from a backup.*\(REGISTRY_CORRUPT\)$/m);
  });

  test('a head that is none', async () => {
    await workspace.write('none.head', 'text');
    const ran = await run('log', 'verify', '--head', 'none.head', ...on);
    expect(ran).toMatchObject({ code: 10, stdout: '' });
  });
});

/** An export whose certificate can be parsed, and its key not: of an algorithm that there is not. */
function withoutKey(exported: Buffer, pem: string): Buffer {
  const der = Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64');
  const ed25519 = Buffer.from('06032b6570', 'hex');
  der[der.indexOf(ed25519, der.indexOf(ed25519) + 1) + 4] = 0x7f;
  const changed = der.toString('base64').replace(/.{64}/g, '$&\n');
  const text = `-----BEGIN CERTIFICATE-----\n${changed}\n-----END CERTIFICATE-----`;
  return Buffer.from(exported.toString('latin1').replace(pem, text), 'latin1');
}

/** Takes the last record out of the database, past everything that would log it. */
async function tamper(folder: string): Promise<void> {
  const backend = await openLmdb(folder);
  const { size } = await backend.logState();
  const head = await backend.headUpTo(size);
  await backend.append({ size, entries: [], nodes: [], head: head!, erase: [size - 1] });
  await backend.close();
}

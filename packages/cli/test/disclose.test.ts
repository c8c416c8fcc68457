import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MEASURED } from '@provenance/disclosure';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateArt } from '../../../examples/art.ts';
import { json, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const run = (...args: string[]) => provenance(workspace.path, args);
const example = new URL('../../../docs/disclosure/answers.json', import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: the configuration is changed field by field.
type Json = any;
let config: Json;
let answers: Json;

/** Writes the configuration as it is to be, and trusts it. */
async function configure(change: (config: Json) => void = () => {}): Promise<void> {
  const changed = structuredClone({ ...config, disclosure: answers });
  change(changed);
  await workspace.write('provenance.config.json', JSON.stringify(changed));
  expect(await run('trust-folder')).toMatchObject({ code: 0 });
}

beforeAll(async () => {
  config = JSON.parse(String(await workspace.read('provenance.config.json')));
  config.guard = { action: 'block' };
  answers = JSON.parse(await readFile(example, 'utf8'));
  await workspace.write('art.png', await textured());
  await workspace.write('work.png', await generateArt(3, { width: 512, height: 384 }));
  const why = ['--contact', 'rights@example.org', '--reason', 'asked for'];
  expect(await run('guard', 'add', 'work.png', ...why)).toMatchObject({ code: 0 });
  const marked = await run('mark', 'art.png', '--model', 'm', '--model-version', '1');
  expect(marked).toMatchObject({ code: 0 });
}, 60_000);
beforeEach(() => configure());

/** What fails it. */
async function driftOf(folder: string, ...args: string[]): Promise<string[]> {
  const { code, stdout } = await run('disclose', '--check', '--json', '-o', folder, ...args);
  const [{ ok, drift }] = json(stdout);
  expect(code).toBe(drift.length === 0 ? 0 : 1);
  expect(ok).toBe(drift.length === 0);
  return drift.map(({ kind }: { kind: string }) => kind);
}

test('the answers of the documentation make a statement, which fits', async () => {
  const ran = await run('disclose', '-o', 'out');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('Implemented: 9. Explained: 2.');
  const statement = JSON.parse(String(await workspace.read('out', 'statement.json')));
  expect(statement).toMatchObject({ version: 1, signed: false });
  const { parameters } = statement.items[2].evidence[0].says;
  expect(parameters).toEqual({ records: 1, marked: 1 });
  const guard = statement.items.find(({ id }: { id: string }) => id === 'guard');
  expect(guard.says[0].code).toBe('disclosure.guard.checks.block');
  expect(guard.evidence[0].says.parameters).toEqual({ works: 1 });
  for (const name of [
    'statement.en.html',
    'statement.ja.html',
    'statement.en.md',
    'statement.ja.md',
  ]) {
    const text = String(await workspace.read('out', name));
    expect(text).toContain(name.includes('.ja.') ? '株式会社例示' : 'Example Organization');
    expect(text).not.toContain(workspace.path);
    expect(text).not.toMatch(/PRIVATE KEY|undefined|\[object/);
  }
  expect(await driftOf('out')).toEqual([]);
});

test('the same again keeps its version; an answer that changed makes a new one', async () => {
  await run('disclose', '-o', 'twice');
  const [again] = json((await run('disclose', '-o', 'twice', '--json')).stdout);
  expect(again).toMatchObject({ ok: true, version: 1 });
  await configure(({ disclosure }) => {
    disclosure.responsible.en = 'Somebody else';
  });
  expect(await driftOf('twice')).toEqual(['changed']);
  const { stdout } = await run('disclose', '-o', 'twice', '--lang', 'ja');
  expect(stdout).toContain('責任の所在：記載内容が変わりました。');
  expect(await driftOf('twice')).toEqual([]);
});

test('without an answer each item is named, nothing is written, and the exit code is 2', async () => {
  await configure(({ disclosure }) => {
    delete disclosure.responsible;
    delete disclosure.since.watermark;
  });
  const ran = await run('disclose', '-o', 'gaps');
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain('Who is responsible: it is not in use');
  expect(ran.stderr).toContain('set disclosure.since.watermark to a day');
  await expect(workspace.read('gaps', 'statement.json')).rejects.toMatchObject({ code: 'ENOENT' });
  const [line] = json((await run('disclose', '-o', 'gaps', '--json')).stdout);
  expect(line.gaps.map(({ item }: { item: string }) => item)).toEqual([
    'watermark',
    'responsibility',
  ]);
});

test('no guard is a gap, whatever the business says it does; nor is more promised than the registry keeps', async () => {
  await configure((changed) => {
    delete changed.guard;
    changed.disclosure.requests.months = 36;
  });
  const ran = await run('disclose', '-o', 'untrue');
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain('no guard is configured');
  expect(ran.stderr).toContain('set registry.retention.request to at least 1,095 days');
  await expect(workspace.read('untrue', 'statement.json')).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

test('keys that are out of use mark nothing', async () => {
  await workspace.write('other.key', `${'ab'.repeat(32)}\n`);
  await configure((changed) => {
    changed.watermark = { keys: [{ key: 'other.key' }] };
  });
  expect(await run('keys', 'compromised', 'other.key')).toMatchObject({ code: 0 });
  const ran = await run('disclose', '-o', 'untrue');
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain('all watermark keys that are configured are retired');
});

test('a request for which an earlier day was set is told', async () => {
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const opened = await run('request', 'open', 'art.png', '--purpose', 'x', '--retain-until', day);
  expect(opened).toMatchObject({ code: 0 });
  await run('disclose', '-o', 'sooner');
  const text = String(await workspace.read('sooner', 'statement.en.md'));
  expect(text).toContain('kept there with their answers for 365 days');
  expect(text).toMatch(/the earliest comes [56] days after the request/);
  expect(await driftOf('sooner')).toEqual([]);
});

test('figures that came with the software are told, and fail nothing', async () => {
  await run('disclose', '-o', 'noted');
  const { code, stdout } = await run('disclose', '--check', '--json', '-o', 'noted');
  const [{ ok, drift, notes }] = json(stdout);
  expect([code, ok, drift]).toEqual([0, true, []]);
  const told = await run('disclose', '--check', '-o', 'noted');
  expect(told.code).toBe(0);
  expect(told.stdout.startsWith('✓')).toBe(true);
  const older = Object.values(MEASURED).some(
    (figure) => typeof figure === 'object' && figure.measured < figure.changed,
  );
  expect(notes.length > 0).toBe(older);
  expect(notes.every(({ kind }: { kind: string }) => kind === 'figure')).toBe(true);
  for (const { text, command } of notes) {
    expect(command).toMatch(/^npm run /);
    expect(told.stdout).toContain(`! ${text}\n  ${command}\n`);
  }
});

test('no list of contacts is an answer that is missing, named beside the others', async () => {
  await configure(({ disclosure }) => {
    delete disclosure.contacts;
    delete disclosure.responsible;
  });
  const ran = await run('disclose', '-o', 'unreached', '--json');
  expect(ran.code).toBe(2);
  const [{ gaps }] = json(ran.stdout);
  expect(gaps.map(({ item }: { item: string }) => item)).toEqual(['contact', 'responsibility']);
  for (const lang of ['en', 'ja']) {
    const told = await run('disclose', '-o', 'unreached', '--lang', lang);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toContain('disclosure.contacts');
    expect(told.stderr).toContain('disclosure.responsible');
  }
  expect(await driftOf('unreached')).toContain('contact');
});

test('wrong answers are named, all of them', async () => {
  await configure(({ disclosure }) => {
    disclosure.reviewed = 'soon';
    disclosure.contact = [];
  });
  const ran = await run('disclose');
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain('disclosure.reviewed must be a day');
  expect(ran.stderr).toContain('unknown field "contact"');
});

test('without any answers it says where they belong', async () => {
  await configure((changed) => {
    delete changed.disclosure;
  });
  expect(await run('disclose')).toMatchObject({ code: 2, stdout: '' });
});

test('another file of that name is not written over', async () => {
  await mkdir(workspace.at('foreign'));
  await writeFile(workspace.at('foreign', 'statement.json'), '{"mine": true}');
  const ran = await run('disclose', '-o', 'foreign');
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(String(await workspace.read('foreign', 'statement.json'))).toBe('{"mine": true}');
});

describe('--check', () => {
  beforeAll(async () => {
    await configure();
    await run('disclose', '-o', 'published');
  });

  test.each<[string, string[], (config: Json) => void]>([
    ['the guard only flags', ['changed'], (changed) => (changed.guard.action = 'flag')],
    ['the guard is gone', ['off'], (changed) => delete changed.guard],
    [
      'requests are erased sooner',
      ['gap'],
      (changed) => (changed.registry.retention = { request: 10 }),
    ],
    [
      'requests are kept longer',
      ['changed'],
      (changed) => (changed.registry.retention = { request: 400 }),
    ],
    ['the watermark key is gone', ['off'], (changed) => delete changed.watermark],
    ['the signer is gone', ['off'], (changed) => delete changed.signer],
    [
      'the registry is gone',
      ['off', 'off'],
      (changed) => {
        delete changed.registry;
        delete changed.guard;
      },
    ],
    [
      'the users have no contact',
      ['head', 'contact'],
      ({ disclosure }) => disclosure.contacts.pop(),
    ],
    [
      'a time-stamp authority came',
      ['gap'],
      ({ signer }) => {
        signer.timestampUrl = 'http://127.0.0.1:1/';
      },
    ],
    [
      'a policy moved',
      ['head'],
      ({ disclosure }) => {
        disclosure.policies[0].url = 'https://example.com/moved';
      },
    ],
  ])('%s', async (_, expected, change) => {
    await configure(change);
    const drift = await driftOf('published');
    for (const kind of expected) expect(drift).toContain(kind);
  });

  test('time stamps that are off again', async () => {
    const stamped = (changed: Json) => {
      changed.signer.timestampUrl = 'http://127.0.0.1:1/';
      changed.disclosure.since['time-stamp'] = '2026-11-28';
      delete changed.disclosure.explanations['time-stamp'];
    };
    await configure(stamped);
    await run('disclose', '-o', 'stamped');
    expect(await driftOf('stamped')).toEqual([]);
    await configure((changed) => {
      stamped(changed);
      delete changed.signer.timestampUrl;
    });
    expect(await driftOf('stamped')).toEqual(['off']);
  });

  test('a review that is overdue, and an explanation whose day is over', async () => {
    await configure(({ disclosure }) => {
      disclosure.reviewed = '2025-01-01';
    });
    await run('disclose', '-o', 'old');
    expect(await driftOf('old')).toEqual(['review']);
    await configure(({ disclosure }) => {
      disclosure.explanations['text-watermark'].until = '2026-01-01';
    });
    expect(await driftOf('published')).toEqual(['gap']);
  });

  test('a page was changed, or there is no statement', async () => {
    await run('disclose', '-o', 'edited');
    await writeFile(workspace.at('edited', 'statement.en.html'), 'better words');
    expect(await driftOf('edited')).toEqual(['file']);
    expect(await driftOf('nowhere')).toEqual(['missing']);
  });

  test('writes nothing', async () => {
    await run('disclose', '--check', '-o', 'untouched');
    await expect(workspace.read('untouched', 'statement.json')).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(await run('disclose', '--check', '--sign')).toMatchObject({ code: 2 });
  });
});

test('--sign: the pages prove their own origin, and fit', async () => {
  expect(await run('disclose', '--sign', '-o', 'signed')).toMatchObject({ code: 0, stderr: '' });
  for (const name of [
    'statement.en.html',
    'statement.ja.html',
    'statement.en.md',
    'statement.ja.md',
  ]) {
    const [line] = json((await run('verify', '--json', `signed/${name}`)).stdout);
    expect(line.verdict).toMatchObject({ integrity: 'intact', origin: { kind: 'other' } });
    expect(line.c2pa.state).toBe('Trusted');
  }
  expect(await driftOf('signed')).toEqual([]);

  // JSON has its credential beside it.
  const beside = ['signed/statement.json', '--manifest', 'signed/statement.c2pa'];
  const [whole] = json((await run('verify', '--json', ...beside)).stdout);
  expect(whole).toMatchObject({ verdict: { integrity: 'intact' }, c2pa: { state: 'Trusted' } });
  const text = (await workspace.read('signed', 'statement.json')).toString();
  await workspace.write('signed/statement.json', text.replace('"version": 1', '"version": 2'));
  const changed = await run('verify', '--json', ...beside);
  expect(changed.code).toBe(1);
  expect(json(changed.stdout)[0].verdict.integrity).toBe('altered');
  await workspace.write('signed/statement.json', text);

  // One that is made without a signature leaves none of an earlier one behind.
  expect(await run('disclose', '-o', 'signed')).toMatchObject({ code: 0 });
  expect(await readdir(workspace.at('signed'))).not.toContain('statement.c2pa');
}, 60_000);

describe('--ask-detector', () => {
  let server: Server;
  let status = 200;
  beforeAll(async () => {
    server = createServer((_, response) => response.writeHead(status).end('x'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  test('one that answers is said to; one that does not is no measure', async () => {
    await configure(({ disclosure }) => {
      disclosure.detector.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    expect(await run('disclose', '--ask-detector', '-o', 'asked')).toMatchObject({ code: 0 });
    expect(String(await workspace.read('asked', 'statement.en.md'))).toContain(
      'The address answered',
    );
    status = 503;
    expect(await driftOf('asked', '--ask-detector')).toEqual(['off']);
    expect(await driftOf('asked')).toEqual([]);
  });
});

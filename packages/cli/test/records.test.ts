import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { picture, textured, useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();
const run = (...args: string[]) => provenance(workspace.path, args);
const mark = (...args: string[]) => run('mark', ...args);
const stats = async (...args: string[]) =>
  json((await run('registry', 'stats', '--json', ...args)).stdout)[0];
const config = async (name: string, registry: object) => {
  const base = JSON.parse(String(await workspace.read('provenance.config.json')));
  await workspace.write(name, JSON.stringify({ ...base, registry }));
  return ['--config', name];
};

beforeAll(async () => {
  await workspace.write('art.png', await textured());
  await workspace.write('flat.png', await picture('png'));
  // A registry that cannot be used, for root too: what should be its data is a folder.
  await mkdir(workspace.at('down', 'data.mdb'), { recursive: true });
});

describe('mark writes a record', () => {
  test('into the registry that init made, with nothing else to do', async () => {
    const before = (await stats()).records;
    const ran = await mark('art.png', '-o', 'a.png', '--json');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [{ record, contentId }] = json(ran.stdout);
    expect(record).toMatchObject({ status: 'written', contentId, logIndex: before });
    expect(Buffer.from(record.receipt, 'base64').length).toBeGreaterThan(200);
    expect(await stats()).toMatchObject({ records: before + 1, waiting: 0 });
  });

  test('of content without a mark too, and of text: the id is in the record alone', async () => {
    const flat = await mark('flat.png', '-o', 'b.png');
    expect(flat.stdout).toMatch(/^! signed flat\.png .*on record as entry \d+\. .*read back/);
    await workspace.write('said.txt', 'A text that a model wrote.\n');
    const [line] = json((await mark('said.txt', '-o', 'c.txt', '--json')).stdout);
    expect(line).toMatchObject({ contentId: null, record: { status: 'written' } });
    expect(line.record.contentId).toMatch(/^[0-9a-f]{16}$/);
  });

  test('with what the flags say, and no prompt', async () => {
    const flags = ['--request-id', 'req-7', '--retain-until', '2030-01-31'];
    const prompt = ['--hash-prompt', 'a very particular prompt'];
    const model = ['--model', 'm', '--model-version', '3'];
    expect((await mark('art.png', '-o', 'd.png', ...flags, ...prompt, ...model)).code).toBe(0);
    const [{ records }] = json((await run('trace', 'd.png', '--json')).stdout);
    expect(records).toHaveLength(1);
    expect(records[0].record).toMatchObject({
      issuer: 'Example Organization',
      model: { name: 'm', version: '3' },
      requestId: 'req-7',
      retainUntil: '2030-01-31',
      mediaType: 'image/png',
    });
    expect(records[0].record.promptHash).toMatch(/^[0-9a-f]{64}$/);
    const database = await readFile(workspace.at('.provenance/registry/data.mdb'), 'latin1');
    expect(database).toContain('req-7');
    expect(database).not.toContain('particular');
  });

  test('not with --no-registry, nor where none is configured', async () => {
    const before = (await stats()).records;
    const [line] = json((await mark('art.png', '-o', 'e.png', '--no-registry', '--json')).stdout);
    expect(line.record).toBe(null);
    expect((await mark('art.png', '-o', 'f.png', '--no-registry')).stdout).not.toContain('record');
    expect((await stats()).records).toBe(before);
    const half = await mark('art.png', '-o', 'g.png', '--no-registry', '--request-id', 'x');
    expect(half).toMatchObject({ code: 2, stdout: '' });
  });

  test('a folder: one record each', async () => {
    await mkdir(workspace.at('many'));
    for (let i = 0; i < 4; i++) await workspace.write(`many/${i}.png`, await textured(40 + i, 256));
    const before = (await stats()).entries;
    const made = json((await mark('many', '-o', 'many-out', '--json')).stdout);
    expect(made.map(({ record }) => record.logIndex).sort()).toEqual(
      [0, 1, 2, 3].map((i) => before + i),
    );
  });

  test('a content id that is taken by other content is a mistake, and nothing is written', async () => {
    const id = ['--content-id', '0123456789abcdef'];
    expect((await mark('art.png', '-o', 'taken.png', ...id)).code).toBe(0);
    const again = await mark('art.png', '-o', 'again.png', '--model', 'other', ...id);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('RECORD_EXISTS');
    expect(await readdir(workspace.path)).not.toContain('again.png');
  });
});

describe('a registry that is down', () => {
  test('is required by default: exit code 11, and nothing is written', async () => {
    for (const flags of [[], ['--record-mode', 'require']]) {
      const ran = await mark('art.png', '-o', 'never.png', '--registry', 'down', ...flags);
      expect(ran).toMatchObject({ code: 11, stdout: '' });
      expect(ran.stderr).toContain('REGISTRY_UNAVAILABLE');
    }
    expect(await readdir(workspace.path)).not.toContain('never.png');
  });

  test('skip: the file is written, and said not to be recorded', async () => {
    const flags = ['--registry', 'down', '--record-mode', 'skip'];
    const ran = await mark('art.png', '-o', 'skipped.png', ...flags);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^! marked .*; NOT recorded \(REGISTRY_UNAVAILABLE\)/);
    const [line] = json((await mark('art.png', '-o', 's2.png', '--json', ...flags)).stdout);
    expect(line.record).toMatchObject({ status: 'skipped', reason: 'REGISTRY_UNAVAILABLE' });
  });

  test('queue: the record waits, and the next run delivers it', async () => {
    const outbox = 'waiting';
    const away = await config('away.json', { location: 'down', recordMode: 'queue', outbox });
    const ran = await mark('art.png', '-o', 'queued.png', ...away);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/; its record waits in the outbox\n$/);
    expect(ran.stderr).toMatch(/1 record waits in the outbox/);
    const still = await run('registry', 'deliver', ...away);
    expect(still.code).toBe(11);

    const back = await config('back.json', { location: '.provenance/registry', outbox });
    expect(await stats(...back)).toMatchObject({ waiting: 1 });
    const next = await mark('art.png', '-o', 'next.png', ...back);
    expect(next.code).toBe(0);
    expect(next.stderr).toContain('Delivered 1 record from the outbox.');
    expect(await stats(...back)).toMatchObject({ waiting: 0 });
    const [{ records }] = json((await run('trace', 'queued.png', '--json')).stdout);
    expect(records).toMatchObject([{ by: 'hash', receiptHolds: true, included: true }]);
    const none = await run('registry', 'deliver', ...back);
    expect(none).toMatchObject({ code: 0, stdout: 'Nothing waits in the outbox.\n' });
  });

  test('one that is missing is a mistake, whatever the record mode: nothing hides it', async () => {
    for (const mode of ['require', 'queue', 'skip']) {
      const flags = ['--registry', 'nowhere', '--record-mode', mode];
      const ran = await mark('art.png', '-o', 'never.png', ...flags);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('provenance registry init');
    }
    expect(await readdir(workspace.path)).not.toContain('nowhere');
  });
});

describe('which registry', () => {
  test('flags, then the environment, then the file', async () => {
    for (const name of ['by-flag', 'by-env', 'by-file']) await run('registry', 'init', name);
    const file = await config('which.json', { location: 'by-file' });
    const env = { PROVENANCE_REGISTRY: 'by-env' };
    const went = async (args: string[], more: Record<string, string> = {}) => {
      const all = ['mark', 'art.png', '-f', '-q', '-o', 'w.png', ...file, ...args];
      expect((await provenance(workspace.path, all, { env: more })).code).toBe(0);
      const counts: number[] = [];
      for (const name of ['by-flag', 'by-env', 'by-file']) {
        counts.push((await stats('--registry', name)).records);
      }
      return counts;
    };
    expect(await went([])).toEqual([0, 0, 1]);
    expect(await went([], env)).toEqual([0, 1, 1]);
    expect(await went(['--registry', 'by-flag'], env)).toEqual([1, 1, 1]);
  });

  test('a record mode without a place is a mistake: records would be lost in silence', async () => {
    const file = await config('half.json', { recordMode: 'queue' });
    const ran = await mark('art.png', '-o', 'never.png', ...file);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('registry.location');
    expect((await mark('art.png', '-o', 'n.png', '--no-registry', ...file)).code).toBe(0);
  });
});

describe('who signs records', () => {
  test('init with another algorithm makes an Ed25519 key for them', async () => {
    const stdin = Buffer.from('My Studio\n\nES256\n');
    await provenance(elsewhere.path, ['init'], { stdin, tty: ['stdin'] });
    const { registry } = JSON.parse(
      await readFile(`${elsewhere.path}/provenance.config.json`, 'utf8'),
    );
    expect(Object.keys(registry).sort()).toEqual(['certificates', 'key', 'location']);
    const art = workspace.at('art.png');
    const ran = await provenance(elsewhere.path, ['mark', art, '-o', 'a.png']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('on record as entry 0');
    expect((await provenance(elsewhere.path, ['doctor'])).code).toBe(0);
  });

  test('a signer that cannot is refused before anything is done, and told what would do', async () => {
    await run('keys', 'development', '-o', 'es256', '--alg', 'ES256');
    const signer = {
      certificates: 'es256/development-signer.pem',
      key: 'es256/development-signer.key',
    };
    const base = JSON.parse(String(await workspace.read('provenance.config.json')));
    await workspace.write('es256.json', JSON.stringify({ ...base, signer }));
    const flags = ['--config', 'es256.json'];
    const ran = await mark('art.png', '-o', 'never.png', ...flags);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('keys record');
    expect((await run('doctor', ...flags)).stdout).toContain('keys record');
    expect((await mark('art.png', '-o', 'n2.png', '--no-registry', ...flags)).code).toBe(0);
  });
});

describe('doctor', () => {
  test('names the backend, what is in it and where its log ends', async () => {
    const { stdout } = await run('doctor');
    expect(stdout).toMatch(
      /✓ registry +lmdb: \d+ records?, \d+(\.\d)? [kM]B; a log of \d+ entr(y|ies), signed at .* UTC; nothing in the outbox; record mode require/,
    );
    const [{ settings }] = json((await run('doctor', '--json')).stdout);
    const fields = settings.filter(({ field }: { field: string }) => field.startsWith('registry.'));
    expect(fields[0]).toEqual({
      field: 'registry.location',
      value: '.provenance/registry',
      source: 'provenance.config.json',
    });
  });

  test.each([
    ['down', 'REGISTRY_UNAVAILABLE'],
    ['nowhere', 'REGISTRY_MISSING'],
  ])('finds one that is %s', async (location, code) => {
    const ran = await run('doctor', ...(await config('sick.json', { location })));
    expect(ran.code).toBe(2);
    expect(lines(ran.stdout).find((line) => line.startsWith('✗ registry'))).toContain(code);
  });
});

test('init keeps a registry that is there: nothing could make its records again', async () => {
  const before = await stats();
  expect((await run('init', '--yes', '--force')).code).toBe(0);
  expect(await stats()).toMatchObject({ records: before.records, head: before.head });
  expect((await mark('art.png', '-o', 'after.png')).stdout).toContain('on record as entry');
  expect((await run('log', 'verify')).code).toBe(0);
  await rm(workspace.at('after.png'));
});

// `queue`: three workers as processes of their own, of which some are killed. They run what is built.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { render, say } from '@provenance/messages';
import { openStatements } from '@provenance/registry/statements';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import { generateArt } from '../../../examples/art.ts';
import { json, provenance, settings } from './console.ts';
import { textured, useWorkspace } from './folders.ts';
import { startObjectStore } from './object-store.ts';

const programs = postgresPrograms();
if (programs === null) notice();

const workspace = useWorkspace();
const bin = fileURLToPath(new URL('../bin/provenance.js', import.meta.url));
let server: PostgresServer | null = null;
const environment = () => ({ PROVENANCE_REGISTRY: server?.url ?? '' });
const run = (...args: string[]) => provenance(workspace.path, args, { env: environment() });
beforeAll(async () => {
  if (programs === null) return;
  server = await startPostgres(programs, { fsync: 'off' });
  expect((await run('registry', 'init')).code).toBe(0);
}, 60_000);
afterAll(() => server?.stop());

interface Worker {
  readonly child: ChildProcess;
  readonly done: number;
  readonly ended: Promise<unknown>;
}

/** `onDone` is called at each line that says that a file is done. */
function worker(
  queue: string,
  onDone: (worker: Worker) => void = () => {},
  more: readonly string[] = [],
): Worker {
  const common = ['queue', 'work', '--queue', queue, '--until-empty', '--workers', '1', '--json'];
  const args = [...common, ...more];
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: workspace.path,
    env: { ...process.env, ...environment(), XDG_CONFIG_HOME: settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const state = { child, done: 0, ended: once(child, 'exit') };
  child.stdout.on('data', (chunk) => {
    for (const _ of String(chunk).matchAll(/\n/g)) {
      state.done++;
      onDone(state);
    }
  });
  return state;
}

async function pictures(folder: string, count: number) {
  await mkdir(workspace.at(folder), { recursive: true });
  for (let i = 0; i < count; i++) {
    await writeFile(workspace.at(folder, `${i}.png`), await textured(i + 1, 256));
  }
}

/** Each picture has one record, and the file is the one that the record is of. */
async function expectOnce(queue: string, folder: string, count: number) {
  const files = await readdir(workspace.at(folder));
  expect(files.sort()).toEqual(Array.from({ length: count }, (_, i) => `${i}.png`).sort());
  const { stdout } = await run('registry', 'search', '--model', queue, '--json');
  const records = json(stdout);
  expect(records).toHaveLength(count);
  const hashes = await Promise.all(
    files.map(async (file) =>
      createHash('sha256')
        .update(await readFile(workspace.at(folder, file)))
        .digest('hex'),
    ),
  );
  for (const { contentHash } of records) expect(hashes).toContain(contentHash);
}

describe.skipIf(programs === null)('a queue in PostgreSQL', () => {
  test('work says that the watermark key is of somebody else than signs, unless it is quiet', async () => {
    const config = JSON.parse(String(await workspace.read('provenance.config.json')));
    const keys = config.watermark.keys.map((each: object) => ({ ...each, name: 'Another Ltd.' }));
    await writeFile(
      workspace.at('others.json'),
      JSON.stringify({ ...config, watermark: { ...config.watermark, keys } }),
    );
    const said = render(
      say('keys.of-others', { owner: 'Another Ltd.', who: 'Example Organization' }),
    );
    const work = ['queue', 'work', '--queue', 'q0', '--until-empty', '--config', 'others.json'];
    expect((await run(...work)).stderr).toContain(said);
    expect(await run(...work, '-q')).toMatchObject({ code: 0, stderr: '' });
  });

  test('-q says nothing of what was added and done, with --json too', async () => {
    await pictures('quiet', 1);
    const add = ['queue', 'add', 'quiet', '-o', 'quiet-out', '--model', 'qq', '--queue', 'qq'];
    const work = ['queue', 'work', '--queue', 'qq', '--until-empty', '--workers', '1'];
    for (const args of [add, work]) {
      const ran = await run(...args, '-q', '--json');
      expect(ran).toMatchObject({ code: 0, stdout: '', stderr: '' });
    }
    await expectOnce('qq', 'quiet-out', 1);
  });

  test('three workers, of which two are killed: nothing is lost, nothing is done twice', async () => {
    await pictures('many', 12);
    const add = () =>
      run('queue', 'add', 'many', '-o', 'out', '--model', 'q1', '--queue', 'q1', '--json');
    expect(json((await add()).stdout)).toMatchObject([{ command: 'add', added: 12, known: 0 }]);
    expect(json((await add()).stdout)).toMatchObject([{ added: 0, known: 12 }]);

    // Killed with more in their hands: each has taken two.
    const kill = ({ child }: Worker) => child.kill('SIGKILL');
    const workers = [worker('q1', kill), worker('q1', kill), worker('q1')];
    await Promise.all(workers.map(({ ended }) => ended));
    expect(workers.map(({ child }) => child.signalCode)).toEqual(['SIGKILL', 'SIGKILL', null]);
    expect(workers[2]!.child.exitCode).toBe(0);

    const status = await run('queue', 'status', '--queue', 'q1', '--json');
    expect(json(status.stdout)).toMatchObject([
      { command: 'status', waiting: 0, retrying: 0, active: 0, done: 12, dead: 0 },
    ]);
    await expectOnce('q1', 'out', 12);
    expect((await run('log', 'verify')).code).toBe(0);
  }, 180_000);

  test('what cannot be marked is listed, mended, and put back', async () => {
    await pictures('few', 2);
    await writeFile(workspace.at('few', '2.png'), 'no picture');
    const args = ['--queue', 'q2', '--json'];
    expect((await run('queue', 'add', 'few', '-o', 'mended', '--model', 'q2', ...args)).code).toBe(
      0,
    );
    const first = await run('queue', 'work', '--until-empty', '--workers', '1', ...args);
    expect(first.code).toBe(1);
    expect((await run('queue', 'status', ...args)).code).toBe(1);
    const [dead] = json((await run('queue', 'dead', ...args)).stdout);
    expect(dead).toMatchObject({ command: 'dead', input: 'few/2.png', attempts: 1 });
    expect(dead.error.code).toMatch(/^[A-Z_]+$/);

    await writeFile(workspace.at('few', '2.png'), await textured(9, 256));
    expect((await run('queue', 'retry', dead.id, ...args)).code).toBe(0);
    expect((await run('queue', 'work', '--until-empty', '--workers', '1', ...args)).code).toBe(0);
    expect((await run('queue', 'dead', ...args)).code).toBe(3);
    await expectOnce('q2', 'mended', 3);
  }, 120_000);

  test('a place that is taken is named; one job is one in the words too', async () => {
    await pictures('taken', 1);
    await mkdir(workspace.at('taken-out'), { recursive: true });
    await writeFile(workspace.at('taken-out', '0.png'), 'of somebody else');
    const args = ['--queue', 'q-taken'];
    const added = await run('queue', 'add', 'taken', '-o', 'taken-out', '--model', 'q', ...args);
    expect(added.stdout).toContain('1 job added');
    const worked = await run('queue', 'work', '--until-empty', '--workers', '1', ...args);
    expect(worked).toMatchObject({ code: 1 });
    expect(worked.stderr).toMatch(/ taken-out\/0\.png: .*\(FILE_EXISTS\)/);
    const [dead] = json((await run('queue', 'dead', '--json', ...args)).stdout);
    expect(dead.error).toMatchObject({
      code: 'FILE_EXISTS',
      message: expect.stringMatching(/^taken-out\/0\.png: /),
    });
    const retried = await run('queue', 'retry', dead.id, ...args);
    expect(retried.stdout).toBe(
      `${render(say('queue.retried', { jobs: say('count.jobs.one') }))}\n`,
    );
    const none = await run('queue', 'retry', dead.id, '--lang', 'ja', ...args);
    expect(none.stdout).toContain('ジョブ0件');
  }, 120_000);

  test('a credential is lost only where the job says so', async () => {
    await pictures('signed', 1);
    const sign = ['sign', 'signed/0.png', '--model', 'm', '-o', 'signed/0.png', '--force'];
    expect((await run(...sign)).code).toBe(0);
    const work = async (queue: string, ...flags: string[]) => {
      const args = ['--queue', queue, '--json'];
      await run('queue', 'add', 'signed', '-o', queue, '--model', 'q', ...flags, ...args);
      return run('queue', 'work', '--until-empty', '--workers', '1', ...args);
    };
    const refused = await work('q-signed');
    expect(refused.code).toBe(1);
    const [{ error }] = json(refused.stdout);
    expect(error).toMatchObject({ code: 'CREDENTIAL_PRESENT' });
    expect(error.message).toContain('--discard-credential, to another --queue');
    expect((await work('q-anew', '--discard-credential')).code).toBe(0);
    // The key of `init` is for what was generated.
    const photo = await work('q-photo', '--discard-credential', '--source-type', 'digitalCapture');
    expect(json(photo.stdout)[0]).toMatchObject({ dead: true, error: { code: 'CONFIG_INVALID' } });
  }, 120_000);

  test('with a guard: what is like a work is dead at once, or flagged and published', async () => {
    await pictures('guarded', 1);
    await writeFile(
      workspace.at('guarded', 'like.png'),
      await generateArt(3, { width: 384, height: 256 }),
    );
    const why = ['--contact', 'rights@example.org', '--reason', 'asked for'];
    expect((await run('guard', 'add', 'guarded/like.png', ...why)).code).toBe(0);
    const plain = JSON.parse(String(await workspace.read('provenance.config.json')));
    const work = async (queue: string, action: string) => {
      const config = ['--config', `${action}.json`];
      await workspace.write(`${action}.json`, JSON.stringify({ ...plain, guard: { action } }));
      const args = ['--queue', queue, '--json', ...config];
      await run('queue', 'add', 'guarded', '-o', queue, '--model', queue, ...args);
      return run('queue', 'work', '--until-empty', '--workers', '1', ...args);
    };
    const blocked = await work('q4', 'block');
    expect(blocked.code).toBe(1);
    const lines = json(blocked.stdout);
    expect(lines).toContainEqual(
      expect.objectContaining({
        input: 'guarded/like.png',
        ok: false,
        dead: true,
        error: expect.objectContaining({ code: 'GUARD_BLOCKED' }),
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ ok: true, guard: { status: 'clear', matches: [] } }),
    );
    expect(await readdir(workspace.at('q4'))).toEqual(['0.png']);
    const flagged = await work('q5', 'flag');
    expect(flagged.code).toBe(0);
    const like = json(flagged.stdout).find((line: { input: string }) =>
      line.input.endsWith('like.png'),
    );
    expect(like).toMatchObject({ ok: true, guard: { status: 'flagged' } });
    expect((await readdir(workspace.at('q5'))).sort()).toEqual(['0.png', 'like.png']);
  }, 120_000);

  test('the files of a list', async () => {
    await pictures('listed', 1);
    await workspace.write('list.txt', 'listed/0.png\n\n');
    const args = ['--queue', 'q3', '--json'];
    const add = ['queue', 'add', '--list', 'list.txt', '-o', 'from-list', '--model', 'q3', ...args];
    expect(json((await run(...add)).stdout)).toMatchObject([{ added: 1 }]);
    const work = ['queue', 'work', '--until-empty', '--workers', '1', ...args];
    expect(json((await run(...work)).stdout)).toMatchObject([{ ok: true, known: false }]);
    await expectOnce('q3', 'from-list', 1);
  }, 60_000);

  test('signed addresses: a worker killed while it puts leaves its file to the next one', async () => {
    const store = await startObjectStore();
    const statements = openStatements(server?.url ?? '', { poolSize: 1, timeoutSeconds: 10 });
    try {
      const count = 3;
      for (let i = 0; i < count; i++) {
        store.objects.set(`/in/${i}.png`, Buffer.from(await textured(i + 20, 256)));
      }
      const entries = (secret: string) =>
        [0, 1, 2, 'gone'].map((i) =>
          JSON.stringify({
            url: store.url(`/in/${i}.png`, secret),
            put: store.url(`/out/${i}.png`, secret),
          }),
        );
      const args = ['--queue', 'q6', '--json'];
      const add = async (secret: string) => {
        await workspace.write('signed.jsonl', entries(secret).join('\n'));
        return json(
          (await run('queue', 'add', '--list', 'signed.jsonl', '--model', 'q6', ...args)).stdout,
        );
      };
      // The first list is signed with what has lost its worth when it is worked on.
      expect(await add('0LDSECRET')).toMatchObject([{ added: 4, known: 0 }]);
      expect(await add(store.secret)).toMatchObject([{ added: 0, known: 4 }]);

      const allow = ['--allow-host', store.host];
      const first = worker('q6', undefined, allow);
      // Its record is written, and its file has gone out: nobody will hear that it was taken.
      store.onPut = async () => {
        first.child.kill('SIGKILL');
        await first.ended;
      };
      await first.ended;
      expect(first.child.signalCode).toBe('SIGKILL');
      store.onPut = async () => {};
      const work = ['queue', 'work', '--until-empty', '--workers', '1', ...args];
      const second = await run(...work, ...allow);
      expect(second.code).toBe(1);

      const { stdout } = await run('registry', 'search', '--model', 'q6', '--json');
      const records = json(stdout);
      expect(records).toHaveLength(count);
      const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
      const placed = [0, 1, 2].map((i) => sha256(store.objects.get(`/out/${i}.png`) as Buffer));
      expect(records.map(({ contentHash }) => contentHash).sort()).toEqual(placed.sort());
      // Whatever was put for a place, by whichever worker, was the one file of its record.
      for (const { bytes } of store.puts) expect(placed).toContain(sha256(bytes));
      expect(store.puts.length).toBeGreaterThan(count);

      // What opens an address is in no job that is done, whoever was killed; one that failed has it for another try.
      const { rows: jobs } = await statements.run(
        `select state::text, job::text as text from provenance_queue.job where name = 'q6' order by state`,
        [],
      );
      expect(jobs.map(({ state, text }) => [state, text.includes(store.secret)])).toEqual([
        ...Array(count).fill(['completed', false]),
        ['failed', true],
      ]);

      const dead = await run('queue', 'dead', ...args);
      expect(json(dead.stdout)).toMatchObject([
        {
          input: `http://${store.host}/in/gone.png`,
          output: `http://${store.host}/out/gone.png`,
          error: { code: 'ADDRESS_REFUSED', message: expect.stringContaining('404') },
        },
      ]);
      const plain = await run('queue', 'dead', '--queue', 'q6');
      const status = await run('queue', 'status', '--queue', 'q6');
      const shown = [second, dead, plain, status, await run(...work)];
      for (const { stdout, stderr } of shown) expect(stdout + stderr).not.toContain('SECRET');

      // Without a word of the operator, nothing in the own network is asked.
      store.objects.set('/in/gone.png', Buffer.from(await textured(30, 256)));
      expect((await run('queue', 'retry', '--all', ...args)).code).toBe(0);
      const refused = json((await run(...work)).stdout);
      expect(refused).toMatchObject([
        { ok: false, dead: true, error: { code: 'ADDRESS_REFUSED' } },
      ]);
      expect((await run('queue', 'retry', '--all', ...args)).code).toBe(0);
      expect((await run(...work, ...allow)).code).toBe(0);
      expect(store.objects.has('/out/gone.png')).toBe(true);
      const { rows } = await statements.run('select job from provenance_queue.marked');
      expect(rows).toEqual([]);
    } finally {
      store.close();
      await statements.close();
    }
  }, 300_000);

  test('a job that failed long ago has no addresses, until its list is added again', async () => {
    const store = await startObjectStore();
    const statements = openStatements(server?.url ?? '', { poolSize: 1, timeoutSeconds: 10 });
    const plain = JSON.parse(String(await workspace.read('provenance.config.json')));
    const config = { ...plain, queue: { allowHosts: [store.host] } };
    try {
      await workspace.write('hosts.json', JSON.stringify(config));
      const entry = (i: number) =>
        JSON.stringify({ url: store.url(`/in/${i}.png`), put: store.url(`/out/${i}.png`) });
      await workspace.write('signed.jsonl', [0, 1].map(entry).join('\n'));
      store.objects.set('/in/0.png', Buffer.from(await textured(40, 256)));
      const args = ['--queue', 'q8', '--json', '--config', 'hosts.json'];
      const add = async () =>
        json(
          (await run('queue', 'add', '--list', 'signed.jsonl', '--model', 'q8', ...args)).stdout,
        );
      const work = () => run('queue', 'work', '--until-empty', '--workers', '1', ...args);
      const withAddresses = async () => {
        const { rows } = await statements.run(
          `select state::text from provenance_queue.job where name = 'q8' and data ? 'addresses'`,
          [],
        );
        return rows.map(({ state }) => state);
      };
      expect(await add()).toMatchObject([{ added: 2 }]);
      expect((await work()).code).toBe(1);
      expect(await withAddresses()).toEqual(['failed']);
      // As an older version left them, and a job of last week.
      await statements.run(
        `update provenance_queue.job set data = data || '{"addresses": {}}',
        completed_on = now() - interval '8 days' where name = 'q8'`,
        [],
      );
      expect(await withAddresses()).toHaveLength(2);
      expect((await work()).code).toBe(0);
      expect(await withAddresses()).toEqual([]);

      store.objects.set('/in/1.png', Buffer.from(await textured(41, 256)));
      expect((await run('queue', 'retry', '--all', ...args)).code).toBe(0);
      expect((await work()).code).toBe(1);
      expect(json((await run('queue', 'dead', ...args)).stdout)).toMatchObject([
        {
          error: { code: 'JOB_MALFORMED', message: expect.stringContaining('add its list again') },
        },
      ]);
      expect(await add()).toMatchObject([{ added: 0, known: 2 }]);
      expect(await withAddresses()).toEqual(['failed']);
      expect((await run('queue', 'retry', '--all', ...args)).code).toBe(0);
      expect((await work()).code).toBe(0);
      expect(store.objects.has('/out/1.png')).toBe(true);
      expect(await withAddresses()).toEqual([]);
    } finally {
      store.close();
      await statements.close();
    }
  }, 300_000);

  test.each([[{ allowHosts: 'a' }], [{ allowHosts: ['http://a'] }], [{ allowHost: ['a'] }]])(
    'hosts that are none are refused: %j',
    async (queue) => {
      await workspace.write('hosts.json', JSON.stringify({ queue }));
      const refused = await run('queue', 'work', '--config', 'hosts.json');
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('queue') });
      expect(refused.stderr).toContain('CONFIG_INVALID');
    },
  );

  test('a list of addresses needs no folder; paths do', async () => {
    await workspace.write('wrong.jsonl', '{"url": "https://a.example/?s=SECRET"}');
    const wrong = await run('queue', 'add', '--list', 'wrong.jsonl', '--queue', 'q7');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('"put"') });
    expect(wrong.stderr).not.toContain('SECRET');
    const nowhere = await run('queue', 'add', 'many', '--queue', 'q7');
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('-o') });
    expect((await run('queue', 'work', '--allow-host', 'http://a')).code).toBe(2);
  });

  test('mistakes are told', async () => {
    const outside = await run('queue', 'add', '/etc/hostname.png', '-o', 'out', '--queue', 'q4');
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('--root') });
    expect((await run('queue', 'retry')).code).toBe(2);
    expect((await run('queue', 'status', '--queue', 'not/a/name')).code).toBe(2);
    const nowhere = await run('queue', 'status', '--database', 'postgres://nobody@127.0.0.1:1/x');
    expect(nowhere.code).toBe(11);
    const none = await provenance(workspace.path, ['queue', 'status']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('--database') });
  });
});

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import { json, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

// A server of its own: the command uses the schema that it always has, which is nobody's to try out on.
const programs = postgresPrograms();
if (programs === null) notice();

const workspace = useWorkspace();
let server: PostgresServer | null = null;
const run = (...args: string[]) =>
  provenance(workspace.path, args, { env: { PROVENANCE_REGISTRY: server?.url ?? '' } });
beforeAll(async () => {
  if (programs !== null) server = await startPostgres(programs, { fsync: 'off' });
}, 60_000);
afterAll(() => server?.stop());

describe.skipIf(programs === null)('one URL, and all commands are as with a folder', () => {
  test('init, mark, recover, trace, the log, doctor, export into a folder', async () => {
    const missing = await run('doctor');
    expect(missing.code).toBe(2);
    expect(missing.stdout).toContain('REGISTRY_MISSING');
    expect(await run('registry', 'init')).toMatchObject({
      code: 0,
      stdout: '✓ Made a registry: postgresql.\n',
    });
    await workspace.write('art.png', await textured(1, 384));
    const marked = await run('mark', 'art.png', '--model', 'm', '--json');
    expect(json(marked.stdout)[0].record).toMatchObject({ status: 'written', logIndex: 0 });
    const bytes = await sharp(await workspace.read('art.marked.png'))
      .jpeg({ quality: 70 })
      .toBuffer();
    await workspace.write('stripped.jpg', bytes);
    const [line] = json((await run('verify', 'stripped.jpg', '--json')).stdout);
    expect(line).toMatchObject({ exitCode: 5, verdict: { recovered: 'watermark' } });
    const [{ records }] = json((await run('trace', 'stripped.jpg', '--json')).stdout);
    expect(records).toMatchObject([{ by: 'watermark', receiptHolds: true, included: true }]);
    expect((await run('log', 'verify')).code).toBe(0);
    expect((await run('doctor')).stdout).toMatch(/✓ registry +postgresql: 1 record, /);
    expect((await run('registry', 'export', '-o', 'all.cbor')).code).toBe(0);
    const folder = ['--registry', 'from-database'];
    expect((await run('registry', 'import', 'all.cbor', ...folder)).code).toBe(0);
    const head = async (...args: string[]) => (await run('log', 'head', ...args)).stdout;
    expect(await head(...folder)).toBe(await head());
    // The record, and that it was exported and copied.
    const copied = await run('registry', 'copy', 'copied', '--json');
    expect(json(copied.stdout)[0]).toMatchObject({ entries: 3, appended: 3, verified: true });
    const back = await run('registry', 'copy', server!.url, '--registry', 'copied', '--json');
    expect(json(back.stdout)[0]).toMatchObject({ verified: true });
    const search = await run('registry', 'search', '--model', 'm', '--json');
    expect(json(search.stdout)).toMatchObject([{ command: 'search', logIndex: 0 }]);
  });
});

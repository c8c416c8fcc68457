// Findings H7 and A4: a configuration that came with somebody's archive must not say whom to trust, whom to
// call, or with what to sign.
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { json, lines, provenance, settings } from './console.ts';
import { picture, textured, useEmptyFolder, useWorkspace } from './folders.ts';

const base = useEmptyFolder();
/** Its own folder was made by `init`; a copy of it is somebody else's. */
const theirs = useWorkspace();

let calls = 0;
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((socket) => {
    calls++;
    socket.on('error', () => {});
    socket.destroy();
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const { port } = server.address() as { port: number };
  url = `postgresql://user:secret@127.0.0.1:${port}/database`;
});
afterAll(() => {
  server.close();
});

/** An archive that was unpacked: pictures, signed by whoever made the configuration above them. */
let archive: string;
const at = (...names: string[]) => join(archive, ...names);
const configFile = () => at('provenance.config.json');
beforeEach(async () => {
  calls = 0;
  archive = await mkdtemp(join(base.path, 'archive-'));
  await cp(theirs.path, archive, { recursive: true });
  await mkdir(at('pictures'));
  await cp(at('photo.signed.png'), at('pictures', 'photo.png'));
  await writeFile(at('pictures', 'plain.png'), await picture('png', 7));
});

/** The configuration names the database and an authority as well. */
async function reachingOut(): Promise<void> {
  const config = JSON.parse(await readFile(configFile(), 'utf8'));
  config.registry = { location: url };
  config.signer.timestampUrl = url.replace(/^postgresql:\/\/.*@/, 'http://');
  await writeFile(configFile(), JSON.stringify(config));
}

const run = (folder: string, ...args: string[]) => provenance(folder, args);

describe('a configuration in a folder that nobody trusts', () => {
  test.each(['.', 'pictures', 'pictures/below'])('makes nobody trusted, from %s', async (place) => {
    const folder = at(place);
    await mkdir(folder, { recursive: true });
    const ran = await run(folder, 'verify', '--json', at('pictures', 'photo.png'));
    expect(ran.code).toBe(4);
    const [line] = json(ran.stdout);
    const { anchors } = line.c2pa.trustList;
    expect(anchors).toMatchObject([{ source: 'C2PA trust list', development: false }]);
    expect(line.configuration).toEqual({
      used: null,
      passedOver: [{ file: expect.stringMatching(/provenance\.config\.json$/), why: 'untrusted' }],
    });
    expect(lines(ran.stderr)).toEqual([expect.stringMatching(/^note: .*provenance trust-folder/)]);
    const quiet = await run(folder, 'verify', '--quiet', at('pictures', 'photo.png'));
    expect(quiet).toMatchObject({ code: 4, stdout: '', stderr: '' });
  });

  test('reaches no database, and no time-stamp authority', async () => {
    await reachingOut();
    const key = at('.provenance', 'watermark.key');
    const reading = [
      ['verify', 'plain.png'],
      ['verify', 'plain.png', '--allow-network'],
      ['trace', 'plain.png'],
      ['detect', 'plain.png', '--watermark-key', key],
      ['inspect', 'photo.png'],
      ['doctor'],
    ];
    for (const args of reading) {
      const ran = await run(at('pictures'), ...args);
      expect(`${ran.stderr}${ran.stdout}`).toContain('provenance trust-folder');
    }
    const writing = [
      ['mark', 'plain.png'],
      ['sign', 'plain.png'],
      ['embed', 'plain.png'],
      ['log', 'verify'],
      ['log', 'head'],
      ['registry', 'init'],
      ['registry', 'stats'],
      ['registry', 'export', '-o', 'export.cbor'],
      ['registry', 'deliver'],
      ['registry', 'prune', '--yes'],
    ];
    const before = await readdir(at('pictures'));
    for (const args of writing) {
      const ran = await run(at('pictures'), ...args);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('provenance trust-folder');
    }
    expect(await readdir(at('pictures'))).toEqual(before);
    expect(calls).toBe(0);
  });

  test('is not even read: what is wrong with it is no reason to look at nothing', async () => {
    await writeFile(configFile(), '{');
    expect((await run(at('pictures'), 'verify', 'photo.png')).code).toBe(4);
  });

  test('is not signed for: neither with its key, nor without what it asks for', async () => {
    const ran = await run(at('pictures'), 'sign', 'plain.png');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    const cert = ['--cert', at('.provenance', 'development-signer.pem')];
    const flags = ['--signer-key', at('.provenance', 'development-signer.key'), ...cert];
    expect((await run(at('pictures'), 'sign', 'plain.png', ...flags)).code).toBe(2);
    // Who says that none is meant has said it all.
    const without = await run(at('pictures'), 'sign', 'plain.png', '--no-config', ...flags);
    expect(without).toMatchObject({ code: 0, stderr: '' });
  });

  test('does not hide the one above it that the user trusts', async () => {
    await run(archive, 'trust-folder');
    const hostile = at('pictures', 'provenance.config.json');
    await writeFile(hostile, JSON.stringify({ registry: { location: url } }));
    const ran = await run(at('pictures'), 'verify', '--json', 'photo.png');
    expect(ran.code).toBe(0);
    expect(json(ran.stdout)[0].configuration).toEqual({
      used: '../provenance.config.json',
      passedOver: [{ file: 'provenance.config.json', why: 'untrusted' }],
    });
    // What would be signed here was to be signed otherwise.
    expect((await run(at('pictures'), 'sign', 'plain.png')).code).toBe(2);
    expect(calls).toBe(0);
  });
});

describe('a configuration that is named', () => {
  test('counts: by a flag, and by the environment', async () => {
    const verify = ['verify', 'pictures/photo.png'];
    const named = await run(archive, ...verify, '--config', 'provenance.config.json');
    expect(named).toMatchObject({ code: 0, stderr: '' });
    const env = { PROVENANCE_CONFIG: 'provenance.config.json' };
    expect(await provenance(archive, verify, { env })).toMatchObject({ code: 0, stderr: '' });
    const none = await provenance(archive, [...verify, '--no-config'], { env });
    expect(none).toMatchObject({ code: 4, stderr: '' });
  });

  test('may reach out', async () => {
    await reachingOut();
    const config = ['--config', configFile()];
    await run(archive, 'verify', 'pictures/plain.png', ...config);
    expect(calls).toBeGreaterThan(0);
  });
});

describe('trust-folder', () => {
  test('lets it count, and shows what it names, the password left out', async () => {
    await reachingOut();
    const ran = await run(at('pictures'), 'trust-folder');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(archive);
    expect(ran.stdout).toContain('.provenance/development-root.pem');
    expect(ran.stdout).toMatch(/registry\.location +postgresql:\/\/127\.0\.0\.1\S* \(not in this/);
    expect(ran.stdout).not.toContain('secret');
    expect(calls).toBe(0);
    const verified = await run(at('pictures'), 'verify', 'photo.png', '--no-registry');
    expect(verified).toMatchObject({ code: 0, stderr: '' });
  });

  test('is listed, and taken back', async () => {
    const listed = async () =>
      json((await run(base.path, 'trust-folder', '--list', '--json')).stdout)[0].folders.filter(
        ({ folder }: { folder: string }) => folder === archive,
      );
    expect(await listed()).toEqual([]);
    await run(base.path, 'trust-folder', archive);
    expect(await listed()).toEqual([{ folder: archive, trust: 'trusted' }]);
    await writeFile(configFile(), '{}');
    expect(await listed()).toEqual([{ folder: archive, trust: 'changed' }]);
    expect((await run(base.path, 'trust-folder', '--list')).stdout).toContain('has changed');
    expect((await run(archive, 'trust-folder', '--remove')).code).toBe(0);
    expect(await listed()).toEqual([]);
    expect((await run(archive, 'trust-folder', '--remove')).code).toBe(3);
  });

  test('takes out a folder that is gone', async () => {
    await run(archive, 'trust-folder');
    await rm(archive, { recursive: true });
    expect((await run(base.path, 'trust-folder', archive, '--remove')).code).toBe(0);
  });

  test.each([
    ['where there is none', ['trust-folder'], 'no provenance.config.json'],
    ['a folder without one', ['trust-folder', 'empty'], 'provenance.config.json'],
    ['a folder that is not there', ['trust-folder', 'nowhere'], 'nowhere'],
    ['both ways', ['trust-folder', '--list', '--remove'], '--list'],
  ])('refuses %s', async (_, args, word) => {
    await mkdir(join(base.path, 'empty'), { recursive: true });
    const ran = await run(base.path, ...args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(word);
  });

  test('refuses a configuration that is not valid', async () => {
    await writeFile(configFile(), '{"trust":1}');
    const ran = await run(archive, 'trust-folder');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('CONFIG_INVALID');
    expect((await run(archive, 'verify', '-q', 'pictures/photo.png')).code).toBe(4);
  });

  test('of many processes at once, none loses what another one says', async () => {
    const folders = await Promise.all(
      Array.from({ length: 24 }, async () => {
        const folder = await mkdtemp(join(base.path, 'many-'));
        await writeFile(join(folder, 'provenance.config.json'), '{}');
        return folder;
      }),
    );
    const ran = await Promise.all(
      folders
        .flatMap((folder) => [1, 2].map(() => folder))
        .map((folder) => run(folder, 'trust-folder')),
    );
    expect(ran.map(({ code }) => code)).toEqual(ran.map(() => 0));
    const { stdout } = await run(base.path, 'trust-folder', '--list', '--json');
    const listed = json(stdout)[0].folders.map(({ folder }: { folder: string }) => folder);
    expect(listed).toEqual(expect.arrayContaining(folders));
  });

  test('writes for its user only', async () => {
    await run(archive, 'trust-folder');
    const list = join(settings, 'provenance', 'trusted-folders');
    expect((await stat(list)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(list)) {
      expect(name).toMatch(/^[0-9a-f]{64}\.json$/);
      expect((await stat(join(list, name))).mode & 0o777).toBe(0o600);
    }
  });
});

describe('what was trusted is what it was then', () => {
  beforeEach(() => run(archive, 'trust-folder'));
  const verify = () => run(archive, 'verify', '--json', 'pictures/photo.png');

  test('a configuration that was changed since is asked about anew', async () => {
    expect((await verify()).code).toBe(0);
    await reachingOut();
    const ran = await verify();
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('not what it was');
    expect(json(ran.stdout)[0].configuration.passedOver).toEqual([
      { file: 'provenance.config.json', why: 'changed' },
    ]);
    expect((await run(archive, 'sign', 'pictures/plain.png')).code).toBe(2);
    expect(calls).toBe(0);
    await run(archive, 'trust-folder');
    expect((await run(archive, 'verify', '-q', '--no-registry', 'pictures/photo.png')).code).toBe(
      0,
    );
  });

  test('a folder is its real path: a link to it is it, and a link in it leads out of it', async () => {
    const link = join(base.path, `link-${Math.random()}`);
    await symlink(archive, link);
    expect((await run(link, 'verify', '-q', 'pictures/photo.png')).code).toBe(0);
    // The trusted text in a folder of somebody else, with anchors of theirs beside it.
    const stranger = await mkdtemp(join(base.path, 'stranger-'));
    await cp(at('.provenance'), join(stranger, '.provenance'), { recursive: true });
    await symlink(configFile(), join(stranger, 'provenance.config.json'));
    await rm(link);
    await symlink(stranger, link);
    for (const folder of [stranger, link]) {
      expect((await run(folder, 'verify', '-q', at('pictures', 'photo.png'))).code).toBe(4);
    }
  });

  test('a copy of a trusted folder, and one that was moved, are others', async () => {
    const moved = `${archive}-moved`;
    await rename(archive, moved);
    expect((await run(moved, 'verify', '-q', 'pictures/photo.png')).code).toBe(4);
  });

  test('a configuration that is a pipe, a folder or a link to nowhere is none', async () => {
    for (const make of [
      () => mkdir(configFile()),
      () => symlink(at('nowhere'), configFile()),
      () => writeFile(configFile(), ' '.repeat((1 << 20) + 1)),
    ]) {
      await rm(configFile(), { recursive: true, force: true });
      await make();
      expect((await verify()).code).toBe(4);
    }
  });
});

describe('the list', () => {
  const list = () => join(settings, 'provenance', 'trusted-folders');
  const only = async () => {
    await rm(list(), { recursive: true, force: true });
    await run(archive, 'trust-folder');
    const [name] = await readdir(list());
    return join(list(), name as string);
  };
  const code = async (env: Record<string, string | undefined> = {}) =>
    (await provenance(archive, ['verify', '-q', 'pictures/photo.png'], { env })).code;

  test('is that of the user: XDG_CONFIG_HOME, else the home', async () => {
    const home = await mkdtemp(join(base.path, 'home-'));
    const env = { XDG_CONFIG_HOME: undefined, HOME: home };
    expect(await code(env)).toBe(4);
    expect((await provenance(archive, ['trust-folder'], { env })).code).toBe(0);
    expect(await code(env)).toBe(0);
    expect(await readdir(join(home, '.config', 'provenance', 'trusted-folders'))).toHaveLength(1);
    // A relative one would lie in the folder that is worked in.
    const relative = { ...env, XDG_CONFIG_HOME: 'settings' };
    await cp(join(home, '.config'), at('settings'), { recursive: true });
    expect(await code({ ...relative, HOME: undefined })).toBe(4);
    expect(await code(relative)).toBe(0);
  });

  test('without a home nothing is trusted but what is named, and init says so', async () => {
    const env = { XDG_CONFIG_HOME: undefined };
    const refused = await provenance(archive, ['trust-folder'], { env });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('PROVENANCE_CONFIG');
    const made = await mkdtemp(join(base.path, 'container-'));
    const init = await provenance(made, ['init', '--yes'], { env });
    expect(init.code).toBe(0);
    expect(init.stderr).toContain('PROVENANCE_CONFIG');
    await writeFile(join(made, 'art.png'), await textured());
    const mark = (more: Record<string, string>) =>
      provenance(made, ['mark', 'art.png', '-f'], { env: { ...env, ...more } });
    expect((await mark({})).code).toBe(2);
    expect((await mark({ PROVENANCE_CONFIG: 'provenance.config.json' })).code).toBe(0);
  });

  test('that cannot be written is said, and init has made the rest', async () => {
    const env = { XDG_CONFIG_HOME: configFile() };
    const made = await mkdtemp(join(base.path, 'read-only-'));
    const init = await provenance(made, ['init', '--yes'], { env });
    expect(init.code).toBe(0);
    expect(init.stderr).toContain('not trusted yet');
    expect((await provenance(archive, ['trust-folder'], { env })).code).not.toBe(0);
  });

  test('counts nothing that others could have written', async () => {
    const entry = await only();
    expect(await code()).toBe(0);
    for (const mode of [0o620, 0o602]) {
      await chmod(entry, mode);
      expect(await code()).toBe(4);
    }
  });

  test.each([
    ['no JSON', () => '{'],
    ['an array', () => '[]'],
    ['null', () => 'null'],
    ['the entry of another folder', (text: string) => text.replace(archive, '/another')],
    ['another owner', (text: string) => text.replace(/"owners":\[\d+/, '"owners":[4242')],
    ['another hash', (text: string) => text.replace(/"sha256":"./, '"sha256":"x')],
  ])('counts nothing that is no entry: %s', async (_, change) => {
    const entry = await only();
    await writeFile(entry, change(await readFile(entry, 'utf8')));
    expect(await code()).toBe(4);
    expect((await run(base.path, 'trust-folder', '--list')).code).toBe(0);
  });
});

test('init trusts what it has made, also anew', async () => {
  const made = await mkdtemp(join(base.path, 'made-'));
  for (const force of [[], ['--force']]) {
    expect(await run(made, 'init', '--yes', ...force)).toMatchObject({ code: 0, stderr: '' });
    expect((await run(made, 'doctor')).code).toBe(0);
  }
});

test('doctor says what is not used, and what to do', async () => {
  const ran = await run(at('pictures'), 'doctor', '--json');
  expect(ran.code).toBe(2);
  const [{ problem, settings: shown }] = json(ran.stdout);
  expect(problem).toContain('provenance trust-folder ..');
  for (const { field, source } of shown) expect([field, source]).toEqual([field, 'default']);
});

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync } from 'node:fs';
import { appendFile, chown, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server of our own in a temporary folder, which may be crashed. */
export interface PostgresServer {
  /** Of its administrator, over a socket in the folder. */
  readonly url: string;
  /** The same for another user. */
  urlOf(user: string, password: string): string;
  /** `immediate` is a crash: nothing is written before it ends. */
  restart(mode: 'fast' | 'immediate'): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Where PostgreSQL's programs are: PROVENANCE_POSTGRES_BIN and nowhere else if it is set; else Debian's
 * folders, newest first, and the path. Null: there are none.
 */
export function postgresPrograms(): string | null {
  const debian = '/usr/lib/postgresql';
  const given = process.env.PROVENANCE_POSTGRES_BIN;
  const folders =
    given === undefined
      ? [
          ...versionsIn(debian).map((version) => join(debian, version, 'bin')),
          ...(process.env.PATH ?? '').split(delimiter),
        ]
      : [given];
  return folders.find((folder) => folder !== '' && isProgram(join(folder, 'initdb'))) ?? null;
}

/** Says once a file that its tests are skipped, and what would run them. */
export function notice(): void {
  process.stderr.write(
    'PostgreSQL is not here (PROVENANCE_POSTGRES_BIN, PROVENANCE_POSTGRES_URL): its tests are skipped.\n',
  );
}

/**
 * PostgreSQL refuses to run as root: then it is somebody else's.
 *
 * @param settings Of postgresql.conf. By default as Debian has them, with fsync.
 */
export async function startPostgres(
  programs: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'provenance-postgres-'));
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? unprivileged() : null;
  if (user !== null) await chown(folder, user.uid, user.gid);
  const run = async (program: string, ...args: string[]) => {
    // Inherited by the server, a pipe would stay open as long as it runs.
    const child = spawn(join(programs, program), args, { ...user, cwd: folder, stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`PostgreSQL's ${program} ended with ${code}.`);
  };
  // Ends the server when its input does: whatever becomes of this process, nothing is left behind.
  const script = 'read -r _; "$0" stop -D "$1" -m immediate; rm -rf "$2"';
  const watch = spawn('sh', ['-c', script, join(programs, 'pg_ctl'), data, folder], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(watch, 'exit');
  const stop = async () => {
    watch.stdin.end();
    await ended;
  };
  try {
    await run('initdb', '-D', data, '-U', 'admin', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N');
    const all = {
      listen_addresses: '',
      unix_socket_directories: folder,
      max_connections: '60',
      ...settings,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`);
    await appendFile(join(data, 'postgresql.conf'), lines.join(''));
    await writeFile(
      join(data, 'pg_hba.conf'),
      'local all locked,passing scram-sha-256\nlocal all all trust\n',
    );
    await run('pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'));
  } catch (error) {
    await stop();
    throw error;
  }
  const urlOf = (name: string, password: string) =>
    `postgres:///postgres?host=${encodeURIComponent(folder)}&user=${name}&password=${password}`;
  return {
    url: urlOf('admin', ''),
    urlOf,
    restart: (mode) =>
      run('pg_ctl', 'restart', '-w', '-m', mode, '-D', data, '-l', join(folder, 'log')),
    stop,
  };
}

function unprivileged(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // There is no such user here.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user `postgres` or `nobody`.');
}

function versionsIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { lstat, opendir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** `.provenance-MACHINE-PROCESS-RANDOM.EXT`: nobody else makes such a name. */
const NAME = /^\.provenance-([0-9a-f]{8})-([1-9]\d{0,9})-[0-9a-f]{12}(?:\.[^./\\]{1,15})?$/;

/** What another machine wrote is left from a run that ended once it is as old: none takes so long for one file. */
const LEFT_AFTER_MILLISECONDS = 86_400_000;

let machine: string | undefined;

/** Where the number of a process means that process: containers of one host number their own. */
function thisMachine(): string {
  if (machine === undefined) {
    let namespace = '';
    try {
      namespace = readlinkSync('/proc/self/ns/pid');
    } catch {
      // Not Linux: there are no others.
    }
    const hash = createHash('sha256').update(`${hostname()}\0${namespace}`);
    machine = hash.digest('hex').slice(0, 8);
  }
  return machine;
}

/** A name for a file that is being written: hidden, and known by {@link isTemporaryName}. */
export function temporaryName(extension: string): string {
  const name = `.provenance-${thisMachine()}-${process.pid}-${randomBytes(6).toString('hex')}`;
  return NAME.test(name + extension) ? name + extension : name;
}

/** Whether a file name is one of those that files have while they are written: what has it is no content yet. */
export function isTemporaryName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Removes what killed processes left half-written in a folder. Only files of our own temporary names count, of a process
 * of this machine that is no more, or of any machine when they are a day old.
 *
 * @param folder Without those in it. One that is not there, or cannot be read, has none.
 * @returns How many were removed.
 */
export async function removeAbandoned(folder: string): Promise<number> {
  let removed = 0;
  try {
    for await (const { name } of await opendir(folder)) {
      const path = join(folder, name);
      if (isTemporaryName(name) && (await isAbandoned(path, name))) {
        await unlink(path);
        removed++;
      }
    }
  } catch {
    // Whoever writes there will say what is wrong with it.
  }
  return removed;
}

async function isAbandoned(path: string, name: string): Promise<boolean> {
  const there = await lstat(path);
  if (!there.isFile()) return false;
  if (Date.now() - there.mtimeMs > LEFT_AFTER_MILLISECONDS) return true;
  const [, where, id] = NAME.exec(name) ?? [];
  return where === thisMachine() && !isRunning(Number(id));
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Of another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

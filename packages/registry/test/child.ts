/**
 * What tests of faults run in processes that they kill. The first argument says what, the second is the
 * folder, or the URL; the rest is what `signerOf` takes, from the environment. Prints a line after each
 * acknowledgement, synchronously: what is printed was acknowledged.
 */
import { existsSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { open as openRaw } from 'lmdb';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { Guard } from '../src/lmdb/environment/guard.ts';
import { openOutbox } from '../src/outbox.ts';
import { openPostgres } from '../src/postgres/open.ts';
import { readRegistry } from '../src/read.ts';
import { createRegistry } from '../src/write.ts';
import { COUNTED, countIn } from './counted.ts';
import { makeRecord, sha256 } from './records.ts';
import { signerOf } from './signers.ts';

const [, , task, folder, first, number] = process.argv as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const signer = signerOf(process.env.TEST_SIGNER!);
const [from, most] = [Number(first), Number(number)];

/** Waits where the test reads more slowly than this writes: the pipe takes what it has room for, or nothing. */
function say(line: string): void {
  for (let rest = Buffer.from(`${line}\n`); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Records by the number, with stores of some length so that pages overflow. */
function numbered(n: number) {
  const manifestStore = new TextEncoder().encode(`store ${n} `.repeat(1 + (n % 500)));
  const text = new TextDecoder().decode(manifestStore);
  const record = makeRecord(n, { manifest: { id: `urn:c2pa:${n}`, hash: sha256(text) } });
  return { record, manifestStore };
}

/** A folder, or the URL of a database. */
const openPlace = (readOnly = false) =>
  folder.startsWith('postgres:')
    ? openPostgres(folder, { readOnly, poolSize: 2, retrySeconds: 30 })
    : openLmdb(folder, { readOnly });

async function write(): Promise<void> {
  const registry = await createRegistry(await openPlace(), { signer });
  say('ready');
  for (let n = from; n < from + most; n += 8) {
    await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 7].map(async (i) => {
        const { record, manifestStore } = numbered(n + i);
        const { logIndex } = await registry.put(record, { manifestStore });
        say(`ack ${n + i} ${logIndex}`);
      }),
    );
  }
  await registry.close();
}

/** Opens, reads and closes the registry until it is ended, every other time to write. */
async function look(): Promise<void> {
  for (let n = 0; ; n++) {
    const reader = readRegistry(await openPlace(n % 2 === 0));
    const head = await reader.head();
    await reader.close();
    if (n === 0) say('ready');
    say(`ack ${head?.size ?? 0}`);
  }
}

async function enqueue(): Promise<void> {
  const outbox = await openOutbox(folder);
  say('ready');
  for (let n = from; n < from + most; n++) {
    await outbox.enqueue(makeRecord(n));
    say(`ack ${n}`);
  }
  await outbox.close();
}

/** Delivers into the registry at the third argument, and dies after so many acknowledgements. */
async function deliverAndDie(): Promise<void> {
  const registry = await createRegistry(await openLmdb(first), { signer });
  const outbox = await openOutbox(folder);
  let acknowledged = 0;
  await outbox.deliver({
    put: async (record, options) => {
      const found = await registry.put(record, options);
      say(`ack ${found.logIndex}`);
      if (++acknowledged >= most) process.kill(process.pid, 'SIGKILL');
      return found;
    },
  });
  await Promise.all([outbox.close(), registry.close()]);
}

/** Opens the folder, reads and writes, and says what came of it. */
async function use(): Promise<void> {
  const attempt = async (call: () => Promise<unknown>) =>
    call().then(
      () => 'done',
      (error) => {
        console.error(error.message);
        return error.code ?? String(error);
      },
    );
  say('ready');
  const readOnly = first === 'read';
  const opening = openLmdb(folder, { readOnly });
  const opened = await attempt(() => opening);
  if (opened !== 'done') return void say(`ack ${opened}`);
  const backend = await opening;
  say(`ack ${await attempt(() => backend.getMeta('id'))}`);
  say(`ack ${await attempt(() => backend.putMeta('id', Uint8Array.of(3)))}`);
  await backend.close();
}

/** In the folder: a file that `hold` has made. */
const WENT_ON = 'went-on';

/** Appends to the environment of `counted.ts` until it is ended. */
async function count(): Promise<void> {
  const environment = await openEnvironment(folder, COUNTED);
  say('ready');
  for (;;) {
    const index = environment.write(() => countIn(environment.tables, first));
    say(`ack ${index} ${index}`);
    await setImmediate();
  }
}

/** Opens and closes it until it is ended: to write, and to read. */
async function reopen(): Promise<void> {
  for (let n = 0; ; n++) {
    const environment = await openEnvironment(folder, { ...COUNTED, readOnly: n % 2 === 0 });
    if (n === 0) say('ready');
    say(`ack ${n}`);
    await environment.close();
    await setImmediate();
  }
}

/** Opens it, writes, and when it is told to, ends as a program does that has forgotten it. */
async function forget(): Promise<void> {
  const environment = await openEnvironment(folder, COUNTED);
  const index = environment.write(() => countIn(environment.tables, first));
  say(`ack ${index} ${index}`);
  process.on('exit', () => say(`ack ${existsSync(join(folder, WENT_ON))}`));
  say('ready');
  process.stdin.resume();
}

/** Stops while it holds the guard. When it goes on, it says so in a file before it lets go. */
async function hold(): Promise<void> {
  const guard = await Guard.open(folder);
  guard.run(() => {
    say('ready');
    process.kill(process.pid, 'SIGSTOP');
    writeFileSync(join(folder, WENT_ON), '');
  });
}

/** Opens a folder whose guard another process holds, and says whether that one had let go of it. */
async function wait(): Promise<void> {
  say('ready');
  await (await openLmdb(folder)).close();
  say(`ack ${existsSync(join(folder, WENT_ON))}`);
}

/** Reads as an older version does, which knows no guard; says so, and keeps it open until it is ended. */
async function keepOpen(): Promise<void> {
  const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
  raw.openDB('log', { encoding: 'binary', keyEncoding: 'binary' }).getKeysCount();
  say('ready');
  await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
}

/** Makes backups beside each other until it is ended: `first` and a number are their names. */
async function backup(): Promise<void> {
  const backend = await openLmdb(folder, { readOnly: true });
  say('ready');
  for (let n = 0; ; n++) {
    await backend.backup!(`${first}-${n}`);
    say(`ack ${n}`);
  }
}

/** Makes the same log at the third argument: a folder, or the URL of a database. */
async function copy(): Promise<void> {
  const target = first.startsWith('postgres:')
    ? await openPostgres(first, { create: true, poolSize: 2, retrySeconds: 30 })
    : await openLmdb(first, { create: true });
  const source = await openPlace(true);
  say('ready');
  const { entries } = await importRegistry(target, exportRegistry(source));
  say(`ack ${entries}`);
  await Promise.all([source.close(), target.close()]);
}

const tasks: Readonly<Record<string, () => Promise<void>>> = {
  write,
  look,
  enqueue,
  deliverAndDie,
  use,
  count,
  reopen,
  forget,
  hold,
  wait,
  keepOpen,
  backup,
  copy,
};
await tasks[task]!();

/**
 * What tests of faults run in processes that they kill. The first argument says what, the second is the
 * folder; the rest is what `signerOf` takes, from the environment. Prints a line after each
 * acknowledgement, synchronously: what is printed was acknowledged.
 */
import { writeSync } from 'node:fs';
import { openLmdb } from '../src/lmdb/backend.ts';
import { openOutbox } from '../src/outbox.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord, sha256 } from './records.ts';
import { signerOf } from './signers.ts';

const [, , task, folder, first, count] = process.argv as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const signer = signerOf(process.env.TEST_SIGNER!);
const [from, most] = [Number(first), Number(count)];

const say = (line: string) => writeSync(1, `${line}\n`);

/** Records by the number, with stores of some length so that pages overflow. */
function numbered(n: number) {
  const manifestStore = new TextEncoder().encode(`store ${n} `.repeat(1 + (n % 500)));
  const text = new TextDecoder().decode(manifestStore);
  const record = makeRecord(n, { manifest: { id: `urn:c2pa:${n}`, hash: sha256(text) } });
  return { record, manifestStore };
}

async function write(): Promise<void> {
  const registry = await createRegistry(await openLmdb(folder), { signer });
  say('ready');
  for (let n = from; n < from + most; n += 8) {
    await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 7].map(async (i) => {
        const { record, manifestStore } = numbered(n + i);
        await registry.put(record, { manifestStore });
        say(`ack ${n + i}`);
      }),
    );
  }
  await registry.close();
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
      (error) => error.code ?? String(error),
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

const tasks: Readonly<Record<string, () => Promise<void>>> = {
  write,
  enqueue,
  deliverAndDie,
  use,
};
await tasks[task]!();

import { setTimeout } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { uint64 } from '../src/lmdb/keys.ts';
import { verifyLog } from '../src/log/verify.ts';
import { openOutbox } from '../src/outbox.ts';
import type { OriginRecord } from '../src/signed/record.ts';
import { createRegistry } from '../src/write.ts';
import { startChild } from './children.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

let signer: Awaited<ReturnType<typeof makeSigner>>;

beforeAll(async () => {
  signer = await makeSigner();
});

async function openBoth() {
  const [folder, place] = [await temporaryFolder(), await temporaryFolder()];
  const outbox = await openOutbox(folder);
  const backend = await openLmdb(place, { create: true });
  onTestFinished(async () => {
    await outbox.close();
    await backend.close();
  });
  return { folder, place, outbox, backend, registry: await createRegistry(backend, { signer }) };
}

const unavailable = {
  put: () => Promise.reject(new ProvenanceError('REGISTRY_UNAVAILABLE')),
};

describe('the outbox', () => {
  it('keeps records until the registry has acknowledged them, oldest first', async () => {
    const { outbox, registry, backend } = await openBoth();
    const manifestStore = new TextEncoder().encode('a manifest store');
    const manifest = { id: 'urn:c2pa:0', hash: sha256('a manifest store') };
    await outbox.enqueue(makeRecord(0, { manifest }), manifestStore);
    for (let n = 1; n < 150; n++) await outbox.enqueue(makeRecord(n));
    await expectCode('REGISTRY_UNAVAILABLE', () => outbox.deliver(unavailable));
    expect(await outbox.size()).toBe(150);
    expect(await outbox.deliver(registry)).toEqual({ delivered: 150, refused: [] });
    expect(await outbox.size()).toBe(0);
    for (let n = 0; n < 150; n++) {
      const found = await registry.byContentId(makeRecord(n).contentId);
      expect(found?.logIndex).toBe(n);
    }
    expect((await registry.byContentId(makeRecord(0).contentId))?.manifestStore).toEqual(
      manifestStore,
    );
    expect(await outbox.deliver(registry)).toEqual({ delivered: 0, refused: [] });
    expect((await verifyLog(backend)).problems).toEqual([]);
  });

  it('is there when it is opened again', async () => {
    const folder = await temporaryFolder();
    const outbox = await openOutbox(folder);
    await outbox.enqueue(makeRecord(1));
    await outbox.close();
    const again = await openOutbox(folder);
    expect(await again.size()).toBe(1);
    await again.close();
  });

  it('takes nothing that is no record', async () => {
    const { outbox } = await openBoth();
    await expectCode('RECORD_MALFORMED', () => outbox.enqueue({} as OriginRecord));
    expect(await outbox.size()).toBe(0);
  });

  it('sets aside what the registry will never take, and goes on', async () => {
    const { outbox, registry, folder } = await openBoth();
    await registry.put(makeRecord(1));
    const other = makeRecord(1, { contentHash: sha256('other') });
    for (const record of [makeRecord(0), other, makeRecord(2)]) await outbox.enqueue(record);
    const options = {
      kind: 'outbox',
      version: 2,
      tables: ['waiting'],
      create: false,
      readOnly: false,
    };
    const environment = await openEnvironment(folder, options);
    environment.write(() => environment.tables.waiting!.putSync(uint64(99), Uint8Array.of(0)));
    await environment.close();
    const refused = [
      { record: other, code: 'RECORD_EXISTS' },
      { record: null, code: 'RECORD_MALFORMED' },
    ];
    expect(await outbox.deliver(registry)).toEqual({ delivered: 2, refused });
    expect(await outbox.size()).toBe(0);
    expect(await outbox.refused()).toEqual(refused);
    expect(await registry.byContentId(makeRecord(2).contentId)).not.toBeNull();
    expect(await outbox.discard()).toBe(2);
    expect(await outbox.refused()).toEqual([]);
  });

  it('hands over again what was not acknowledged, and removes what was', async () => {
    const { outbox, registry } = await openBoth();
    for (let n = 0; n < 5; n++) await outbox.enqueue(makeRecord(n));
    const flaky = {
      put: (record: OriginRecord) =>
        record.contentId === makeRecord(3).contentId ? unavailable.put() : registry.put(record),
    };
    await expectCode('REGISTRY_UNAVAILABLE', () => outbox.deliver(flaky));
    expect(await outbox.size()).toBe(1);
    expect(await outbox.deliver(registry)).toEqual({ delivered: 1, refused: [] });
  });

  it('never takes out a record that came while an older one was delivered', async () => {
    const { outbox, registry } = await openBoth();
    await outbox.enqueue(makeRecord(0));
    const slow = {
      put: async (record: OriginRecord) => {
        const found = await registry.put(record);
        // Another process delivers the same, and a new record arrives in the empty outbox.
        if (record.contentId === makeRecord(0).contentId && (await outbox.size()) === 1) {
          await outbox.deliver(registry);
          await outbox.enqueue(makeRecord(1));
        }
        return found;
      },
    };
    await outbox.deliver(slow);
    expect(await outbox.size()).toBe(0);
    expect(await registry.byContentId(makeRecord(1).contentId)).not.toBeNull();
  });

  it('delivers once, whoever is killed between the acknowledgement and the removal', async () => {
    const { folder, place, outbox, registry, backend } = await openBoth();
    for (let n = 0; n < 30; n++) await outbox.enqueue(makeRecord(n));
    const child = startChild(signer.key, ['deliverAndDie', folder, place, 12]);
    expect(await child.ended).toBe('SIGKILL');
    expect(child.acknowledged.length).toBeGreaterThanOrEqual(12);
    expect(new Set(child.acknowledged).size).toBe(child.acknowledged.length);
    expect(await outbox.size()).toBe(30);
    expect(await outbox.deliver(registry)).toEqual({ delivered: 30, refused: [] });
    expect(await backend.stats()).toMatchObject({ entries: 30, records: 30 });
    expect((await verifyLog(backend)).problems).toEqual([]);
  });

  it('loses nothing of what was enqueued when a process is killed, and takes two at once', async () => {
    const { folder, outbox, registry } = await openBoth();
    const children = [
      startChild(signer.key, ['enqueue', folder, 0, 100_000]),
      startChild(signer.key, ['enqueue', folder, 1_000_000, 100_000]),
    ];
    await Promise.all(children.map(({ ready }) => ready));
    while (children.some((child) => child.acknowledged.length < 20)) {
      expect(children.map(({ process }) => process.exitCode)).toEqual([null, null]);
      await setTimeout(5);
    }
    for (const child of children) child.process.kill('SIGKILL');
    await Promise.all(children.map(({ ended }) => ended));
    const acknowledged = children.flatMap((child) => child.acknowledged);
    await outbox.deliver(registry);
    const found = await Promise.all(
      acknowledged.map((n) => registry.byContentId(makeRecord(n).contentId)),
    );
    expect(found.filter((record) => record === null)).toEqual([]);
    expect(new Set(found.map((record) => record?.logIndex)).size).toBe(acknowledged.length);
    console.log(`outbox: ${acknowledged.length} acknowledged, ${found.length} delivered`);
  });
});

import { createRegistry, openLmdb } from '@provenance/registry';
import { expect, onTestFinished, test } from 'vitest';
import { makeRecord, sha256 } from '../../registry/test/records.ts';
import { makeSigner } from '../../registry/test/signers.ts';
import { temporaryFolder } from '../../registry/test/temporary-folder.ts';
import { countRecords } from '../src/index.ts';

test('counts what was made in the span, and was not erased', async () => {
  const backend = await openLmdb(await temporaryFolder(), { create: true });
  onTestFinished(() => backend.close());
  const registry = await createRegistry(backend, { signer: await makeSigner() });
  const day = (time: string) => ({ time: `${time}T12:00:00.000Z` });
  const manifest = { id: 'urn:c2pa:1', hash: sha256('a store') };
  await registry.put(makeRecord(0, { ...day('2026-01-31') }));
  await registry.put(makeRecord(1, { ...day('2026-02-01'), watermark: null, retainUntil: null }));
  const other = { name: 'other', version: null };
  await registry.put(
    makeRecord(2, { ...day('2026-02-02'), model: other, retainUntil: '2027-05-01' }),
  );
  await registry.put(
    makeRecord(3, { ...day('2026-02-03'), model: null, manifest, retainUntil: '2027-01-01' }),
    { manifestStore: new TextEncoder().encode('a store') },
  );
  await registry.put(makeRecord(4, { ...day('2026-02-04') }));
  await registry.put(makeRecord(5, { ...day('2026-03-01') }));
  await registry.erase(makeRecord(4).contentId);

  const span = { from: '2026-02-01', to: '2026-02-28' };
  expect(await countRecords(backend, span)).toEqual({
    ...span,
    records: 3,
    signed: 1,
    watermarked: 2,
    named: 2,
    models: 2,
    bounded: 2,
    first: '2027-01-01',
    last: '2027-05-01',
  });
  await expect(countRecords(backend, { from: '2026-02-30', to: '2026-03-01' })).rejects.toThrow(
    RangeError,
  );
});

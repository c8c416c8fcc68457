import { expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { verifyInclusion } from '../src/log/proof.ts';
import { verifyLog } from '../src/log/verify.ts';
import { verifyReceipt } from '../src/signed/receipt.ts';
import { createRecordKey, recordKeySigner } from '../src/signed/record-key.ts';
import { createRegistry } from '../src/write.ts';
import { makeRecord } from './records.ts';
import { makeContentSigner, makeSigner } from './signers.ts';

/** What a record key has to do, in every backend. @param open A new, empty one, closed at the end of the test. */
export function recordKeySuite(name: string, open: () => Promise<Backend>): void {
  it(`${name}: signs all of a log, beside certificates, for one call of the signer`, async () => {
    const signer = await makeContentSigner('ES256');
    const first = await createRecordKey(signer);
    const next = await createRecordKey(signer, { days: 7 });
    const other = await makeSigner();
    expect(signer.calls()).toBe(2);
    const backend = await open();
    const write = async (by: Parameters<typeof createRegistry>[1]['signer'], from: number) => {
      const registry = await createRegistry(backend, { signer: by });
      await Promise.all([0, 1].map((i) => registry.put(makeRecord(from + i))));
      return registry;
    };
    await write(other, 0);
    const registry = await write(await recordKeySigner(first), 2);
    const hold = await registry.hold(makeRecord(3).contentId, { reason: 'case 17' });
    await expectCode('RECORD_HELD', () => registry.erase(makeRecord(3).contentId));
    await registry.release(makeRecord(3).contentId, hold!.id, { reason: 'over' });
    expect(await registry.erase(makeRecord(3).contentId)).toBe(true);
    await write(await recordKeySigner(next), 4);
    expect(signer.calls()).toBe(2);

    const found = await registry.byContentId(makeRecord(2).contentId);
    const proof = await registry.prove(makeRecord(2).contentId);
    const head = await registry.head();
    // Offline: with the certificate that everybody has, and what came along; or with the delegation alone.
    const { receipt, certificates: delegation } = found!;
    expect(delegation).toBe(first.delegation);
    for (const [trusted, came] of [
      [signer.certificates, { delegation }],
      [delegation, {}],
    ] as const) {
      expect(await verifyReceipt(receipt, trusted, came)).toMatchObject({ verified: true });
    }
    expect(
      await verifyInclusion(proof!, signer.certificates, {
        receipt,
        delegations: [head!.certificates],
      }),
    ).toMatchObject({ verified: true });

    // The log names the organization in each case, and says what was signed through a record key.
    const log = await verifyLog(backend, { issuer: [signer.certificates] });
    expect(log).toMatchObject({ verified: true, problems: [], records: 5, events: 2, erasures: 1 });
    expect(log.signers.map(({ organization }) => organization)).toEqual(Array(3).fill('Example'));
    expect(log.signers.map(({ certifiedBy }) => certifiedBy !== null)).toEqual([false, true, true]);
    expect(log.signers.map(({ accepted }) => accepted)).toEqual([false, true, true]);
    const both = [signer.certificates, other.certificates];
    expect(await verifyLog(backend, { certificates: both })).toMatchObject({ verified: true });

    // An export takes the delegations along, once each.
    const file: Uint8Array[] = [];
    for await (const chunk of exportRegistry(backend)) file.push(chunk);
    const text = Buffer.concat(file).toString('latin1');
    expect(text.split('BEGIN PROVENANCE RECORD KEY DELEGATION').length - 1).toBe(2);
    const stream = async function* () {
      yield* file;
    };
    const copy = await open();
    await importRegistry(copy, stream(), { certificates: both });
    expect(await verifyLog(copy)).toMatchObject({ verified: true, root: log.root });
    const refused = await open();
    await expectCode('RECORD_MALFORMED', () =>
      importRegistry(refused, stream(), { certificates: [signer.certificates] }),
    );
    const adopting = await createRegistry(await open(), { signer: await recordKeySigner(next) });
    expect(await importRegistry(adopting, stream())).toMatchObject({ sameLog: false });
    expect(await adopting.byContentId(makeRecord(2).contentId)).toMatchObject({ receipt });
  });

  it(`${name}: a delegation that was replaced in the store does not count`, async () => {
    const signer = await makeContentSigner('ES256');
    const stranger = await createRecordKey(await makeContentSigner('ES256'));
    const made = await createRecordKey(signer);
    const backend = await open();
    const registry = await createRegistry(backend, { signer: await recordKeySigner(made) });
    await registry.put(makeRecord(1));
    const lying: Backend = new Proxy(backend, {
      get(target, property) {
        const value = Reflect.get(target, property) as unknown;
        if (property === 'getMeta') {
          return async (key: string) =>
            key.startsWith('certificate:') ? Buffer.from(stranger.delegation) : target.getMeta(key);
        }
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const { readRegistry } = await import('../src/read.ts');
    await expectCode('REGISTRY_CORRUPT', () =>
      readRegistry(lying).byContentId(makeRecord(1).contentId),
    );
    const { problems } = await verifyLog(lying);
    expect(problems.map(({ kind }) => kind)).toEqual(['altered', 'head', 'unsigned']);
  });
}

/** Closes what a test has opened. */
export async function closing(backend: Promise<Backend>): Promise<Backend> {
  const opened = await backend;
  onTestFinished(() => opened.close());
  return opened;
}

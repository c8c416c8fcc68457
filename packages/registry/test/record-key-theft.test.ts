// What somebody can do with a stolen record key, a stolen signer, or a text that was made to harm.
import { X509Certificate } from 'node:crypto';
import {
  type Cbor,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import { encodeSign1, HEADER, sigStructure } from '@provenance/cose/sign1';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyConsistency, verifyInclusion } from '../src/log/proof.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readRegistry } from '../src/read.ts';
import { readSigningCertificate } from '../src/signed/certificate.ts';
import { readDelegation } from '../src/signed/delegation.ts';
import { CONTENT_TYPES } from '../src/signed/kind.ts';
import { readReceipt, signReceipt, verifyReceipt } from '../src/signed/receipt.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import {
  createRecordKey,
  type DelegatingSigner,
  describeRecordKey,
  type RecordKey,
  recordKeySigner,
} from '../src/signed/record-key.ts';
import { createRegistry } from '../src/write.ts';
import { bytesOf, partsOf, textOf } from './delegations.ts';
import { closing } from './record-key-suite.ts';
import { makeRecord } from './records.ts';
import { makeContentSigner, makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const open = async () => closing(openLmdb(await temporaryFolder(), { create: true }));
const thumbprint = (pem: string) =>
  new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

let signer: DelegatingSigner & { calls(): number };
let made: RecordKey;
beforeAll(async () => {
  signer = await makeContentSigner('ES256');
  made = await createRecordKey(signer);
});

async function writes(backend: Backend, key: RecordKey, ...numbers: number[]) {
  const registry = await createRegistry(backend, { signer: await recordKeySigner(key) });
  for (const number of numbers) await registry.put(makeRecord(number));
  return registry;
}

describe('a record key that was stolen', () => {
  /** (r, s) and (r, n - s) are signatures over the same bytes: anybody can write the second (SEC 1 4.1.6). */
  function rewritten(delegation: string): string {
    const { header, payload, signature } = partsOf(delegation);
    const n = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
    const s = n - BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
    const other = Uint8Array.from(signature);
    other.set(Buffer.from(s.toString(16).padStart(64, '0'), 'hex'), 32);
    return textOf(encodeSign1(header, new Map(), payload, other));
  }

  it('has one name, however the signature over it is written', async () => {
    const twin = rewritten(made.delegation);
    expect(bytesOf(twin)).not.toEqual(bytesOf(made.delegation));
    const [described, same] = await Promise.all([made.delegation, twin].map(describeRecordKey));
    expect(same!.id).toBe(described!.id);
    // So nobody gets round a list of stolen keys with it.
    const backend = await open();
    await writes(backend, { ...made, delegation: twin }, 1);
    const issuer = [signer.certificates];
    expect((await verifyLog(backend, { issuer })).verified).toBe(true);
    const { problems } = await verifyLog(backend, { issuer, compromised: [described!.id] });
    expect(problems).toEqual([{ kind: 'stranger', index: 0 }]);
  });

  it('certifies no other key, and signs in no other log than its heads name', async () => {
    const [one, other] = [await open(), await open()];
    const [first, second] = [await writes(one, made, 1), await writes(other, made, 2)];
    // The statement is of an organization, and of no log: the heads name theirs.
    expect((await verifyLog(other, { issuer: [signer.certificates] })).verified).toBe(true);
    const [a, b] = [(await first.head())!, (await second.head())!];
    const proof = { older: a.bytes, newer: b.bytes, path: [] };
    const came = { delegations: [made.delegation] };
    expect(await verifyConsistency(proof, signer.certificates, came)).toMatchObject({
      verified: false,
      reason: 'log',
    });
    // Offline and without its statement nothing of it is known.
    expect(await verifyConsistency(proof, signer.certificates)).toMatchObject({
      verified: false,
      reason: 'certificate',
    });
  });
});

describe('a signer that was stolen', () => {
  it('proves nothing by its heads and receipts, and what another head covers is still shown', async () => {
    const backend = await open();
    const issuer = await writes(backend, made, 1);
    const found = (await issuer.byContentId(makeRecord(1).contentId))!;
    const proof = (await issuer.prove(found.record.contentId))!;
    const by = signer.certificates;
    const asked = {
      compromisedSince: async (pem: string) => (pem === made.delegation ? '2026-01-01' : null),
    };
    const came = { receipt: found.receipt, delegations: [made.delegation] };
    expect(await verifyInclusion(proof, by, came)).toMatchObject({ verified: true });
    const no = { verified: false, reason: 'compromised' };
    expect(await verifyInclusion(proof, by, { ...came, ...asked })).toEqual(no);
    expect(
      await verifyReceipt(found.receipt, by, { delegation: made.delegation, ...asked }),
    ).toMatchObject({ ...no, since: '2026-01-01' });
    const same = { older: proof.head, newer: proof.head, path: [] };
    expect(await verifyConsistency(same, by, { ...came, ...asked })).toEqual(no);
    // Another key signs over it: by that head the place in the log is shown.
    const next = await createRecordKey(signer);
    const later = (await (await writes(backend, next, 2)).prove(found.record.contentId))!;
    const both = { ...came, delegations: [made.delegation, next.delegation], ...asked };
    expect(await verifyInclusion(later, by, both)).toMatchObject({ verified: true });
  });

  it('certifies keys of any date: none of them counts for the end of a log', async () => {
    const backend = await open();
    await writes(backend, made, 1);
    const [issuer, compromised] = [[signer.certificates], [thumbprint(signer.certificates)]];
    const found = await verifyLog(backend, { issuer, compromised });
    expect(found.problems).toEqual([{ kind: 'stranger', index: 0 }]);
    expect((await verifyLog(backend, { compromised })).problems).toEqual(found.problems);
    // One that is known from elsewhere still does, and what it has signed stays as it is.
    const named = [signer.certificates, made.delegation];
    expect((await verifyLog(backend, { issuer: named, compromised })).verified).toBe(true);
    const thief = await createRecordKey(signer);
    await writes(backend, thief, 2);
    const late = await verifyLog(backend, { issuer: named, compromised });
    expect(late.problems).toEqual([{ kind: 'stranger', index: 1 }]);
    expect(late.signers.map(({ accepted }) => accepted)).toEqual([true, false]);
    expect(late.signers.map((each) => each.compromised)).toEqual([false, true]);
    // The next signer takes the log over, with all that is in it.
    const next = await makeContentSigner('PS256');
    await writes(backend, await createRecordKey(next), 3);
    const after = await verifyLog(backend, { issuer: [next.certificates], compromised });
    expect(after).toMatchObject({ verified: true, records: 3 });
  });

  it('of Ed25519, which signs records itself, is no other case', async () => {
    const own = await makeSigner();
    const backend = await open();
    await (await createRegistry(backend, { signer: own })).put(makeRecord(1));
    const issuer = [own.certificates];
    const compromised = [thumbprint(own.certificates)];
    expect((await verifyLog(backend, { issuer })).verified).toBe(true);
    expect((await verifyLog(backend, { issuer, compromised })).problems).toEqual([
      { kind: 'stranger', index: 0 },
    ]);
  });
});

describe('a text that was made to harm', () => {
  const HARMFUL: Record<string, () => string> = {
    'longer than any': () => textOf(new Uint8Array(2 ** 20).fill(0xd2)),
    'longer, around it': () => made.delegation + ' '.repeat(2 ** 16),
    'nested deeply': () => textOf(Uint8Array.of(0xd2, ...new Uint8Array(5000).fill(0x81), 0)),
    'nested deeply, within its header': () => {
      const nested = Uint8Array.of(0xa1, 1, ...new Uint8Array(5000).fill(0x81), 0);
      return textOf(
        encodeSign1(nested, new Map(), partsOf(made.delegation).payload, new Uint8Array(64)),
      );
    },
    'of a length that it has not': () =>
      textOf(Uint8Array.of(0xd2, 0x84, 0x5b, ...new Uint8Array(8).fill(255))),
    'of many beginnings': () =>
      '-----BEGIN PROVENANCE RECORD KEY DELEGATION-----\nAAAA\n'.repeat(1000),
    'of seventeen certificates': () => {
      const { header, payload, signature } = partsOf(made.delegation);
      const map = new Map(decodeDeterministic(header) as Map<number, Cbor>);
      map.set(HEADER.x5chain, Array(17).fill(map.get(HEADER.x5chain)));
      return textOf(encodeSign1(encodeDeterministic(map), new Map(), payload, signature));
    },
    'with something outside of what is signed': () => {
      const { header, payload, signature } = partsOf(made.delegation);
      return textOf(encodeSign1(header, new Map([[HEADER.kid, 1]]), payload, signature));
    },
    'without what it says': () => {
      const { header, signature } = partsOf(made.delegation);
      return textOf(encodeSign1(header, new Map(), null, signature));
    },
  };
  it.each(Object.entries(HARMFUL))('%s is refused, wherever it comes in', async (_, make) => {
    const text = make();
    const { key } = made;
    await expectCode('DELEGATION_MALFORMED', () => readDelegation(text));
    await expectCode('DELEGATION_MALFORMED', () => describeRecordKey(text));
    await expectCode('DELEGATION_MALFORMED', () => recordKeySigner({ key, delegation: text }));
  });

  it('a caller who gives none at all is told so', async () => {
    const delegation = undefined as unknown as string;
    await expect(recordKeySigner({ key: made.key, delegation })).rejects.toThrow(TypeError);
  });
});

describe('in another place', () => {
  it('a delegation is no receipt, and a receipt no delegation', async () => {
    const record = checkRecord(makeRecord(1, { time: new Date().toISOString() }));
    const certificate = await readSigningCertificate(made.delegation);
    const receipt = await signReceipt(record, await recordKeySigner(made), certificate);
    await expectCode('RECORD_MALFORMED', () =>
      verifyReceipt(bytesOf(made.delegation), made.delegation),
    );
    await expectCode('DELEGATION_MALFORMED', () => readDelegation(textOf(receipt)));
  });

  it('a receipt with a critical header, another algorithm or two names is none', async () => {
    const by = await recordKeySigner(made);
    const { thumbprint: name } = await readSigningCertificate(made.delegation);
    const record = checkRecord(makeRecord(1, { time: new Date().toISOString() }));
    const certificate = await readSigningCertificate(made.delegation);
    const { payload } = readReceipt(await signReceipt(record, by, certificate)).signed;
    const headers: [number, Cbor][][] = [
      [[2, [HEADER.kid]]],
      [[HEADER.x5t, [-16, name]]],
      [[HEADER.alg, -7]],
      [[HEADER.contentType, CONTENT_TYPES['tree-head']]],
      [[HEADER.kid, name.subarray(1)]],
      [[HEADER.kid, 'a name']],
    ];
    for (const changes of headers) {
      const header = encodeDeterministic(
        new Map<number, Cbor>([
          [HEADER.alg, -8],
          [HEADER.contentType, CONTENT_TYPES.record],
          [HEADER.kid, name],
          ...changes,
        ]),
      );
      const signature = await by.sign(sigStructure(header, payload));
      const forged = encodeSign1(header, new Map(), payload, signature);
      await expectCode('RECORD_MALFORMED', () => verifyReceipt(forged, made.delegation));
    }
  });

  it('what its statement was taken from does not hold', async () => {
    const backend = await open();
    await writes(backend, made, 1);
    const stripped: Backend = new Proxy(backend, {
      get(target, property) {
        const value = Reflect.get(target, property) as unknown;
        if (property === 'getMeta') {
          return async (key: string) =>
            key.startsWith('certificate:') ? null : target.getMeta(key);
        }
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await expectCode('REGISTRY_CORRUPT', () =>
      readRegistry(stripped).byContentId(makeRecord(1).contentId),
    );
    const issuer = [signer.certificates];
    expect((await verifyLog(stripped, { issuer })).problems.map(({ kind }) => kind)).toEqual([
      'altered',
      'head',
      'unsigned',
    ]);
    // With the statement in hand it does not need the one of the store.
    expect((await verifyLog(stripped, { certificates: [made.delegation] })).verified).toBe(true);
  });
});

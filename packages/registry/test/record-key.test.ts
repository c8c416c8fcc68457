// A record key and the delegation that certifies it, as an attacker would use them.
import { generateKeyPairSync, sign as signWith, verify as verifyWith } from 'node:crypto';
import { isSignature, parseCertificates, SIGNING_ALGORITHMS } from '@provenance/cose';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import { encodeSign1, HEADER, sigStructure } from '@provenance/cose/sign1';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { givenIssuers, keepCertificate } from '../src/log/certificates.ts';
import { leafHash, rootOf } from '../src/log/merkle.ts';
import { verifyInclusion } from '../src/log/proof.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readSigningCertificate } from '../src/signed/certificate.ts';
import { permits, readDelegation } from '../src/signed/delegation.ts';
import { readErasure } from '../src/signed/erasure.ts';
import { CONTENT_TYPES, SIGNED_KINDS } from '../src/signed/kind.ts';
import { readReceipt, signReceipt, verifyReceipt } from '../src/signed/receipt.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import {
  createRecordKey,
  type DelegatingSigner,
  describeRecordKey,
  type RecordKey,
  recordKeySigner,
} from '../src/signed/record-key.ts';
import { signTreeHead } from '../src/signed/tree-head.ts';
import { createRegistry } from '../src/write.ts';
import { bytesOf, partsOf, say, textOf } from './delegations.ts';
import { closing, recordKeySuite } from './record-key-suite.ts';
import { makeRecord } from './records.ts';
import { makeContentSigner, makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const open = async () => closing(openLmdb(await temporaryFolder(), { create: true }));
const refused = (text: string) => expectCode('DELEGATION_MALFORMED', () => readDelegation(text));

let signer: DelegatingSigner & { calls(): number };
let made: RecordKey;
let receipt: Uint8Array;
const record = () => checkRecord(makeRecord(1, { time: new Date().toISOString() }));

async function receiptBy(key: RecordKey): Promise<Uint8Array> {
  const certificate = await readSigningCertificate(key.delegation);
  return signReceipt(record(), await recordKeySigner(key), certificate);
}

beforeAll(async () => {
  signer = await makeContentSigner('ES256');
  made = await createRecordKey(signer);
  receipt = await receiptBy(made);
});
afterEach(() => {
  vi.useRealTimers();
});

recordKeySuite('LMDB', open);

describe('a record key', () => {
  it.each(SIGNING_ALGORITHMS)('is certified by %s', async (alg) => {
    const by = await makeContentSigner(alg);
    const key = await createRecordKey(by);
    expect(by.calls()).toBe(1);
    const described = await describeRecordKey(key.delegation);
    expect(described).toMatchObject({ organization: 'Example', validUntil: key.validUntil });
    const options = { delegation: key.delegation };
    const report = await verifyReceipt(await receiptBy(key), by.certificates, options);
    expect(report).toMatchObject({ verified: true, record: { issuer: 'Example' } });
  });

  it('is in no property of its signer, and in no message, and signs many as one', async () => {
    const by = await recordKeySigner(made);
    expect(Object.keys(by).sort()).toEqual(['alg', 'certificates', 'sign']);
    expect(JSON.stringify(by)).not.toContain('PRIVATE');
    const bytes = Uint8Array.of(1, 2, 3);
    expect(await by.sign(bytes, { many: true })).toEqual(await by.sign(bytes));
    const { delegation } = made;
    const secret = made.key.split('\n')[1]!;
    const broken = made.key.replace('MC4', 'MD4');
    for (const key of [broken, `${secret}`, '']) {
      const error = await expectCode('KEY_MALFORMED', () => recordKeySigner({ key, delegation }));
      expect(`${error.stack} ${String(error.cause)}`).not.toContain(secret.slice(8, 40));
    }
    for (const kind of ['ed25519', 'x25519'] as const) {
      const { privateKey } = generateKeyPairSync(kind as 'ed25519');
      const key = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
      await expectCode('KEY_MISMATCH', () => recordKeySigner({ key, delegation }));
    }
  });

  it('ends with the certificate of its signer at the latest', async () => {
    const end = Date.parse(parseCertificates(signer.certificates)[0].x509.validTo);
    for (const days of [undefined, 3650]) {
      const { validUntil } = await createRecordKey(signer, days === undefined ? {} : { days });
      expect(Date.parse(validUntil)).toBe(end);
    }
    const { validUntil } = await createRecordKey(signer, { days: 1 });
    expect(Date.parse(validUntil)).toBeLessThan(end);
    for (const days of [0, -1, 1.5, 3651, Number.NaN]) {
      await expect(createRecordKey(signer, { days })).rejects.toThrow(RangeError);
    }
    const misspelt = { day: 1 } as object;
    await expect(createRecordKey(signer, misspelt)).rejects.toThrow(TypeError);
  });

  it('is not made by a signer who cannot certify one, and who is not asked then', async () => {
    const calls = signer.calls();
    const unnamed = await makeContentSigner('ES256', '');
    const authority = await makeContentSigner('ES256', 'Example', { authority: true });
    await expectCode('DELEGATION_MALFORMED', () => createRecordKey(unnamed));
    await expectCode('DELEGATION_MALFORMED', () => createRecordKey(authority));
    await expectCode('KEY_MISMATCH', () => createRecordKey({ ...signer, alg: 'ES384' }));
    await expect(createRecordKey({ ...signer, alg: 'none' })).rejects.toThrow(TypeError);
    await expectCode('CERTIFICATE_MALFORMED', () =>
      createRecordKey({ ...signer, certificates: made.delegation }),
    );
    vi.useFakeTimers({ now: Date.now() + 41 * 86_400_000, toFake: ['Date'] });
    await expectCode('DELEGATION_EXPIRED', () => createRecordKey(signer));
    expect([unnamed, authority].map((each) => each.calls())).toEqual([0, 0]);
    expect(signer.calls()).toBe(calls);
  });

  it('needs a signature of the certificate', async () => {
    const other = await makeContentSigner('ES256');
    const answers: (() => Promise<unknown>)[] = [
      () => other.sign(new Uint8Array(3)),
      async () => new Uint8Array(64),
      async () => 'a text',
      () => Promise.reject(new Error('away')),
    ];
    for (const sign of answers) {
      const broken = { ...signer, sign: sign as DelegatingSigner['sign'] };
      await expectCode('SIGNER_FAILED', () => createRecordKey(broken));
    }
  });
});

describe('a statement that is no delegation', () => {
  it('is one for something else: a claim of a manifest, with the chain in its header', async () => {
    // As C2PA signs (2.4 clause 13.2): alg and x5chain, the claim apart. Any attacker has these of what was published.
    const chain = Uint8Array.from(parseCertificates(signer.certificates)[0].x509.raw);
    const header = encodeDeterministic(
      new Map<number, Cbor>([
        [HEADER.alg, -7],
        [HEADER.x5chain, chain],
      ]),
    );
    const { payload } = partsOf(made.delegation);
    for (const claim of [payload, encodeDeterministic(cborMap({ instanceID: 'xmp:iid:1' }))]) {
      const signature = await signer.sign(sigStructure(header, claim));
      await refused(textOf(encodeSign1(header, new Map(), claim, signature)));
      await refused(textOf(encodeSign1(header, new Map(), null, signature)));
      // With the header of a delegation it is another text than was signed.
      const own = partsOf(made.delegation).header;
      await refused(textOf(encodeSign1(own, new Map(), claim, signature)));
    }
  });

  it('and the other way round: over no claim does its signature hold, without its content type', async () => {
    const { header, payload, signature } = partsOf(made.delegation);
    const { publicKey } = parseCertificates(signer.certificates)[0].x509;
    expect(isSignature('ES256', publicKey, sigStructure(header, payload), signature)).toBe(true);
    const map = new Map(decodeDeterministic(header) as Map<number, Cbor>);
    expect(map.get(HEADER.contentType)).toBe('application/vnd.provenance.record-key+cbor');
    map.delete(HEADER.contentType);
    const bare = sigStructure(encodeDeterministic(map), payload);
    expect(isSignature('ES256', publicKey, bare, signature)).toBe(false);
    // What it says has none of the fields that a claim must have (C2PA 2.4 clause 10.3).
    const fields = [...partsOf(made.delegation).fields.keys()];
    const claim = ['instanceID', 'claim_generator_info', 'signature', 'created_assertions'];
    expect(fields.filter((field) => claim.includes(field))).toEqual([]);
  });

  it.each(SIGNED_KINDS)('is one of a registry: %s', async (kind) => {
    const header = (map: Map<number, Cbor>) => map.set(HEADER.contentType, CONTENT_TYPES[kind]);
    await refused(await say(signer, { header }));
  });

  const HEADERS: Record<string, (map: Map<number, Cbor>) => unknown> = {
    'no algorithm': (map) => map.delete(HEADER.alg),
    'another algorithm': (map) => map.set(HEADER.alg, -35),
    'the algorithm of the record key': (map) => map.set(HEADER.alg, -8),
    'none that C2PA has (HMAC)': (map) => map.set(HEADER.alg, 5),
    'no content type': (map) => map.delete(HEADER.contentType),
    'no chain': (map) => map.delete(HEADER.x5chain),
    'a list of one certificate': (map) => map.set(HEADER.x5chain, [map.get(HEADER.x5chain)!]),
    'a chain that is none': (map) => map.set(HEADER.x5chain, new Uint8Array(40)),
    'a delegation as its certificate': (map) =>
      map.delete(HEADER.x5chain) && map.set(HEADER.kid, new Uint8Array(32)),
    'one thing more': (map) => map.set(HEADER.kid, new Uint8Array(32)),
    // RFC 9052 3.1: who does not know what is critical refuses.
    'something critical': (map) => map.set(2, [HEADER.contentType]),
    'something critical in the place of its type': (map) =>
      map.delete(HEADER.contentType) && map.set(2, [99]),
    'an algorithm as text': (map) => map.set(HEADER.alg, 'ES256'),
  };
  it.each(Object.entries(HEADERS))('has a header with %s', async (_, header) => {
    await refused(await say(signer, { header }));
  });

  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const FIELDS: Record<string, () => Record<string, Cbor>> = {
    'another version': () => ({ version: 2 }),
    'another purpose': () => ({ purpose: 'claim' }),
    'a field more': () => ({ organization: 'Victim' }),
    'a key of another length': () => ({ publicKey: new Uint8Array(31) }),
    'a key of small order': () => ({ publicKey: Uint8Array.of(1, ...new Uint8Array(31)) }),
    'nothing that it signs': () => ({ signs: [] }),
    'something of no kind': () => ({ signs: ['record', 'claim'] }),
    'one kind twice': () => ({ signs: ['record', 'record'] }),
    'an end before its beginning': () => ({ validUntil: day(-1) }),
    'an end after its certificate': () => ({ validUntil: day(41) }),
    'a beginning before its certificate': () => ({ validFrom: day(-2) }),
    'a day that is none': () => ({ validUntil: '2026-02-30T00:00:00.000Z' }),
    'a time of another form': () => ({ validUntil: '9999' }),
  };
  it.each(Object.entries(FIELDS))('says %s', async (_, fields) => {
    await refused(await say(signer, { fields: fields() }));
  });

  it('certifies the key of its own certificate', async () => {
    const own = await makeContentSigner('Ed25519');
    const publicKey = Uint8Array.from(parseCertificates(own.certificates)[0].der.publicKey);
    await refused(await say(own, { fields: { publicKey } }));
    expect(await say(own).then(readDelegation)).toMatchObject({ organization: 'Example' });
  });

  it('is signed by a record key: none certifies another', async () => {
    const by = await recordKeySigner(made);
    // With the chain of its organization, whose key is another; in its own name there is no certificate.
    for (const alg of ['Ed25519', 'ES256'] as const) {
      await refused(await say({ ...by, alg, certificates: signer.certificates }, { alg }));
    }
    const { thumbprint } = await readSigningCertificate(made.delegation);
    const header = (map: Map<number, Cbor>) =>
      map.delete(HEADER.x5chain) && map.set(HEADER.kid, thumbprint);
    const named = { ...by, alg: 'Ed25519', certificates: signer.certificates };
    await refused(await say(named, { header }));
  });

  it('is signed by an authority, or by somebody without a name', async () => {
    await refused(await say(await makeContentSigner('ES256', 'Example', { authority: true })));
    await refused(await say(await makeContentSigner('ES256', '')));
  });

  it('was changed in any of its bytes', async () => {
    const bytes = bytesOf(made.delegation);
    const at = fc.integer({ min: 0, max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (index, change) => {
        const changed = Uint8Array.from(bytes);
        changed[index]! ^= change;
        await refused(textOf(changed));
      }),
      { numRuns: 60 },
    );
    for (const length of [0, 1, 80, bytes.length - 1])
      await refused(textOf(bytes.slice(0, length)));
    await refused(textOf(Uint8Array.from([...bytes, 0])));
  });

  it('is two, or stands beside a certificate, where readers could take either', async () => {
    await refused(made.delegation + made.delegation);
    await refused(made.delegation + signer.certificates);
    await refused(signer.certificates + made.delegation);
    await expectCode('CERTIFICATE_MALFORMED', () =>
      readSigningCertificate(made.delegation + ' '.repeat(2 ** 16)),
    );
    expect(await describeRecordKey(signer.certificates)).toBeNull();
    // Text around it is ignored, and not kept.
    expect((await readSigningCertificate(`kept\n${made.delegation}`)).pem).toBe(made.delegation);
  });
});

describe('a receipt by a record key', () => {
  it('names it by kid: neither counts where the other is meant', async () => {
    const { signed } = readReceipt(receipt);
    const { thumbprint } = await readSigningCertificate(made.delegation);
    expect(signed).toMatchObject({ by: 'delegation', thumbprint });
    // The same as x5t, signed with the right key.
    const payload = encodeDeterministic(decodeDeterministic(signed.payload));
    const header = encodeDeterministic(
      new Map<number, Cbor>([
        [HEADER.alg, -8],
        [HEADER.contentType, CONTENT_TYPES.record],
        [HEADER.x5t, [-16, thumbprint]],
      ]),
    );
    const signature = await (await recordKeySigner(made)).sign(sigStructure(header, payload));
    const confused = encodeSign1(header, new Map(), payload, signature);
    expect(await verifyReceipt(confused, made.delegation)).toMatchObject({
      verified: false,
      reason: 'delegation',
    });
  });

  it('is refused of another organization, with another key, and without what certifies it', async () => {
    const { delegation } = made;
    const stranger = await makeContentSigner('ES256', 'Stranger');
    const theirs = await createRecordKey(stranger);
    const twin = await makeContentSigner('ES256');
    const reasons = [
      [signer.certificates, {}, 'certificate'],
      [twin.certificates, { delegation }, 'certificate'],
      [stranger.certificates, { delegation }, 'certificate'],
      [signer.certificates, { delegation: theirs.delegation }, 'certificate'],
      [theirs.delegation, { delegation }, 'certificate'],
      [(await makeSigner()).certificates, { delegation }, 'certificate'],
    ] as const;
    for (const [trusted, came, reason] of reasons) {
      const report = await verifyReceipt(receipt, trusted, came);
      expect(report).toMatchObject({ verified: false, reason });
    }
    await expectCode('RECORD_MALFORMED', () => receiptBy(theirs));
    // Written by a program that does not refuse it.
    const by = await recordKeySigner(theirs);
    const { payload } = readReceipt(receipt).signed;
    const { thumbprint } = await readSigningCertificate(theirs.delegation);
    const header = encodeDeterministic(
      new Map<number, Cbor>([
        [HEADER.alg, -8],
        [HEADER.contentType, CONTENT_TYPES.record],
        [HEADER.kid, thumbprint],
      ]),
    );
    const signature = await by.sign(sigStructure(header, payload));
    const forged = encodeSign1(header, new Map(), payload, signature);
    const found = await verifyReceipt(forged, stranger.certificates, {
      delegation: theirs.delegation,
    });
    expect(found).toMatchObject({ verified: false, reason: 'issuer' });
    const changed = Uint8Array.from(receipt);
    changed[changed.length - 1]! ^= 1;
    expect(await verifyReceipt(changed, delegation)).toMatchObject({ reason: 'signature' });
    await expectCode('DELEGATION_MALFORMED', () =>
      verifyReceipt(receipt, signer.certificates, {
        delegation: delegation.replace('\n0', '\n1') + delegation,
      }),
    );
  });

  it('costs no more bytes than one by a certificate', async () => {
    const other = await makeSigner();
    const certificate = await readSigningCertificate(other.certificates);
    const plain = await signReceipt(record(), other, certificate);
    expect(receipt.length).toBeLessThanOrEqual(plain.length);
  });
});

describe('dates', () => {
  const delegation = {
    signer: new Uint8Array(32),
    validFrom: '2026-03-01T00:00:00.000Z',
    validUntil: '2026-04-01T00:00:00.000Z',
    signs: SIGNED_KINDS,
  };

  it.each(SIGNED_KINDS)('bound what is signed: %s', (kind) => {
    expect(permits(delegation, kind, '2026-03-01T00:00:00.000Z')).toBe(true);
    expect(permits(delegation, kind, '2026-04-01T00:00:00.000Z')).toBe(true);
    expect(permits(delegation, kind, '2026-04-01T00:00:00.001Z')).toBe(false);
    // A record may have waited in an outbox, while the key was changed.
    expect(permits(delegation, kind, '2026-02-28T23:59:59.999Z')).toBe(kind === 'record');
    expect(permits({ ...delegation, signs: [] }, kind, '2026-03-02T00:00:00.000Z')).toBe(false);
  });

  it('a key whose time is over signs nothing, and what it has signed stays', async () => {
    const key = await createRecordKey(signer, { days: 1 });
    const backend = await open();
    const registry = await createRegistry(backend, { signer: await recordKeySigner(key) });
    await registry.put(makeRecord(1));
    const ahead = makeRecord(2, { time: '2099-01-01T00:00:00.000Z' });
    await expectCode('DELEGATION_EXPIRED', () => registry.put(ahead));
    vi.useFakeTimers({ now: Date.now() + 2 * 86_400_000, toFake: ['Date'] });
    await expectCode('DELEGATION_EXPIRED', () => registry.put(makeRecord(3)));
    await expectCode('DELEGATION_EXPIRED', () => registry.erase(makeRecord(1).contentId));
    await expectCode('DELEGATION_EXPIRED', () =>
      registry.hold(makeRecord(1).contentId, { reason: 'case 17' }),
    );
    const by = await recordKeySigner(key);
    await expectCode('DELEGATION_EXPIRED', () => createRegistry(backend, { signer: by }));
    expect(await registry.byContentId(makeRecord(1).contentId)).not.toBeNull();
    expect(await verifyLog(backend, { issuer: [signer.certificates] })).toMatchObject({
      verified: true,
    });
  });

  it('what a key says it signed before or after its time does not hold', async () => {
    const key = await createRecordKey(signer, { days: 1 });
    const certificate = await readSigningCertificate(key.delegation);
    // What somebody with the key would write with another program: nothing here refuses to sign.
    const reckless = {
      ...certificate,
      delegation: { ...certificate.delegation!, validFrom: '0', validUntil: '9' },
    };
    const by = await recordKeySigner(key);
    const root = rootOf([leafHash(receipt)]);
    for (const [days, holds] of [
      [-10, false],
      [0.5, true],
      [2, false],
    ] as const) {
      const time = new Date(Date.now() + days * 86_400_000).toISOString();
      const head = await signTreeHead(
        { logId: new Uint8Array(16), size: 1, root, time },
        by,
        reckless,
      );
      const proof = { logIndex: 0, leafHash: leafHash(receipt), path: [], treeSize: 1, head };
      const came = { delegations: [key.delegation] };
      expect(await verifyInclusion(proof, signer.certificates, came)).toMatchObject(
        holds ? { verified: true } : { verified: false, reason: 'delegation' },
      );
    }
    const late = { ...record(), time: new Date(Date.now() + 2 * 86_400_000).toISOString() };
    const forged = await signReceipt(checkRecord(late), by, reckless);
    expect(await verifyReceipt(forged, key.delegation)).toMatchObject({ reason: 'delegation' });
  });

  it('a key signs only what it was certified for', async () => {
    const text = await say(signer, { fields: { signs: ['record'] } });
    const certificate = await readSigningCertificate(text);
    const by = await recordKeySigner(made);
    const { signed } = readReceipt(receipt);
    expect(certificate.delegation?.signs).toEqual(['record']);
    await expectCode('DELEGATION_EXPIRED', () =>
      signTreeHead(
        {
          logId: new Uint8Array(16),
          size: 0,
          root: signed.thumbprint,
          time: new Date().toISOString(),
        },
        by,
        certificate,
      ),
    );
    await expectCode('RECORD_MALFORMED', () => readErasure(receipt));
  });
});

describe('the log', () => {
  it('is signed at its end by a key that nobody else has', async () => {
    const backend = await open();
    const [first, next] = [await createRecordKey(signer), await createRecordKey(signer)];
    const write = async (key: RecordKey, number: number) =>
      (await createRegistry(backend, { signer: await recordKeySigner(key) })).put(
        makeRecord(number),
      );
    await write(first, 1);
    const issuer = [signer.certificates];
    const { id } = (await describeRecordKey(first.delegation))!;
    expect((await verifyLog(backend, { issuer })).verified).toBe(true);
    const stolen = await verifyLog(backend, { issuer, compromised: [id] });
    expect(stolen.problems).toEqual([{ kind: 'stranger', index: 0 }]);
    expect(stolen.signers).toMatchObject([{ organization: 'Example', accepted: false }]);
    // Also where nobody said whose log it is.
    const unnamed = await verifyLog(backend, { compromised: [id] });
    expect(unnamed.problems).toEqual([{ kind: 'stranger', index: 0 }]);
    await write(next, 2);
    expect((await verifyLog(backend, { issuer, compromised: [id] })).verified).toBe(true);
  });

  it('is not that of somebody else who has certified a key of the same name', async () => {
    const twin = await makeContentSigner('ES256');
    const backend = await open();
    const by = await recordKeySigner(await createRecordKey(twin));
    await (await createRegistry(backend, { signer: by })).put(makeRecord(1));
    const { problems } = await verifyLog(backend, { issuer: [signer.certificates] });
    expect(problems).toEqual([{ kind: 'stranger', index: 0 }]);
    const alone = await verifyLog(backend, { certificates: [signer.certificates] });
    expect(alone.verified).toBe(false);
    // A delegation of theirs in the store changes nothing: it is asked whose certificate signed it.
    await keepCertificate(backend, await readSigningCertificate(made.delegation));
    const { accepts } = await givenIssuers([signer.certificates]);
    expect(accepts(await readSigningCertificate(made.delegation))).toBe(true);
    expect(accepts(await readSigningCertificate(by.certificates))).toBe(false);
  });

  it('is not written by the signer itself, who is not Ed25519', async () => {
    const backend = await open();
    await expect(createRegistry(backend, { signer })).rejects.toThrow(/createRecordKey/);
    await expectCode('CERTIFICATE_MALFORMED', () =>
      createRegistry(backend, { signer: { ...signer, alg: 'Ed25519' } }),
    );
  });
});

it('the record key signs with what was certified', async () => {
  const by = await recordKeySigner(made);
  const bytes = new TextEncoder().encode('some bytes');
  const { key } = await readSigningCertificate(made.delegation);
  expect(verifyWith(null, bytes, key, await by.sign(bytes))).toBe(true);
  const aborted = by.sign(bytes, { signal: AbortSignal.abort() });
  await expect(aborted).rejects.toThrow();
  const { privateKey } = generateKeyPairSync('ed25519');
  expect(verifyWith(null, bytes, key, signWith(null, bytes, privateKey))).toBe(false);
});

import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { COSE_ALGORITHM, keyInput, parseCertificates } from '@provenance/cose';
import { decodeCbor, encodeCbor } from '@provenance/cose/cbor';
import { encodeSign1, HEADER, parseSign1, sigStructure } from '@provenance/cose/sign1';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { identitiesOf } from '../src/identity/read.ts';
import { readSigned } from '../src/store/signed.ts';
import { makeCertificates } from './certificates.ts';
import {
  assertionBox,
  type Box,
  claimBox,
  forgeManifest,
  hashBox,
  type Identity,
  plainBox,
  storeOf,
  superbox,
  writeBox,
} from './forge.ts';
import { type Issued, identityOf, issue } from './forge-certificates.ts';
import { answer } from './forge-ocsp.ts';
import { token } from './forge-time.ts';

let us: Identity;
let actor: Identity;
let clocks: Issued;
let clock: Issued;
beforeAll(async () => {
  const days = [-1000, 1000] as const;
  clocks = await issue({ issuer: null, ca: true, name: 'Clocks', days });
  clock = await issue({ issuer: clocks, days, usages: [TIME_STAMPING] });
  us = { alg: 'ES256', ...(await makeCertificates('ES256')) };
  actor = { alg: 'ES256', ...(await makeCertificates('ES256')) };
});

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const NOW = new Date();
const hard = assertionBox({
  label: 'c2pa.hash.data',
  data: { alg: 'sha256', hash: Buffer.alloc(32), pad: Buffer.of() },
});
const note = assertionBox({ label: 'com.example.note', data: { text: 'mine' } });
const reference = (box: Box, label: string, more = {}) => ({
  url: `self#jumbf=c2pa.assertions/${label}`,
  hash: Uint8Array.from(hashBox(box)),
  ...more,
});
const HARD = () => reference(hard, 'c2pa.hash.data');

interface Payload {
  referenced_assertions: { url: string; hash: Uint8Array }[];
  sig_type: string;
  role?: string[];
  expected_claim_generator?: object;
  expected_countersigners?: object[];
  expected_partial_claim?: object;
}

const payloadOf = (more: Partial<Payload> = {}): Payload => ({
  referenced_assertions: [HARD()],
  sig_type: 'cawg.x509.cose',
  role: ['cawg.creator', 'cawg.publisher'],
  ...more,
});

/** By whom, and over what else than the payload. */
function x509(payload: Payload, { by = actor, over = encodeCbor(payload) } = {}): Uint8Array {
  const chain = parseCertificates(by.certificates).map(({ x509 }) => x509.raw);
  const header = encodeCbor(
    new Map<number, unknown>([
      [HEADER.alg, COSE_ALGORITHM[by.alg]],
      [HEADER.x5chain, chain],
    ]),
  );
  const key = keyInput(by.alg, createPrivateKey(by.key));
  const signature = sign('sha256', sigStructure(header, over), key);
  return encodeSign1(header, {}, null, signature);
}

const identity = (payload: unknown, signature: unknown, more = {}) =>
  assertionBox({
    label: 'cawg.identity',
    data: { signer_payload: payload, signature, pad1: new Uint8Array(8), ...more },
  });

/** A manifest that somebody else signed; the same with the same assertions. */
const manifestWith = (...boxes: Box[]) =>
  forgeManifest(
    {
      assertions: [hard, note, ...boxes],
      label: 'urn:c2pa:0d4b8e0c-6a3c-4a9e-9f56-0a7b6a0c3f11',
      claim: { instanceID: 'xmp:iid:1' },
    },
    us,
  );

/** What is said of its identity assertions. */
function said(...boxes: Box[]) {
  const store = writeBox(storeOf(manifestWith(...boxes)));
  const anchors = parseCertificates(clocks.pem);
  return identitiesOf(readSigned(store).active, NOW, anchors);
}

const hashMap = (bytes: Uint8Array) => ({
  alg: 'sha256',
  hash: createHash('sha256').update(bytes).digest(),
});

const soon = () => new Date(NOW.getTime() + 86_400_000).toISOString();

/** The same signature with something beside it that nobody has to sign. */
function withHeader(signature: Uint8Array, name: string, value: unknown): Uint8Array {
  const {
    protectedBytes,
    unprotectedHeader,
    payload,
    signature: bytes,
  } = parseSign1(signature, decodeCbor);
  const header = new Map([...unprotectedHeader, [name, value]]);
  return encodeSign1(protectedBytes, header, payload, bytes);
}

/** Stamped as C2PA stamps a claim's signature (10.3.2.5), or as if for another signature. */
function stamped(signature: Uint8Array, at: Date, over?: Uint8Array): Uint8Array {
  const { protectedBytes, signature: bytes } = parseSign1(signature, decodeCbor);
  const structure = [
    'CounterSignature',
    protectedBytes,
    new Uint8Array(),
    encodeCbor(over ?? bytes),
  ];
  const val = token(encodeCbor(structure), { at, authority: clock, chain: [clock, clocks] });
  return withHeader(signature, 'sigTst2', { tstTokens: [{ val }] });
}

describe('an organization with a certificate', () => {
  it('says who it is and in which role', () => {
    const payload = payloadOf();
    expect(said(identity(payload, x509(payload)))).toEqual([
      {
        label: 'cawg.identity',
        sigType: 'cawg.x509.cose',
        roles: ['cawg.creator', 'cawg.publisher'],
        outcome: 'holds',
        problem: null,
        codes: ['cawg.identity.well-formed'],
        signedAt: null,
        validFrom: null,
        validUntil: null,
        holder: { commonName: expect.any(String), organization: expect.any(String), inTime: true },
        aggregator: null,
        verified: [],
      },
    ]);
  });

  it('may have signed the payload in the order in which it stands there', () => {
    const { referenced_assertions, sig_type, role } = payloadOf();
    const text = (value: string) => encodeCbor(value);
    // Not the order of RFC 8949, which would have the shortest key first.
    const bytes = Buffer.concat([
      Buffer.of(0xa3),
      ...[text('referenced_assertions'), encodeCbor(referenced_assertions)],
      ...[text('sig_type'), text(sig_type)],
      ...[text('role'), encodeCbor(role)],
    ]);
    const signature = x509(payloadOf(), { over: bytes });
    const content = Buffer.concat([
      Buffer.of(0xa3),
      ...[text('signer_payload'), bytes],
      ...[text('signature'), encodeCbor(signature)],
      ...[text('pad1'), encodeCbor(new Uint8Array(4))],
    ]);
    const box = superbox('cbor', 'cawg.identity', plainBox('cbor', content));
    expect(said(box)).toMatchObject([{ outcome: 'holds' }]);
  });

  it('is out of date when its certificate is', () => {
    const payload = payloadOf();
    const manifest = forgeManifest({ assertions: [hard, identity(payload, x509(payload))] }, us);
    const later = new Date(NOW.getTime() + 20 * 366 * 86_400_000);
    expect(identitiesOf(readSigned(writeBox(storeOf(manifest))).active, later, [])).toMatchObject([
      { outcome: 'holds', holder: { inTime: false } },
    ]);
  });
});

describe('counts for nothing', () => {
  const fails = (box: Box, problem: string) =>
    expect(said(box)).toMatchObject([
      { outcome: 'fails', problem, holder: null, aggregator: null, verified: [] },
    ]);

  it.each<[string, () => Partial<Payload>, string]>([
    [
      'an assertion with another hash',
      () => ({ referenced_assertions: [{ ...HARD(), hash: new Uint8Array(32) }] }),
      'cawg.identity.assertion.mismatch',
    ],
    [
      'an assertion that is not there',
      () => ({ referenced_assertions: [HARD(), reference(note, 'com.example.other')] }),
      'cawg.identity.assertion.mismatch',
    ],
    [
      'an assertion of another manifest',
      () => ({
        referenced_assertions: [
          { ...HARD(), url: 'self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/c2pa.hash.data' },
        ],
      }),
      'cawg.identity.assertion.mismatch',
    ],
    [
      'another hash algorithm',
      () => ({ referenced_assertions: [{ ...HARD(), alg: 'sha512' }] }),
      'cawg.identity.assertion.mismatch',
    ],
    [
      'one assertion twice',
      () => ({ referenced_assertions: [HARD(), HARD()] }),
      'cawg.identity.assertion.duplicate',
    ],
    [
      'nothing that binds the content',
      () => ({ referenced_assertions: [reference(note, 'com.example.note')] }),
      'cawg.identity.hard_binding_missing',
    ],
  ])('%s', (_, change, problem) => {
    const payload = payloadOf(change());
    fails(identity(payload, x509(payload)), problem);
  });

  it('a signature over other words', () => {
    const signed = x509(payloadOf({ role: ['cawg.translator'] }));
    fails(identity(payloadOf(), signed), 'cawg.x509.signature_mismatch');
  });

  it('a signature of another key than that of its certificate', () => {
    const by = { ...actor, key: us.key };
    fails(identity(payloadOf(), x509(payloadOf(), { by })), 'cawg.x509.signature_mismatch');
  });

  it('padding that holds something', () => {
    const payload = payloadOf();
    const box = identity(payload, x509(payload), { pad2: Uint8Array.of(1) });
    fails(box, 'cawg.identity.pad.invalid');
  });

  it('what cannot be read', () => {
    fails(
      superbox(
        'cbor',
        'cawg.identity',
        plainBox('cbor', Buffer.of(0xbb, 255, 255, 255, 255, 255, 255, 255, 255)),
      ),
      'cawg.identity.cbor.invalid',
    );
    fails(
      assertionBox({ label: 'cawg.identity', json: { signer_payload: {} } }),
      'cawg.identity.cbor.invalid',
    );
    fails(
      identity(payloadOf({ role: new Array(17).fill('x') }), Buffer.of(1)),
      'cawg.identity.cbor.invalid',
    );
  });

  it('any bytes are a finding, and never thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const box = superbox('cbor', 'cawg.identity', plainBox('cbor', bytes));
        const signature = identity(payloadOf(), bytes);
        const aggregation = identity(
          payloadOf({ sig_type: 'cawg.identity_claims_aggregation' }),
          bytes,
        );
        for (const each of [box, signature, aggregation]) {
          expect(said(each)).toMatchObject([{ outcome: 'fails' }]);
        }
      }),
      { numRuns: 50 },
    );
  });
});

it('no more are looked at than anybody reads', () => {
  const boxes = Array.from({ length: 40 }, (_, i) =>
    assertionBox({ label: `cawg.identity__${i + 1}`, data: {} }),
  );
  expect(said(...boxes)).toHaveLength(16);
});

it('a kind that is not known is not checked', () => {
  const payload = payloadOf({ sig_type: 'com.example.mine', role: [] });
  expect(said(identity(payload, Uint8Array.of(1)))).toMatchObject([
    { outcome: 'unchecked', problem: 'cawg.identity.sig_type.unknown', holder: null },
  ]);
});

describe('a signature of its own', () => {
  let authority: Issued;
  let leaf: Issued;
  beforeAll(async () => {
    authority = await issue({ issuer: null, ca: true, name: 'Authority', days: [-900, 900] });
    leaf = await issue({ issuer: authority, days: [-600, -300] });
  });
  const DAY = 86_400_000;
  const ago = (days: number) => new Date(Math.floor((Date.now() - days * DAY) / 1000) * 1000);
  const by = () => identityOf(leaf, authority);
  const withAnswer = (signature: Uint8Array, ocsp: Uint8Array) =>
    withHeader(signature, 'rVals', { ocspVals: [ocsp] });

  it('counts as of its time stamp', () => {
    const signature = x509(payloadOf(), { by: by() });
    expect(said(identity(payloadOf(), signature))).toMatchObject([
      {
        outcome: 'holds',
        holder: { inTime: false },
        codes: ['cawg.identity.well-formed', 'cawg.x509.credential.expired'],
      },
    ]);
    const time = ago(400);
    const inTime = stamped(signature, time);
    expect(said(identity(payloadOf(), inTime))).toMatchObject([
      {
        outcome: 'holds',
        holder: { inTime: true },
        signedAt: time.toISOString(),
        codes: ['cawg.identity.well-formed', 'timeStamp.trusted'],
      },
    ]);
    const others = stamped(signature, time, Buffer.from('another signature'));
    expect(said(identity(payloadOf(), others))).toMatchObject([
      { signedAt: null, holder: { inTime: false } },
    ]);
  });

  it('of a key that was revoked by then counts for nothing', () => {
    const revoked = (days: number) =>
      answer({ certificate: leaf, issuer: authority, status: { revoked: ago(days) } });
    const signature = stamped(x509(payloadOf(), { by: by() }), ago(400));
    const before = identity(payloadOf(), withAnswer(signature, revoked(500)));
    expect(said(before)).toMatchObject([
      { outcome: 'fails', problem: 'cawg.identity.credential_revoked', holder: null },
    ]);
    const after = identity(payloadOf(), withAnswer(signature, revoked(350)));
    expect(said(after)).toMatchObject([
      {
        outcome: 'holds',
        codes: ['cawg.identity.well-formed', 'timeStamp.trusted', 'cawg.x509.ocsp.notRevoked'],
      },
    ]);
    // Without a time, it was revoked before now.
    const unstamped = identity(
      payloadOf(),
      withAnswer(x509(payloadOf(), { by: by() }), revoked(350)),
    );
    expect(said(unstamped)).toMatchObject([{ problem: 'cawg.identity.credential_revoked' }]);
  });

  it('of a key of which somebody else says that it was revoked holds', async () => {
    const stranger = await issue({ issuer: null, ca: true, name: 'Authority' });
    const ocsp = answer({ certificate: leaf, issuer: stranger, status: { revoked: ago(500) } });
    const signature = withAnswer(x509(payloadOf(), { by: by() }), ocsp);
    expect(said(identity(payloadOf(), signature))).toMatchObject([{ outcome: 'holds' }]);
  });
});

describe('what an actor expects', () => {
  const ours = () => parseCertificates(us.certificates)[0]!.x509.raw;
  const theirs = () => parseCertificates(actor.certificates)[0]!.x509.raw;
  const own = (more: Partial<Payload>) => {
    const payload = payloadOf(more);
    return identity(payload, x509(payload));
  };
  const other = (payload: Payload) =>
    assertionBox({
      label: 'cawg.identity__1',
      data: { signer_payload: payload, signature: x509(payload), pad1: new Uint8Array(8) },
    });
  const outcomes = (...boxes: Box[]) =>
    said(...boxes).map(({ problem, outcome }) => problem ?? outcome);

  it('as the signer of the manifest', () => {
    for (const bytes of [ours(), encodeCbor(Uint8Array.from(ours()))]) {
      expect(outcomes(own({ expected_claim_generator: hashMap(bytes) }))).toEqual(['holds']);
    }
    const mismatch = 'cawg.identity.expected_claim_generator.mismatch';
    for (const expected of [hashMap(theirs()), { alg: 'md5', hash: hashMap(ours()).hash }, {}]) {
      expect(outcomes(own({ expected_claim_generator: expected }))).toEqual([mismatch]);
    }
  });

  it('as others who sign too', () => {
    const partner = payloadOf({ role: ['cawg.editor'] });
    const expects = (more: object = {}) =>
      own({ expected_countersigners: [{ partial_signer_payload: partner, ...more }] });
    expect(outcomes(expects(), other(partner))).toEqual(['holds', 'holds']);
    expect(outcomes(expects())).toEqual(['cawg.identity.expected_countersigner.missing']);
    expect(outcomes(expects(), other(payloadOf({ role: [] })))).toEqual([
      'cawg.identity.unexpected_countersigner',
      'holds',
    ]);
    const named = (der: Uint8Array) => expects({ expected_credentials: hashMap(der) });
    expect(outcomes(named(theirs()), other(partner))).toEqual(['holds', 'holds']);
    expect(outcomes(named(ours()), other(partner))).toEqual([
      'cawg.identity.expected_countersigner.mismatch',
      'holds',
    ]);
    // Each may expect the other: neither describes what the other expects.
    const mutual = {
      ...partner,
      expected_countersigners: [{ partial_signer_payload: payloadOf() }],
    };
    expect(outcomes(expects(), other(mutual))).toEqual(['holds', 'holds']);
  });

  it.each([[[]], [['x']], [new Array(17).fill({ partial_signer_payload: {} })]])(
    'as others that are none: %#',
    (expected_countersigners) => {
      expect(outcomes(own({ expected_countersigners }))).toEqual(['cawg.identity.cbor.invalid']);
    },
  );

  it('as the other statements of the claim', () => {
    // The claim names the identity by its hash, which is not known before: it stands there as zeros.
    const claimWith = (box: Box, ...more: Box[]) => {
      return Buffer.from(claimBox(manifestWith(box, ...more)).children[1]!.data);
    };
    const partial = (box: Box, ...more: Box[]) => {
      const claim = claimWith(box, ...more);
      const hash = hashBox(box);
      claim.fill(0, claim.indexOf(hash), claim.indexOf(hash) + hash.length);
      return claim;
    };
    const extra = assertionBox({ label: 'com.example.extra', data: {} });
    const draft = own({ expected_partial_claim: hashMap(Buffer.of()) });
    for (const bytes of [partial(draft), encodeCbor(decodeCbor(partial(draft)))]) {
      expect(outcomes(own({ expected_partial_claim: hashMap(bytes) }))).toEqual(['holds']);
    }
    const added = own({ expected_partial_claim: hashMap(partial(draft, extra)) });
    expect(outcomes(added)).toEqual(['cawg.identity.expected_partial_claim.mismatch']);
    expect(outcomes(added, extra)).toEqual(['holds']);
  });
});

describe('an aggregator', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = Buffer.from(JSON.stringify(publicKey.export({ format: 'jwk' }))).toString(
    'base64url',
  );
  const payload = () => payloadOf({ sig_type: 'cawg.identity_claims_aggregation' });
  const asset = ({ referenced_assertions, ...rest }: Payload) => ({
    ...rest,
    referenced_assertions: referenced_assertions.map(({ url, hash }) => ({
      url,
      hash: Buffer.from(hash).toString('base64'),
    })),
  });
  const NETWORK = {
    type: 'cawg.social_media',
    username: 'silly_cats_929',
    uri: 'https://example.com/silly_cats_929',
    verifiedAt: '2026-05-27T08:40:39Z',
    provider: { id: 'https://example.com', name: 'Example network' },
  };
  const credential = (more: object = {}, issuer: unknown = `did:jwk:${jwk}`) => ({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential', 'IdentityClaimsAggregationCredential'],
    issuer,
    validFrom: '2026-05-27T08:40:39Z',
    credentialSubject: { verifiedIdentities: [NETWORK], c2paAsset: asset(payload()), ...more },
  });
  function signed(value: object, key = privateKey): Uint8Array {
    const header = encodeCbor(
      new Map<number, unknown>([
        [HEADER.alg, COSE_ALGORITHM.Ed25519],
        [HEADER.contentType, 'application/vc'],
      ]),
    );
    const bytes = Buffer.from(JSON.stringify(value));
    return encodeSign1(header, {}, bytes, sign(null, sigStructure(header, bytes), key));
  }

  it('with its key in its name says what it has verified', () => {
    expect(said(identity(payload(), signed(credential())))).toMatchObject([
      {
        outcome: 'holds',
        problem: null,
        aggregator: `did:jwk:${jwk}`,
        verified: [
          { type: 'cawg.social_media', username: 'silly_cats_929', provider: 'Example network' },
        ],
        roles: ['cawg.creator', 'cawg.publisher'],
      },
    ]);
  });

  it('may have the characters of a hash as a list of their codes', () => {
    const codes = payload().referenced_assertions.map(({ url, hash }) => ({
      url,
      hash: [...Buffer.from(Buffer.from(hash).toString('base64'))],
    }));
    const c2paAsset = { ...asset(payload()), referenced_assertions: codes };
    expect(said(identity(payload(), signed(credential({ c2paAsset }))))).toMatchObject([
      { outcome: 'holds' },
    ]);
  });

  it('that stamped its credential within its time said so, also when that has passed', () => {
    const time = new Date('2026-06-01T10:00:00Z');
    const until = { ...credential(), validUntil: '2026-06-02T00:00:00Z' };
    expect(said(identity(payload(), stamped(signed(until), time)))).toMatchObject([
      {
        outcome: 'holds',
        codes: [
          'cawg.ica.credential_valid',
          'cawg.identity.well-formed',
          'cawg.ica.time_stamp.validated',
        ],
        signedAt: time.toISOString(),
        validFrom: '2026-05-27T08:40:39.000Z',
        validUntil: '2026-06-02T00:00:00.000Z',
      },
    ]);
  });

  it('has to say of the actor what the actor signed, with all that it expects', () => {
    const expected = hashMap(Buffer.from(parseCertificates(us.certificates)[0]!.x509.raw));
    const more = payloadOf({
      sig_type: 'cawg.identity_claims_aggregation',
      expected_claim_generator: expected,
    });
    const without = identity(more, signed(credential()));
    expect(said(without)).toMatchObject([{ problem: 'cawg.ica.signer_payload.mismatch' }]);
    const inJson = { alg: 'sha256', hash: expected.hash.toString('base64') };
    const c2paAsset = { ...asset(payload()), expected_claim_generator: inJson };
    const whole = identity(more, signed(credential({ c2paAsset })));
    expect(said(whole)).toMatchObject([{ outcome: 'holds' }]);
  });

  it.each([
    ['BitstringStatusListEntry', 'cawg.ica.revocation.unavailable'],
    ['com.example.Other', 'cawg.ica.revocation.unsupported'],
  ])('that may have withdrawn it is not asked: %s', (type, problem) => {
    const status = { ...credential(), credentialStatus: { type, id: 'https://example.com/1' } };
    expect(said(identity(payload(), signed(status)))).toMatchObject([
      { outcome: 'unchecked', problem, codes: [problem] },
    ]);
  });

  it('of another method is not checked', () => {
    const other = credential({}, 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK');
    expect(said(identity(payload(), signed(other)))).toMatchObject([
      { outcome: 'unchecked', problem: 'cawg.ica.did_unsupported_method' },
    ]);
  });

  it('with a key elsewhere is not checked', () => {
    const issuer = { id: 'did:web:connected-identities.example.com' };
    expect(said(identity(payload(), signed(credential({}, issuer))))).toMatchObject([
      {
        outcome: 'unchecked',
        problem: 'cawg.ica.did_unavailable',
        aggregator: 'did:web:connected-identities.example.com',
      },
    ]);
  });

  it.each<[string, () => Uint8Array, string]>([
    [
      'another key',
      () => signed(credential(), generateKeyPairSync('ed25519').privateKey),
      'cawg.ica.signature_mismatch',
    ],
    [
      'another asset',
      () => signed(credential({ c2paAsset: asset({ ...payload(), role: ['cawg.sponsor'] }) })),
      'cawg.ica.signer_payload.mismatch',
    ],
    [
      'another hash',
      () =>
        signed(
          credential({
            c2paAsset: asset({
              ...payload(),
              referenced_assertions: [{ ...HARD(), hash: new Uint8Array(32) }],
            }),
          }),
        ),
      'cawg.ica.signer_payload.mismatch',
    ],
    [
      'nobody',
      () => signed(credential({ verifiedIdentities: [] })),
      'cawg.ica.verified_identities.missing',
    ],
    [
      'a crowd',
      () => signed(credential({ verifiedIdentities: new Array(33).fill(NETWORK) })),
      'cawg.ica.verified_identities.invalid',
    ],
    [
      'one of whom nobody says when it was verified',
      () => signed(credential({ verifiedIdentities: [{ ...NETWORK, verifiedAt: 'lately' }] })),
      'cawg.ica.verified_identities.invalid',
    ],
    [
      'no beginning',
      () => signed({ ...credential(), validFrom: undefined }),
      'cawg.ica.valid_from.missing',
    ],
    [
      'a beginning that is no time',
      () => signed({ ...credential(), validFrom: '2026-05-27' }),
      'cawg.ica.valid_from.invalid',
    ],
    [
      'a beginning to come',
      () => signed({ ...credential(), validFrom: soon() }),
      'cawg.ica.valid_from.invalid',
    ],
    [
      'an end that has passed',
      () => signed({ ...credential(), validUntil: '2026-05-28T00:00:00Z' }),
      'cawg.ica.valid_until.invalid',
    ],
    [
      'a name that is none',
      () => signed(credential({}, 'https://example.com')),
      'cawg.ica.invalid_issuer',
    ],
    [
      'no key in its name',
      () => signed(credential({}, 'did:jwk:e30')),
      'cawg.ica.invalid_did_document',
    ],
    ['no signature', () => Uint8Array.of(1), 'cawg.ica.invalid_cose_sign1'],
    [
      'words of another kind',
      () => {
        const header = encodeCbor(new Map([[HEADER.alg, COSE_ALGORITHM.Ed25519]]));
        const bytes = Buffer.from(JSON.stringify(credential()));
        return encodeSign1(header, {}, bytes, sign(null, sigStructure(header, bytes), privateKey));
      },
      'cawg.ica.invalid_content_type',
    ],
    [
      'a time stamp of something else',
      () => stamped(signed(credential()), NOW, Buffer.from('something else')),
      'cawg.ica.time_stamp.invalid',
    ],
    [
      'a beginning after its time stamp',
      () => stamped(signed(credential()), new Date('2026-05-27T08:40:38Z')),
      'cawg.ica.valid_from.invalid',
    ],
  ])('counts for nothing with %s', (_, signature, problem) => {
    expect(said(identity(payload(), signature()))).toMatchObject([
      { outcome: 'fails', problem, aggregator: null, verified: [] },
    ]);
  });
});

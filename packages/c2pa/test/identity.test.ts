import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { COSE_ALGORITHM, keyInput, parseCertificates } from '@provenance/cose';
import { encodeCbor } from '@provenance/cose/cbor';
import { encodeSign1, HEADER, sigStructure } from '@provenance/cose/sign1';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { identitiesOf } from '../src/identity/read.ts';
import { readSigned } from '../src/store/signed.ts';
import { makeCertificates } from './certificates.ts';
import {
  assertionBox,
  type Box,
  forgeManifest,
  hashBox,
  type Identity,
  plainBox,
  storeOf,
  superbox,
  writeBox,
} from './forge.ts';

let us: Identity;
let actor: Identity;
beforeAll(async () => {
  us = { alg: 'ES256', ...(await makeCertificates('ES256')) };
  actor = { alg: 'ES256', ...(await makeCertificates('ES256')) };
});

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

/** What is said of the identity assertions of a manifest that somebody else signed. */
function said(...boxes: Box[]) {
  const manifest = forgeManifest({ assertions: [hard, note, ...boxes] }, us);
  return identitiesOf(readSigned(writeBox(storeOf(manifest))).active, NOW);
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
    expect(identitiesOf(readSigned(writeBox(storeOf(manifest))).active, later)).toMatchObject([
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
    const header = encodeCbor(new Map([[HEADER.alg, COSE_ALGORITHM.Ed25519]]));
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
      'cawg.ica.invalid_verifiable_credential',
    ],
    [
      'a crowd',
      () => signed(credential({ verifiedIdentities: new Array(33).fill(NETWORK) })),
      'cawg.ica.invalid_verifiable_credential',
    ],
  ])('counts for nothing with %s', (_, signature, problem) => {
    expect(said(identity(payload(), signature()))).toMatchObject([
      { outcome: 'fails', problem, aggregator: null, verified: [] },
    ]);
  });
});

// Content that is reserved from training or mining, by its signer or by a note in the file.
import {
  createDevelopmentCertificates,
  loadTrust,
  type Origin,
  pemSigner,
  type Signer,
  sign,
  type TrainingMining,
  type Trust,
  verify,
} from '@provenance/sdk';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';

const origin: Origin = { kind: 'created', generator: { name: 'app', version: '1' } };
const policy = { respectTrainingOptOut: true } as const;

let signer: Signer;
let trust: Trust;
let picture: Uint8Array;
beforeAll(async () => {
  const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
  signer = await pemSigner(certificates);
  trust = await loadTrust({ anchors: certificates.root });
  const create = { width: 32, height: 32, channels: 3, background: '#285a' } as const;
  picture = await sharp({ create }).jpeg().toBuffer();
});

const signed = async (trainingMining?: TrainingMining) => {
  const about = trainingMining === undefined ? origin : { ...origin, trainingMining };
  return (await sign(picture, about, { signer })).bytes as Uint8Array;
};
const noted = (namespace: string, field: string) =>
  sharp(picture)
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:n="${namespace}">${field}</rdf:Description></rdf:RDF></x:xmpmeta>`,
    )
    .toBuffer();

describe('what its signer says', () => {
  test.each<[string, TrainingMining | undefined, boolean]>([
    ['nothing', undefined, false],
    ['nothing may be done', 'notAllowed', true],
    ['all may be done', 'allowed', false],
    ['no training', { 'cawg.ai_training': { use: 'notAllowed' } }, true],
    [
      'mining on terms',
      { 'cawg.data_mining': { use: 'constrained', constraintInfo: 'Ask first' } },
      true,
    ],
    // What a model is asked about is not what it is made from.
    ['no inference', { 'cawg.ai_inference': { use: 'notAllowed' } }, false],
  ])('%s', async (_, mining, isReserved) => {
    const file = await signed(mining);
    const respected = await verify(file, { trust, policy });
    expect(respected.policy).toMatchObject({
      respectTrainingOptOut: true,
      isReserved,
      met: !isReserved,
      unmet: isReserved ? 'reserved' : null,
    });
    const said = respected.summary.but.says.map(({ code }) => code);
    expect(said.includes('summary.but.reserved')).toBe(isReserved);
    const { policy: plain } = await verify(file, { trust });
    expect(plain).toMatchObject({ respectTrainingOptOut: false, isReserved, met: true });
  });

  test('counts beside another demand that is not met, which is named first', async () => {
    const file = await signed('notAllowed');
    const report = await verify(file, { trust, policy: { ...policy, signer: 'Another' } });
    expect(report.policy).toMatchObject({ isReserved: true, met: false, unmet: 'signer' });
  });
});

describe('what a note in the file says that nobody signed', () => {
  const PLUS = 'http://ns.useplus.org/ldf/xmp/1.0/';
  const TDM = 'http://www.w3.org/ns/tdmrep/';
  const vocabulary = 'http://ns.useplus.org/ldf/vocab/';
  test.each([
    [PLUS, `<n:DataMining>${vocabulary}DMI-PROHIBITED-AIMLTRAINING</n:DataMining>`, true],
    [PLUS, `<n:DataMining>${vocabulary}DMI-ALLOWED</n:DataMining>`, false],
    [TDM, '<n:reservation>1</n:reservation>', true],
    [TDM, '<n:reservation>0</n:reservation>', false],
  ])('%s %s', async (namespace, field, isReserved) => {
    const report = await verify(await noted(namespace, field), { policy });
    // Nothing is signed: the policy is not met either way, and what is reserved is told apart.
    expect(report.policy).toMatchObject({ isReserved, unmet: 'integrity' });
  });
});

describe('what could not be looked at', () => {
  /** XMP that ends in the middle: nobody can tell what stood there. */
  const withDamagedNote = async () => {
    const note = await noted('http://www.w3.org/ns/tdmrep/', '<n:reservation>0</n:reservation>');
    const bytes = Buffer.from(note);
    const at = bytes.indexOf('</rdf:Description>');
    bytes.fill(' ', at, bytes.indexOf('</x:xmpmeta>') + '</x:xmpmeta>'.length);
    return (await sign(Uint8Array.from(bytes), origin, { signer })).bytes as Uint8Array;
  };

  test('may reserve it: a policy that asks is not met, though all else is well', async () => {
    const file = await withDamagedNote();
    const respected = await verify(file, { trust, policy });
    expect(respected.verdict).toMatchObject({ trust: 'trusted', integrity: 'intact' });
    expect(respected.verdict.unchecked).toContainEqual({ what: 'label', why: 'damaged' });
    expect(respected.policy).toMatchObject({
      isReserved: false,
      met: false,
      unmet: 'reserved-unknown',
    });
    const said = respected.summary.but.says.map(({ code }) => code);
    expect(said).toContain('summary.but.reserved.unknown');
    // Who does not ask is not told.
    const plain = await verify(file, { trust });
    expect(plain.policy).toMatchObject({ isReserved: false, met: true, unmet: null });
    expect(plain.summary.but.says.map(({ code }) => code)).not.toContain(
      'summary.but.reserved.unknown',
    );
  });

  test('does not matter where what could be read reserves it', async () => {
    const file = Buffer.from(await signed('notAllowed'));
    const report = await verify(file, { trust, policy });
    expect(report.policy).toMatchObject({ isReserved: true, unmet: 'reserved' });
  });
});

test('a policy that says neither yes nor no is a mistake', async () => {
  const wrong = { respectTrainingOptOut: 'yes' } as never;
  await expect(verify(picture, { policy: wrong })).rejects.toThrow(TypeError);
});

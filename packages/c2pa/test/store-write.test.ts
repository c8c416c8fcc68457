import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Reader } from '@contentauth/c2pa-node';
import { decodeCbor } from '@provenance/cose/cbor';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  buildManifest,
  createDevelopmentCertificates,
  ed25519Signer,
  hashPrompt,
  loadTrust,
  type Origin,
  pemSigner,
  readCredentials,
  SIGNING_ALGORITHMS,
  type Signer,
} from '../src/index.ts';
import { readSigned } from '../src/store/signed.ts';
import { prepareStore } from '../src/write/store.ts';
import { makeCertificates, seedOf } from './certificates.ts';
import { makePng } from './pictures.ts';
import { readWithWasm } from './wasm.ts';

const generator = { name: 'Example Studio', version: '1.4' };
const model = { name: 'example-llm', version: '2.1' };
const created: Origin = { kind: 'created', generator, model };
const full: Origin = {
  ...created,
  title: 'a título',
  when: new Date('2026-01-02T03:04:05Z'),
  disclosure: { humanOversightLevel: 'prompt_guided', scientificDomain: ['cs.CL', 'cs.CV'] },
  trainingMining: 'notAllowed',
  prompt: hashPrompt('a cat'),
  assertions: [
    { label: 'com.example.thing', data: { a: [1, 1.5, 'b', null], b: 2 ** 40 } },
    { label: 'com.example.thing', data: { c: {} } },
    { label: 'c2pa.soft-binding', data: { alg: 'com.example', blocks: [block('CAFE')] } },
    { label: 'stds.example.json', data: { d: true } },
  ],
  actions: [{ action: 'c2pa.watermarked.bound' }],
};
const names = {
  label: 'urn:c2pa:00000000-0000-4000-8000-000000000001',
  instanceId: 'xmp:iid:00000000-0000-4000-8000-000000000002',
};

function block(hex: string) {
  return { scope: {}, value: Buffer.from(hex, 'hex').toString('base64') };
}

const definitionOf = (origin: Origin) => buildManifest(origin).definition;
const sha256 = (...parts: Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

let signer: Signer;
beforeAll(async () => {
  const made = await makeCertificates('Ed25519');
  signer = await ed25519Signer({ certificates: made.certificates, seed: seedOf(made) });
});

/** A PNG with our own store in it, after the header (C2PA 2.4 A.3.2). */
async function signPng(png: Buffer, origin: Origin, signer: Signer): Promise<Buffer> {
  const writer = prepareStore(definitionOf(origin), [], signer);
  const HEADER_END = 33;
  const chunkLength = (exclusion: number) =>
    12 + writer.lengthWith([{ start: HEADER_END, length: exclusion }]);
  const exclusion = { start: HEADER_END, length: chunkLength(chunkLength(0)) };
  expect(chunkLength(exclusion.length)).toBe(exclusion.length);
  const [head, rest] = [png.subarray(0, HEADER_END), png.subarray(HEADER_END)];
  const store = await writer.write({ exclusions: [exclusion], hash: sha256(head, rest) });
  const body = Buffer.concat([Buffer.from('caBX'), store]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(store.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([head, length, body, crc, rest]);
}

describe.each(SIGNING_ALGORITHMS)('a store signed with %s', (alg) => {
  it.each([
    ['little', created],
    ['everything', full],
  ])('that says %s is Trusted in both engines', async (_, origin) => {
    const made = await makeCertificates(alg);
    const png = await signPng(await makePng(), origin, await pemSigner({ ...made, alg }));
    const trust = await loadTrust({ anchors: made.root });
    expect(await readCredentials(png, { trust })).toMatchObject({
      state: 'Trusted',
      failure: [],
      informational: [],
      manifests: [{ claimVersion: 2, specVersion: '2.4', signer: { alg } }],
    });
    const reader = await Reader.fromAsset(
      { buffer: png, mimeType: 'image/png' },
      { trust: { trust_anchors: made.root } },
    );
    expect(reader?.json().validation_state).toBe('Trusted');
    expect(await readWithWasm(png, 'image/png', made.root)).toEqual({
      state: 'Trusted',
      failure: [],
    });
  });
});

describe('a store', () => {
  it('says what the origin says', async () => {
    const png = await signPng(await makePng(), full, signer);
    const [manifest] = (await readCredentials(png)).manifests;
    expect(manifest).toMatchObject({
      title: 'a título',
      claimGenerator: generator,
      allActionsIncluded: true,
      actions: [
        { action: 'c2pa.created', softwareAgent: model, when: '2026-01-02T03:04:05.000Z' },
        { action: 'c2pa.watermarked.bound' },
      ],
      aiDisclosure: { modelName: 'example-llm', scientificDomain: ['cs.CL', 'cs.CV'] },
      softBindings: [{ alg: 'com.example', values: [block('CAFE').value] }],
    });
    expect(manifest?.trainingMining?.['cawg.data_mining']?.use).toBe('notAllowed');
    const things = manifest?.assertions.filter(({ label }) =>
      label.startsWith('com.example.thing'),
    );
    expect(things?.map(({ data }) => data)).toEqual([
      { a: [1, 1.5, 'b', null], b: 2 ** 40 },
      { c: {} },
    ]);
    expect(manifest?.assertions.find(({ label }) => label === 'stds.example.json')?.data).toEqual({
      d: true,
    });
  });

  it('has the length it was said to have, whatever is in it', async () => {
    const range = fc.record({ start: fc.maxSafeNat(), length: fc.maxSafeNat() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(range, { maxLength: 3 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        async (exclusions, text) => {
          // A title that nobody can see is refused.
          const title = `a${text}`;
          const writer = prepareStore(definitionOf({ ...created, title }), [], signer);
          const store = await writer.write({ exclusions, hash: sha256() });
          expect(store.length).toBe(writer.lengthWith(exclusions));
        },
      ),
    );
  });

  it('is the same bytes for the same names', async () => {
    const write = (origin: Origin) =>
      prepareStore(definitionOf(origin), [], signer, { names }).write({
        exclusions: [{ start: 11, length: 9000 }],
        hash: sha256(),
      });
    expect(await write(full)).toEqual(await write(structuredClone(full)));
    const { generator, model, kind } = full;
    expect(await write({ model, generator, kind } as Origin)).toEqual(await write(created));
  });

  it('has new names each time', () => {
    const writers = [1, 2].map(() => prepareStore(definitionOf(created), [], signer).names);
    expect(new Set(writers.flatMap(({ label, instanceId }) => [label, instanceId])).size).toBe(4);
  });

  it('with two Ed25519 certificates is no larger than 2.7 kB', async () => {
    const made = await createDevelopmentCertificates({ alg: 'Ed25519' });
    const signer = await pemSigner({ ...made, certificates: made.certificates + made.root });
    const exclusions = [{ start: 100_000, length: 10_000 }];
    const lengthOf = (origin: Origin) =>
      prepareStore(definitionOf(origin), [], signer).lengthWith(exclusions);
    expect(lengthOf(created)).toBeLessThan(2050);
    const { title, when, disclosure, trainingMining } = full;
    const disclosing = { ...created, title, when, disclosure, trainingMining } as Origin;
    expect(lengthOf(disclosing)).toBeLessThan(2700);
  });

  it.each([
    ['of an assertion in base64', full],
    [
      'of an origin',
      { ...created, softBinding: { alg: 'com.example', value: Uint8Array.of(0xca, 0xfe) } },
    ],
  ])(
    'writes the value of a soft binding %s as a byte string, which its CDDL has',
    async (_, origin) => {
      const store = await prepareStore(definitionOf(origin), [], signer, { names }).write({
        exclusions: [],
        hash: sha256(),
      });
      const { assertions } = readSigned(store).active;
      const { content } = assertions.find(({ label }) => label === 'c2pa.soft-binding')!;
      const binding = decodeCbor(content) as Map<string, Map<string, unknown>[]>;
      expect(binding.get('blocks')?.[0]?.get('value')).toEqual(Uint8Array.of(0xca, 0xfe));
    },
  );

  it.each([
    ['without blocks', { alg: 'com.example' }],
    ['with a value that is no base64', { alg: 'com.example', blocks: [{ scope: {}, value: '?' }] }],
    ['with a block that is nothing', { alg: 'com.example', blocks: [null] }],
  ])('refuses a soft binding %s', async (_, data) => {
    const assertions = [{ label: 'c2pa.soft-binding', data }];
    const definition = definitionOf({ ...created, assertions });
    await expectCode('MANIFEST_REFUSED', () => prepareStore(definition, [], signer));
  });

  it('refuses ingredients whose manifests differ under one name', async () => {
    const ingredient = (label: string, content: number) => ({
      label,
      assertion: { relationship: 'inputTo' },
      manifests: [{ label: names.label, bytes: Uint8Array.of(content), isCompressed: false }],
    });
    const definition = definitionOf(created);
    const twice = [ingredient('inputTo-1', 1), ingredient('inputTo-2', 1)];
    expect(() => prepareStore(definition, twice, signer)).not.toThrow();
    const differing = [ingredient('inputTo-1', 1), ingredient('inputTo-2', 2)];
    await expectCode('MANIFEST_REFUSED', () => prepareStore(definition, differing, signer));
  });
});

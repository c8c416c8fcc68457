import { createPrivateKey, createSign, sign } from 'node:crypto';
import { Reader } from '@contentauth/c2pa-node';
import { hashOf, keyInput } from '@provenance/cose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  callbackSigner,
  createDevelopmentCertificates,
  ed25519Signer,
  engine,
  hashPrompt,
  loadTrust,
  type Origin,
  pemSigner,
  readCredentials,
  SIGNING_ALGORITHMS,
  type Signer,
  signContent,
} from '../src/index.ts';
import { makeCertificates, seedOf } from './certificates.ts';
import { makeFiles } from './pictures.ts';
import { readWithWasm } from './wasm.ts';

const generator = { name: 'test', version: '1' };
const model = { name: 'example-diffusion', version: '3', identifier: 'pkg:generic/x@1' };

const full: Omit<Extract<Origin, { kind: 'created' }>, 'kind'> = {
  generator,
  model,
  title: 'a title',
  when: new Date('2026-01-02T03:04:05Z'),
  disclosure: { humanOversightLevel: 'prompt_guided', scientificDomain: 'cs.CV' },
  trainingMining: 'notAllowed',
  prompt: hashPrompt('a cat'),
  assertions: [{ label: 'com.example.thing', data: { a: [1, 'b', null] } }],
};

/** Trusted in our report, in the engine itself and in the second one, without any failure. */
async function expectTrusted(bytes: Uint8Array, mediaType: string, root: string) {
  const report = await readCredentials(bytes, { trust: await loadTrust({ anchors: root }) });
  expect({ mediaType, state: report.state, failure: report.failure }).toEqual({
    mediaType,
    state: 'Trusted',
    failure: [],
  });
  expect(report.ingredientFailures).toEqual([]);
  const reader = await Reader.fromAsset(
    { buffer: Buffer.from(bytes), mimeType: mediaType },
    { trust: { trust_anchors: root }, verify: { remote_manifest_fetch: false } },
  );
  expect(reader?.json().validation_state).toBe('Trusted');
  expect(await readWithWasm(bytes, mediaType, root)).toEqual({ state: 'Trusted', failure: [] });
}

/** Manifests on the way from the active one to the first, by what was edited. */
async function generations(bytes: Uint8Array): Promise<number> {
  const { manifests } = await readCredentials(bytes);
  let count = 0;
  for (let next = manifests[0]; next !== undefined; count++) {
    const parent = next.ingredients.find(({ relationship }) => relationship === 'parentOf');
    next = manifests.find(({ label }) => label === parent?.activeManifest);
  }
  return count;
}

const signers: [string, () => Promise<{ signer: Signer; root: string }>][] = [
  ...SIGNING_ALGORITHMS.map((alg): [string, () => Promise<{ signer: Signer; root: string }>] => [
    `${alg} in PEM`,
    async () => {
      const made = await makeCertificates(alg);
      return { signer: await pemSigner({ ...made, alg }), root: made.root };
    },
  ]),
  [
    'an Ed25519 seed',
    async () => {
      const made = await makeCertificates('Ed25519');
      const signer = await ed25519Signer({ certificates: made.certificates, seed: seedOf(made) });
      return { signer, root: made.root };
    },
  ],
  [
    'a callback with DER',
    async () => {
      const made = await makeCertificates('ES384');
      const signer = await callbackSigner({
        certificates: made.certificates,
        alg: 'ES384',
        sign: async (bytes) => createSign('sha384').update(bytes).sign(made.key),
      });
      return { signer, root: made.root };
    },
  ],
  [
    'a callback with r||s',
    async () => {
      const made = await makeCertificates('ES512');
      const key = keyInput('ES512', createPrivateKey(made.key));
      const signer = await callbackSigner({
        certificates: made.certificates,
        alg: 'ES512',
        sign: async (bytes) => sign(hashOf('ES512'), bytes, key),
      });
      return { signer, root: made.root };
    },
  ],
  ...(['Ed25519', 'ES256'] as const).map(
    (alg): [string, () => Promise<{ signer: Signer; root: string }>] => [
      `a development certificate for ${alg}`,
      async () => {
        const made = await createDevelopmentCertificates({ alg });
        return { signer: await pemSigner(made), root: made.root };
      },
    ],
  ),
];

describe.each(signers)('signed with %s', (_, make) => {
  let files: Record<string, Uint8Array>;
  let signer: Signer;
  let root: string;
  beforeAll(async () => {
    files = await makeFiles();
    ({ signer, root } = await make());
  });

  it('every format is Trusted in both engines: new, edited, edited again, put together', async () => {
    for (const [mediaType, file] of Object.entries(files)) {
      const created = await signContent(file, { kind: 'created', ...full }, signer);
      expect(created.mediaType).toBe(mediaType);
      await expectTrusted(created.bytes, mediaType, root);
      const parent = { content: created.bytes, title: 'parent' };
      const trust = await loadTrust({ anchors: root });
      const mask = files['image/png']!;
      const edited = await signContent(
        file,
        { kind: 'edited', ...full, parent, inputs: [mask] },
        signer,
        { trust },
      );
      await expectTrusted(edited.bytes, mediaType, root);
      // Two generations above it, each with a store that it has carried over.
      const again = await signContent(
        edited.bytes,
        { kind: 'edited', ...full, parent: { content: edited.bytes, title: 'edited' } },
        signer,
        { trust },
      );
      await expectTrusted(again.bytes, mediaType, root);
      expect(await generations(again.bytes)).toBe(3);
      const composite = await signContent(
        file,
        {
          kind: 'composite',
          ...full,
          components: [parent, { content: again.bytes, title: 'again' }, mask],
        },
        signer,
        { trust },
      );
      await expectTrusted(composite.bytes, mediaType, root);
    }
  });
});

it('covers every format the engine signs, but those that no library here can make', async () => {
  const made = Object.keys(await makeFiles());
  const { signs } = await engine();
  expect(signs.filter((type) => !made.includes(type))).toEqual([
    'image/heic',
    'image/heif',
    'image/x-adobe-dng',
    'audio/mp4',
    'video/quicktime',
  ]);
});

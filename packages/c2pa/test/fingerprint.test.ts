import { Reader } from '@contentauth/c2pa-node';
import { beforeAll, expect, test } from 'vitest';
import {
  createDevelopmentCertificates,
  loadTrust,
  type Origin,
  pemSigner,
  readCredentials,
  type Signer,
  signContent,
} from '../src/index.ts';
import { makePng } from './pictures.ts';
import { readWithWasm } from './wasm.ts';

const mark = { alg: 'com.example.watermark.1', value: Uint8Array.of(1, 2, 3) };
const fingerprint = { alg: 'com.example.fingerprint.1', value: Uint8Array.of(4, 5) };
const created: Origin = { kind: 'created', generator: { name: 'test', version: '1' } };

let signer: Signer;
let root: string;
beforeAll(async () => {
  const made = await createDevelopmentCertificates({ alg: 'ES256' });
  signer = await pemSigner(made);
  root = made.root;
});

test('the watermark action names the soft binding of the mark, and not the fingerprint', async () => {
  const png = await makePng();
  const origin: Origin = { ...created, softBinding: mark, fingerprint };
  const { bytes } = await signContent(png, origin, signer);
  const report = await readCredentials(bytes, { trust: await loadTrust({ anchors: root }) });
  expect([report.state, report.failure]).toEqual(['Trusted', []]);
  expect(report.manifests[0]!.softBindings).toEqual([
    { alg: mark.alg, values: ['AQID'] },
    { alg: fingerprint.alg, values: ['BAU='] },
  ]);
  expect(await readWithWasm(bytes, 'image/png', root)).toEqual({ state: 'Trusted', failure: [] });
  const reader = await Reader.fromAsset(
    { buffer: Buffer.from(bytes), mimeType: 'image/png' },
    { trust: { trust_anchors: root }, verify: { remote_manifest_fetch: false } },
  );
  const store = reader!.json();
  expect(store.validation_state).toBe('Trusted');
  const text = JSON.stringify(store.manifests[store.active_manifest as string]);
  const related = /"relatedAssertions":(\[.*?\])/.exec(text)?.[1];
  expect(JSON.parse(related!).map(({ url }: { url: string }) => url)).toEqual([
    'self#jumbf=c2pa.assertions/c2pa.soft-binding',
  ]);
});

test('a fingerprint alone is no watermark', async () => {
  const { bytes } = await signContent(await makePng(), { ...created, fingerprint }, signer);
  const { manifests } = await readCredentials(bytes);
  expect(manifests[0]!.softBindings.map(({ alg }) => alg)).toEqual([fingerprint.alg]);
  expect(manifests[0]!.actions.map(({ action }) => action)).toEqual(['c2pa.created']);
});

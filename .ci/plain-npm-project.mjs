// What a new project does with the packages as they were installed by plain npm: `plain-npm.mjs` copies it
// there. There is no native engine.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import {
  createDevelopmentCertificates,
  loadTrust,
  mark,
  pemSigner,
  sign,
  signText,
  verify,
} from '@provenance/sdk';
import sharp from 'sharp';

await assert.rejects(import('@contentauth/c2pa-node'));

const [width, height] = [512, 384];
const pixels = Buffer.alloc(width * height * 3);
for (let i = 0; i < pixels.length; i++) pixels[i] = (i * i + (i % 7) * 31 + i / width) % 256;
const picture = await sharp(pixels, { raw: { width, height, channels: 3 } })
  .png()
  .toBuffer();

const made = await createDevelopmentCertificates({ alg: 'ES256' });
const signer = await pemSigner(made);
const trust = await loadTrust({ anchors: made.root });
const key = crypto.getRandomValues(new Uint8Array(32));
const origin = {
  kind: 'created',
  generator: { name: 'plain npm', version: '1' },
  model: { name: 'model', version: '1' },
};
const state = async (file) => (await verify(file, { trust })).c2pa;

const signed = await sign(picture, origin, { signer });
assert.equal((await state(signed.bytes)).state, 'Trusted');

const marked = await mark(picture, origin, { signer, watermarkKey: key });
assert.equal(marked.watermark?.survives, true);
const { verdict } = await verify(marked.bytes, { trust, watermark: { keys: [key] } });
assert.equal(verdict.integrity, 'intact');
const stripped = await sharp(marked.bytes).png().toBuffer();
const found = await verify(stripped, { trust, watermark: { keys: [key] } });
assert.equal(found.watermark?.contentId, marked.contentId);

const changed = Buffer.from(signed.bytes);
changed[changed.length - 20] ^= 1;
assert.equal((await state(changed)).state, 'Invalid');

const edited = await sign(
  marked.bytes,
  { kind: 'edited', generator: origin.generator, parent: { content: marked.bytes } },
  { signer },
);
assert.equal((await state(edited.bytes)).state, 'Trusted');

const { text } = await signText('A sentence.\n', origin, signer);
assert.equal((await state({ text })).state, 'Trusted');

const mp4 = Buffer.from('000000186674797069736f6d0000020069736f6d6d703432000000086d646174', 'hex');
await assert.rejects(sign(mp4, origin, { signer }), { code: 'ENGINE_NATIVE_MISSING' });

writeFileSync('signed.png', signed.bytes);
writeFileSync('root.pem', made.root);
writeFileSync('certificate.pem', made.certificates);

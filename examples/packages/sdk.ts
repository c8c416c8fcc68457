import { createDevelopmentCertificates, loadTrust, mark, pemSigner, verify } from '@provenance/sdk';
import { generateArt } from '../art.ts';

const made = await createDevelopmentCertificates({ alg: 'ES256', organization: 'Example Ltd.' });
const signer = await pemSigner(made); // for tests; callbackSigner for a key service
const watermarkKey = crypto.getRandomValues(new Uint8Array(32)); // of the watermark: secret
const model = { name: 'example-diffusion', version: '2.1' };
const origin = { kind: 'created', model, generator: { name: 'Studio', version: '1' } } as const;
const { bytes } = await mark(await generateArt(1), origin, { signer, watermarkKey });

const trust = await loadTrust({ anchors: made.root });
const { verdict } = await verify(bytes as Uint8Array, {
  trust,
  watermark: { keys: [watermarkKey] },
});
console.log(verdict.origin.kind, verdict.integrity, verdict.trust);

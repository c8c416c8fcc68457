import {
  createDevelopmentCertificates,
  loadTrust,
  pemSigner,
  readCredentials,
  signText,
} from '@provenance/c2pa';

const made = await createDevelopmentCertificates({ alg: 'ES256' }); // for tests
const signer = await pemSigner(made);
const generator = { name: 'Example Chat', version: '1.4' };
const { text } = await signText('A sentence.', { kind: 'created', generator }, signer);

const trust = await loadTrust({ anchors: made.root }); // nobody is trusted without a list
const { state } = await readCredentials(new TextEncoder().encode(text), { trust });
console.log(state);

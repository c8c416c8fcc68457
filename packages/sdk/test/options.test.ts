// A misspelt option is a wrong belief: every function that takes options names the one that it does not have.
import * as sdk from '@provenance/sdk';
import { expect, test } from 'vitest';
import { collect } from './batch-outcomes.ts';

const bytes = new Uint8Array(8);
const generator = { name: 'test', version: '1' };
const origin = { kind: 'created', sourceType: 'trainedAlgorithmicMedia', generator } as const;
const options = { misspelt: true } as never;
const verifier = sdk.createVerifier();
const calls: Readonly<Record<string, () => unknown>> = {
  callbackSigner: () => sdk.callbackSigner(options),
  crJson: () => sdk.crJson(bytes, options),
  createGuard: () => sdk.createGuard(options),
  createMarker: () => sdk.createMarker(options),
  createVerifier: () => sdk.createVerifier(options),
  detectMany: () => collect(sdk.detectMany([], options)),
  detectWatermark: () => sdk.detectWatermark(bytes, new Uint8Array(32), options),
  ed25519Signer: () => sdk.ed25519Signer(options),
  embedMany: () => collect(sdk.embedMany([], options)),
  embedWatermark: () => sdk.embedWatermark(bytes, options),
  loadTrust: () => sdk.loadTrust('c2pa', options),
  'loadTrust, sources': () => sdk.loadTrust(options),
  mark: () => sdk.mark(bytes, origin, options),
  'mark, a text': () => sdk.mark({ text: 'a' }, origin, options),
  markMany: () => collect(sdk.markMany([], options)),
  markTextStream: () => sdk.markTextStream(origin, options),
  pemSigner: () => sdk.pemSigner(options),
  publicTrustSources: () => sdk.publicTrustSources(options),
  resolve: () => sdk.resolve(bytes, options),
  trace: () => sdk.trace(bytes, options),
  verify: () => sdk.verify(bytes, options),
  verifyMany: () => collect(sdk.verifyMany([], options)),
  'verify, its policy': () => sdk.verify(bytes, { policy: options }),
  'verify, its watermark': () => sdk.verify(bytes, { watermark: options }),
  'verify, its textMark': () => sdk.verify(bytes, { textMark: options }),
  'verify of a verifier': () => verifier.verify(bytes, options),
  'trace of a verifier': () => verifier.trace(bytes, options),
  'detect of a verifier': () => verifier.detect(bytes, options),
  'credentials of a verifier': () => verifier.credentials(bytes, options),
  'thumbnails of a verifier': () => verifier.thumbnails(bytes, options),
};

test.each(Object.entries(calls))('%s refuses an option that it does not have', async (_, call) => {
  await expect((async () => call())()).rejects.toThrow(/"misspelt"/);
  await expect((async () => call())()).rejects.toBeInstanceOf(TypeError);
});

test.each([
  [() => sdk.mark(bytes, origin, { key: bytes } as never), 'watermarkKey'],
  [() => sdk.createMarker({ key: bytes } as never), 'watermarkKey'],
  [() => collect(sdk.markMany([], { key: bytes } as never)), 'watermarkKey'],
  [() => collect(sdk.embedMany([], { key: bytes } as never)), 'watermarkKey'],
  [() => collect(sdk.detectMany([], { keys: [bytes] } as never)), 'watermarkKeys'],
  [() => sdk.embedWatermark(bytes, { payload: bytes } as never), 'contentId'],
])('an option that was renamed is refused by its new name: %#', async (call, now) => {
  await expect((async () => call())()).rejects.toThrow(`It is called "${now}" now.`);
});

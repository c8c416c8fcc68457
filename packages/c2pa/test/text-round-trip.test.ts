import { Reader } from '@contentauth/c2pa-node';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TEXTS } from '../../text/test/texts.ts';
import {
  loadTrust,
  type Origin,
  pemSigner,
  SIGNING_ALGORITHMS,
  type Signer,
  type SigningAlgorithm,
  signText,
  type Trust,
  verifyText,
} from '../src/index.ts';
import { makeCertificates } from './certificates.ts';

const origin: Origin = { kind: 'created', generator: { name: 'test', version: '1' } };

/** A text as each method takes it. */
const METHODS: Readonly<Record<string, readonly [string, (text: string) => string]>> = {
  unstructured: ['a.txt', (text) => text],
  structured: ['a.md', (text) => `# ${text}\n`],
  html: [
    'a.html',
    (text) =>
      `<!doctype html><html><head><meta charset="utf-8"></head><p>${text.replaceAll('<', '&lt;')}</p></html>`,
  ],
};

interface Identity {
  readonly signer: Signer;
  readonly trust: Trust;
  readonly root: string;
}
const identities = new Map<SigningAlgorithm, Identity>();

beforeAll(async () => {
  for (const alg of SIGNING_ALGORITHMS) {
    const made = await makeCertificates(alg);
    const signer = await pemSigner({ ...made, alg });
    identities.set(alg, {
      signer,
      trust: await loadTrust({ anchors: made.root }),
      root: made.root,
    });
  }
});

/** Signed, then Trusted here, and by the engine on its own, which hashes plain text as it is stored. */
async function expectTrusted(text: string, fileName: string, alg: SigningAlgorithm): Promise<void> {
  const { signer, trust, root } = identities.get(alg)!;
  const signed = await signText(text, origin, signer, { fileName });
  const report = await verifyText(signed.text, { trust, fileName });
  expect(report).toMatchObject({ state: 'Trusted', failure: [], parts: [] });
  if (fileName === 'a.txt' && text !== text.normalize('NFC')) return;
  const reader = await Reader.fromManifestDataAndAsset(
    Buffer.from(signed.manifestStore),
    { buffer: Buffer.from(signed.text), mimeType: 'text/plain' },
    { trust: { trust_anchors: root } },
  );
  expect(reader?.json().validation_state).toBe('Trusted');
}

describe.each(Object.entries(METHODS))('%s', (_, [fileName, form]) => {
  it.each(TEXTS.filter((text) => text !== ''))('%j', async (text) => {
    const alg = SIGNING_ALGORITHMS[text.length % SIGNING_ALGORITHMS.length]!;
    await expectTrusted(form(text), fileName, alg);
  });

  it('any text, with any algorithm', async () => {
    const text = fc.string({ unit: fc.constantFrom(...TEXTS.flatMap((text) => [...text])) });
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...SIGNING_ALGORITHMS), async (text, alg) => {
        const whole = form(`x${text}`);
        // A line that ends in CR alone is refused in structured text, and has tests of its own.
        fc.pre(!/\r(?!\n)/.test(whole));
        await expectTrusted(whole, fileName, alg);
      }),
      { numRuns: 40 },
    );
  });

  it.each([1, 1e4, 1e6, 1e7])('%i bytes and more', async (bytes) => {
    const unit = TEXTS.filter((text) => !/[\r\0]/.test(text)).join(' ');
    const text = bytes === 1 ? 'x' : unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)));
    await expectTrusted(form(text), fileName, 'Ed25519');
  });
});

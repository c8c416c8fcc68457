// A misspelt option is a wrong belief: every function that takes options names the one that it does not have.
import { readFileSync } from 'node:fs';
import * as sdk from '@provenance/sdk';
import { expect, test } from 'vitest';
import { collect } from './batch-outcomes.ts';
import { picture } from './pictures.ts';

const bytes = new Uint8Array(8);
const generator = { name: 'test', version: '1' };
const origin = { kind: 'created', sourceType: 'trainedAlgorithmicMedia', generator } as const;
const options = { misspelt: true } as never;
const key = new Uint8Array(32).fill(7);
const signer = await sdk.pemSigner(await sdk.createDevelopmentCertificates({ alg: 'Ed25519' }));
const verifier = sdk.createVerifier();
const forgetful = sdk.createVerifier({ registry: (() => 1) as never });
const keyed = { watermarkKey: key };
const one = { ...keyed, contentId: '0123456789abcdef' };
const marking = { ...keyed, signer };
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
  // Of content that has no pixels as well: nobody would hear of it otherwise.
  'mark, its watermark': () => sdk.mark(bytes, origin, { ...marking, watermark: options }),
  'mark, its limits': () => sdk.mark(bytes, origin, { ...marking, limits: options }),
  'mark, its encode': () => sdk.mark(bytes, origin, { ...marking, encode: options }),
  'markMany, its limits': () => collect(sdk.markMany([], { ...marking, limits: options })),
  'createMarker, its encode': () => sdk.createMarker({ ...marking, encode: options }),
  'embedMany, its watermark': () => collect(sdk.embedMany([], { ...keyed, watermark: options })),
  'embedWatermark, its watermark': () => sdk.embedWatermark(bytes, { ...one, watermark: options }),
  'embedWatermark, its decode': async () =>
    sdk.embedWatermark(await picture('png'), { ...one, decode: options }),
  'detectWatermark, its decode': async () =>
    sdk.detectWatermark(await picture('png'), key, { decode: options }),
  'detectMany, its limits': () =>
    collect(sdk.detectMany([], { watermarkKeys: [key], limits: options })),
  'verify, limits of its watermark': () =>
    sdk.verify(bytes, { watermark: { keys: [key], limits: options } }),
};

test.each(Object.entries(calls))('%s refuses an option that it does not have', async (_, call) => {
  await expect((async () => call())()).rejects.toThrow(/"misspelt"/);
  await expect((async () => call())()).rejects.toBeInstanceOf(TypeError);
});

test.each(['trace', 'credentials', 'thumbnails'] as const)(
  '%s of a verifier judges nothing, and refuses what only a judgement has',
  async (name) => {
    for (const unused of [{ policy: {} }, { language: 'en' }, { allowNetwork: true }]) {
      const call = verifier[name](bytes, unused as never);
      await expect(call).rejects.toThrow(`"${Object.keys(unused)[0]}"`);
    }
  },
);

/** Functions that had an option under another name: the rows of the table in CHANGELOG.md that are of this package. */
const renamed: readonly (readonly [name: string, call: () => unknown, now: string])[] = [
  ['mark key', () => sdk.mark(bytes, origin, { key: bytes } as never), 'watermarkKey'],
  ['mark key, a text', () => sdk.mark({ text: 'a' }, origin, { key: 1 } as never), 'watermarkKey'],
  ['createMarker key', () => sdk.createMarker({ key: bytes } as never), 'watermarkKey'],
  ['markMany key', () => collect(sdk.markMany([], { key: bytes } as never)), 'watermarkKey'],
  ['embedMany key', () => collect(sdk.embedMany([], { key: bytes } as never)), 'watermarkKey'],
  ['embedWatermark key', () => sdk.embedWatermark(bytes, { key: 1 } as never), 'watermarkKey'],
  ['detectMany keys', () => collect(sdk.detectMany([], { keys: [] } as never)), 'watermarkKeys'],
  ['embedWatermark payload', () => sdk.embedWatermark(bytes, { payload: 1 } as never), 'contentId'],
  ['mark record.policy', () => sdk.mark(bytes, origin, withPolicy()), 'mode'],
  ['createMarker record.policy', () => sdk.createMarker(withPolicy()), 'mode'],
  ['markMany record.policy', () => collect(sdk.markMany([], withPolicy())), 'mode'],
];

function withPolicy() {
  return { signer, watermarkKey: key, record: { registry: {}, policy: 'skip' } } as never;
}

test.each(renamed)('an option that was renamed is refused by its new name: %s', async (...row) => {
  const [, call, now] = row;
  await expect((async () => call())()).rejects.toThrow(`It is called "${now}" now.`);
  await expect((async () => call())()).rejects.toBeInstanceOf(TypeError);
});

test('each function of the table in CHANGELOG.md has an old name that is refused', () => {
  const changelog = readFileSync(new URL('../../../CHANGELOG.md', import.meta.url), 'utf8');
  const rows = [...changelog.matchAll(/^ *\| (`.+) \| `(key|keys|payload)`(?:: 8 bytes)? \| `/gm)];
  const named = rows.flatMap(([, where = '', old = '']) =>
    [...where.matchAll(/`(\w+)`/g)].map(([, name]) => `${name} ${old}`),
  );
  expect(named).toContain('mark key');
  // An entry of embedMany() has no closed list of fields: see below.
  const tested = [...renamed.map(([name]) => name), 'embedMany payload'];
  expect(tested).toEqual(expect.arrayContaining(named));
});

test('bytes where a content id is meant now are refused', async () => {
  const payload = new Uint8Array(8);
  const art = await picture('png');
  const item = { input: bytes, payload } as never;
  await expect(collect(sdk.embedMany([item], { watermarkKey: key }))).rejects.toThrow(/content id/);
  for (const call of [
    () => sdk.detectWatermark(art, key, { expect: payload as never }),
    () => verifier.detect(art, { watermarkKeys: [key], expect: payload } as never),
  ]) {
    await expect((async () => call())()).rejects.toBeInstanceOf(TypeError);
  }
});

// "No mark" would say more than was looked for, and a file that is not there less than what is wrong.
test.each<[string, () => unknown, typeof TypeError | typeof RangeError]>([
  ['no key', () => sdk.detectWatermark('missing.png', []), TypeError],
  ['no keys', () => collect(sdk.detectMany([], { watermarkKeys: [] })), TypeError],
  ['a verifier without keys', () => verifier.detect('missing.png'), TypeError],
  [
    'an effort',
    () => sdk.detectWatermark('missing.png', key, { effort: 'most' as never }),
    RangeError,
  ],
  ['a content id', () => sdk.detectWatermark('missing.png', key, { expect: '1' }), TypeError],
  [
    'an effort of many',
    () => collect(sdk.detectMany([], { watermarkKeys: [key], effort: 'most' as never })),
    RangeError,
  ],
  [
    'a strength',
    () => sdk.embedWatermark('missing.png', { ...one, watermark: { strength: '2' as never } }),
    TypeError,
  ],
  ...[31, 33, 64].flatMap((length): [string, () => unknown, typeof RangeError][] => {
    const watermark = { keys: [new Uint8Array(length)] };
    const named = { keys: [{ key: new Uint8Array(length) }] };
    const what = `a key of ${length} bytes`;
    return [
      [`${what}, of a verifier`, () => sdk.createVerifier({ watermark }), RangeError],
      [
        `${what} with a name, of a verifier`,
        () => sdk.createVerifier({ watermark: named }),
        RangeError,
      ],
      [`${what}, of a text`, () => sdk.verify({ text: 'a' }, { watermark }), RangeError],
      [`${what}, of many`, () => collect(sdk.verifyMany([], { watermark })), RangeError],
      [
        `${what}, of a marker`,
        () => sdk.createMarker({ ...marking, watermarkKey: new Uint8Array(length) }),
        RangeError,
      ],
    ];
  }),
  ['more time than there is', () => sdk.createVerifier({ deadlineSeconds: 1e9 }), RangeError],
  ['time as a text', () => sdk.createVerifier({ deadlineSeconds: '9' as never }), RangeError],
  ['less memory than starts', () => sdk.createVerifier({ memoryMegabytes: 63 }), RangeError],
])('a mistake comes out before a file is opened: %s', async (_, call, kind) => {
  await expect((async () => call())()).rejects.toBeInstanceOf(kind);
});

test.each<[string, () => unknown]>([
  ['verify', () => sdk.verify({ text: 'a' }, { registry: (() => 1) as never })],
  ['trace', () => sdk.trace({ text: 'a' }, { registry: (async () => undefined) as never })],
  ['a verifier', () => forgetful.verify({ text: 'a' })],
])('a function that opens no registry is a mistake that says what it is: %s', async (_, call) => {
  const message = expect.stringMatching(/^The function given as registry must return a registry/);
  const error: unknown = await (async () => call())().catch((thrown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message });
});

test('a verifier without keys says how a picture looks, and that it has none', async () => {
  expect(verifier.hasWatermarkKeys).toBe(false);
  const { look } = await verifier.detect(await picture('png'), { look: true });
  expect(look).not.toBeNull();
});

// As from an environment variable: a text is true, whatever it says.
test.each<[string, () => unknown]>([
  ['allowNetwork', () => sdk.verify(bytes, { allowNetwork: 'false' as never })],
  ['allowNetwork of many', () => collect(sdk.verifyMany([], { allowNetwork: 'no' as never }))],
  ['allowNetwork of a verifier', () => sdk.createVerifier({ allowNetwork: 'no' as never })],
  ['allowLoss', () => sdk.mark(bytes, origin, { ...marking, allowLoss: 'no' as never })],
  [
    'overwrite',
    () => sdk.mark(bytes, origin, { ...marking, overwrite: 'no' as never, output: 'a' }),
  ],
  ['overwrite of sign', () => sdk.sign(bytes, origin, { signer, overwrite: 'no' as never })],
  ['allowLoss of a marker', () => sdk.createMarker({ ...marking, allowLoss: 'no' as never })],
  ['a signal', () => sdk.verify(bytes, { signal: 5 as never })],
  ['a media type', () => sdk.verify(bytes, { mediaType: 5 as never })],
  ['a policy', () => sdk.verify(bytes, { policy: 'valid' as never })],
  ['items', () => collect(sdk.verifyMany(null as never))],
  ['items to mark', () => collect(sdk.markMany(5 as never, marking))],
  ['a key', () => sdk.mark(bytes, origin, { signer, watermarkKey: '00'.repeat(32) as never })],
  [
    'a key to look with',
    () => sdk.verify(bytes, { watermark: { keys: [{ key: '00' as never }] } }),
  ],
])('a value of the wrong kind is a TypeError that names what is needed: %s', async (_, call) => {
  await expect((async () => call())()).rejects.toBeInstanceOf(TypeError);
  await expect((async () => call())()).rejects.toThrow(/must be|is 32 secret bytes/);
});

test('a language that there is not is a TypeError', async () => {
  const french = sdk.verify(bytes, { language: 'fr' as never });
  await expect(french).rejects.toBeInstanceOf(TypeError);
});

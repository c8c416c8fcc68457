import { createHash } from 'node:crypto';
import { Reader } from '@contentauth/c2pa-node';
import {
  encodeWrapper,
  locate,
  prepareEmbedding,
  strip,
  textFormatOf,
  wrapperLength,
} from '@provenance/text';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  buildManifest,
  callbackSigner,
  ed25519Signer,
  loadTrust,
  type Origin,
  pemSigner,
  SIGNING_ALGORITHMS,
  type Signer,
  type SignTextOptions,
  signContent,
  signText,
  type Trust,
  verifyText,
} from '../src/index.ts';
import { readSigned } from '../src/store/signed.ts';
import { prepareStore } from '../src/write/store.ts';
import { makeCertificates, seedOf } from './certificates.ts';
import { makeFiles, makePng } from './pictures.ts';
import { readWithWasm } from './wasm.ts';

const origin: Origin = {
  kind: 'created',
  generator: { name: 'test', version: '1' },
  model: { name: 'example-llm', version: '3' },
};
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const utf8 = (text: string) => new TextEncoder().encode(text);
const codes = (statuses: readonly { code: string }[]) => statuses.map(({ code }) => code);

let signer: Signer;
let root: string;
let trust: Trust;
beforeAll(async () => {
  const made = await makeCertificates('Ed25519');
  ({ root } = made);
  signer = await ed25519Signer({ certificates: made.certificates, seed: seedOf(made) });
  trust = await loadTrust({ anchors: root });
});

/** One text of every kind that a credential goes into in its own way. */
const KINDS: readonly [what: string, text: string, options: SignTextOptions][] = [
  ['plain text', 'Hello, Wörld. 日本語 🇯🇵\r\nSecond line', {}],
  ['HTML', '<!doctype html><html><head><title>x</title></head><body>é</body></html>', {}],
  ['Markdown', '# Title\n\ntext\n', { fileName: 'a.md' }],
  ['Markdown with front matter', '---\ntitle: x\n---\ntext\n', { mediaType: 'text/markdown' }],
  ['a script', '#!/bin/sh\necho x\n', { fileName: 'a.sh' }],
  ['XML', '<?xml version="1.0"?>\n<a/>\n', { mediaType: 'application/xml' }],
  ['WebVTT', 'WEBVTT\n\n00:00.000 --> 00:01.000\nx\n', { mediaType: 'text/vtt' }],
  ['Python with CRLF', 'print(1)\r\n', { mediaType: 'text/x-python; charset=utf-8' }],
];

/** What the engine says by itself, of a text with its store located. */
async function engineState(text: Uint8Array, store: Uint8Array, anchors: string) {
  const reader = await Reader.fromManifestDataAndAsset(
    Buffer.from(store),
    { buffer: Buffer.from(text), mimeType: 'text/plain' },
    { trust: { trust_anchors: anchors } },
  );
  return reader?.json().validation_state;
}

describe.each(SIGNING_ALGORITHMS)('signed with %s', (alg) => {
  let signer: Signer;
  let root: string;
  beforeAll(async () => {
    const made = await makeCertificates(alg);
    ({ root } = made);
    signer = await pemSigner({ ...made, alg });
  });

  it.each(KINDS)('%s is Trusted here, in the engine, and in the second engine', async (...kind) => {
    const [, text, options] = kind;
    const signed = await signText(text, origin, signer, options);
    const { format: _, ...hints } = options;
    const trust = await loadTrust({ anchors: root });
    const report = await verifyText(signed.text, { ...hints, trust });
    expect(report).toMatchObject({
      state: 'Trusted',
      embedded: true,
      failure: [],
      activeManifest: signed.activeManifest,
      manifests: [{ signer: { alg }, actions: [{ softwareAgent: { name: 'example-llm' } }] }],
    });
    expect(await engineState(utf8(signed.text), signed.manifestStore, root)).toBe('Trusted');
    // It cannot be given a text: of a store alone it says that no hash matches, and nothing else.
    const { failure } = await readWithWasm(signed.manifestStore, 'application/c2pa', root);
    expect(failure).toEqual(['assertion.dataHash.mismatch']);
  });
});

describe('any visible change of one character', () => {
  it.each(KINDS)('of %s is caught', async (...kind) => {
    const [, text, options] = kind;
    const signed = await signText(text, origin, signer, options);
    const located = locate(utf8(signed.text), signed.method ?? undefined);
    const { start, length } = located.state === 'found' ? located.credential.range : expect.fail();
    const bytes = utf8(signed.text);
    const decode = (part: Uint8Array) => [
      ...new TextDecoder('utf-8', { ignoreBOM: true }).decode(part),
    ];
    const before = decode(bytes.subarray(0, start));
    const credential = decode(bytes.subarray(start, start + length)).join('');
    const after = decode(bytes.subarray(start + length));
    const visible = before.length + after.length;
    const { format: _, ...hints } = options;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(visible - 1),
        fc.constantFrom('replace', 'delete', 'insert'),
        fc.constantFrom('x', '0', 'é', '字', '😀', ' '),
        async (at, change, character) => {
          const characters = [...before, ...after];
          fc.pre(change !== 'replace' || characters[at] !== character);
          characters.splice(
            at,
            change === 'insert' ? 0 : 1,
            ...(change === 'delete' ? [] : character),
          );
          const seam = before.length + (at < before.length ? characters.length - visible : 0);
          const changed =
            characters.slice(0, seam).join('') + credential + characters.slice(seam).join('');
          // Of two neighbours that are the same it does not matter which one goes.
          fc.pre(changed !== signed.text);
          const { state } = await verifyText(changed, { ...hints, trust });
          expect(['Invalid', 'NoManifest']).toContain(state);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of any text is caught, and none is a change', async () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), async (text, choice) => {
        const signed = await signText(text, origin, signer);
        expect(await verifyText(signed.text, { trust })).toMatchObject({ state: 'Trusted' });
        const characters = [...text];
        const at = choice % characters.length;
        characters[at] = characters[at] === 'q' ? 'w' : 'q';
        const changed = signed.text.replace(text, () => characters.join(''));
        const report = await verifyText(changed, { trust });
        expect(report.state).toBe('Invalid');
        expect(codes(report.failure)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe('signText', () => {
  it('gives back a string for a string and bytes for bytes, with the same content', async () => {
    const text = 'a text';
    const signed = await signText(text, origin, signer);
    const fromBytes = await signText(utf8(text), origin, signer);
    expectTypeOf(signed.text).toEqualTypeOf<string>();
    expectTypeOf(fromBytes.text).toEqualTypeOf<Uint8Array>();
    expect(fromBytes.text).toBeInstanceOf(Uint8Array);
    expect(signed.text.startsWith(text)).toBe(true);
    expect(strip(utf8(signed.text))).toEqual(utf8(text));
    expect(strip(fromBytes.text)).toEqual(utf8(text));
    expect(signed).toMatchObject({ mediaType: 'text/plain', method: 'unstructured' });
    expect(signed.manifestStore.length).toBeLessThan(2000);
    expect(signed.manifestStore.constructor).toBe(Uint8Array);
  });

  it('hashes plain text in NFC, and writes it as it was', async () => {
    // A compatibility ideograph in a name: NFC would put another glyph there.
    for (const text of ['Cafe\u0301', '\ufa19\u7530']) {
      const signed = await signText(text, origin, signer);
      expect(signed.text.startsWith(`${text}\ufeff`)).toBe(true);
      expect((await verifyText(signed.text, { trust })).state).toBe('Trusted');
    }
  });

  it('keeps line ends, a byte order mark and all other bytes', async () => {
    const text = '\ufeffa\r\nb\n\n';
    const { text: signed } = await signText(text, origin, signer);
    expect(strip(utf8(signed))).toEqual(utf8(text));
    expect(await verifyText(signed, { trust })).toMatchObject({ state: 'Trusted' });
  });

  it('makes a sidecar and leaves the text alone', async () => {
    for (const text of ['e\u0301 in NFD', '{"a":1}', '<html><head></head></html>']) {
      const signed = await signText(text, origin, signer, { embed: false });
      expect(signed).toMatchObject({ text, method: null });
      const manifest = signed.manifestStore;
      expect(await verifyText(text, { trust, manifest })).toMatchObject({
        state: 'Trusted',
        embedded: false,
      });
      expect(await engineState(utf8(text), manifest, root)).toBe('Trusted');
      const changed = await verifyText(`${text} `, { trust, manifest });
      expect(changed).toMatchObject({ state: 'Invalid' });
      expect(codes(changed.failure)).toEqual(['assertion.dataHash.mismatch']);
      expect(await verifyText(text, { trust })).toMatchObject({ state: 'NoManifest' });
    }
  });

  it.each([
    ['HTML', '<html><head></head><body>x</body></html>', 'a.html'],
    ['Markdown', '# Title\n', 'a.md'],
  ])('links %s to a store that lies elsewhere', async (_, text, fileName) => {
    const reference = 'https://example.com/a%20b.c2pa';
    const signed = await signText(text, origin, signer, { fileName, reference });
    expect(signed.text).toContain(reference);
    expect(await verifyText(signed.text, { trust, fileName })).toMatchObject({
      state: 'NoManifest',
      reason: null,
      remoteUrl: reference,
    });
    const manifest = signed.manifestStore;
    const given = await verifyText(signed.text, { trust, fileName, manifest });
    expect(given).toMatchObject({ state: 'Trusted', embedded: false, remoteUrl: reference });
    const changed = signed.text.replace(/Title|x</, (found) => (found === 'x<' ? 'y<' : 'Other'));
    const altered = await verifyText(changed, { trust, fileName, manifest });
    expect(codes(altered.failure)).toEqual(['assertion.dataHash.mismatch']);
  });

  it.each(KINDS)('replaces the credential of %s', async (...kind) => {
    const [, text, options] = kind;
    const first = await signText(text, origin, signer, options);
    const second = await signText(first.text, origin, signer, options);
    const { format: _, ...hints } = options;
    const report = await verifyText(second.text, { ...hints, trust });
    expect(report).toMatchObject({ state: 'Trusted', activeManifest: second.activeManifest });
    expect(report.manifests).toHaveLength(1);
    expect(utf8(second.text).length).toBe(utf8(first.text).length);
  });

  it('can be told how', async () => {
    const format = {
      method: 'structured',
      comment: { prefix: ';', suffix: '' },
      frontMatter: false,
    } as const;
    const { text, method } = await signText('x\n', origin, signer, { format });
    expect(method).toBe('structured');
    expect(text).toMatch(/^; -----BEGIN C2PA MANIFEST-----/);
    expect(await verifyText(text, { trust })).toMatchObject({ state: 'Trusted' });
  });

  it('refuses a comment that nobody would look into', async () => {
    const comment = { prefix: '%%%', suffix: '' };
    const format = { method: 'structured', comment, frontMatter: false } as const;
    await expectCode('CREDENTIAL_NOT_CARRIED', () => signText('x\n', origin, signer, { format }));
  });

  it('takes signatures from a key service, and refuses those of another length', async () => {
    const made = await makeCertificates('Ed25519');
    const inner = await ed25519Signer({ certificates: made.certificates, seed: seedOf(made) });
    const sign = (bytes: Uint8Array) => inner.sign(bytes);
    const service = await callbackSigner({ certificates: made.certificates, alg: 'Ed25519', sign });
    const { text } = await signText('x', origin, service);
    const trust = await loadTrust({ anchors: made.root });
    expect(await verifyText(text, { trust })).toMatchObject({ state: 'Trusted' });
    const broken = await callbackSigner({
      certificates: made.certificates,
      alg: 'Ed25519',
      sign: async () => new Uint8Array(64),
    });
    await expectCode('KEY_MISMATCH', () => signText('x', origin, broken));
  });

  it.each([
    ['a lone surrogate', 'a\ud800b', {}],
    ['bytes that are no UTF-8', Uint8Array.of(0x61, 0xff, 0x62), {}],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0), {}],
    ['a lone surrogate beside a sidecar', 'a\ud800b', { embed: false }],
  ])('refuses %s', async (_, text, options) => {
    await expectCode('TEXT_MALFORMED', () => signText(text, origin, signer, options));
  });

  it('refuses JSON, which has no comments, but beside a sidecar', async () => {
    const fileName = 'a.json';
    await expectCode('CREDENTIAL_NOT_CARRIED', () => signText('{}', origin, signer, { fileName }));
    const signed = await signText('{}', origin, signer, { fileName, embed: false });
    expect(signed).toMatchObject({ text: '{}', method: null, mediaType: 'application/json' });
  });

  it('refuses what is empty or too large', async () => {
    await expectCode('CONTENT_EMPTY', () => signText('', origin, signer));
    const options = { maxBytes: 3 };
    await expectCode('CONTENT_TOO_LARGE', () => signText('äö', origin, signer, options));
  });

  it('takes no mistake of the calling program', async () => {
    const call = (...args: unknown[]) =>
      (signText as (...args: unknown[]) => Promise<unknown>)(...args);
    await expect(call(1, origin, signer)).rejects.toThrow(TypeError);
    await expect(call('x', origin, {})).rejects.toThrow(TypeError);
    await expect(call('x', { kind: 'made' }, signer)).rejects.toThrow(TypeError);
    await expect(call('x', origin, signer, { mimeType: 'text/html' })).rejects.toThrow(TypeError);
    await expect(call('x', origin, signer, { maxBytes: -1 })).rejects.toThrow(RangeError);
    await expect(call('x', origin, signer, { reference: 'a.c2pa' })).rejects.toThrow(RangeError);
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(call('x', origin, signer, { signal })).rejects.toThrow('stop');
  });
});

describe('a history', () => {
  it('of texts is kept, whatever was done to the first', async () => {
    const first = await signText('# one\n', origin, signer, { fileName: 'a.md' });
    const bad = first.text.replace('one', 'eno');
    for (const [parent, failures] of [
      [first.text, []],
      [bad, ['assertion.dataHash.mismatch']],
    ] as const) {
      const edited: Origin = {
        kind: 'edited',
        generator: { name: 'test', version: '1' },
        parent: { content: utf8(parent), title: 'one.md', mediaType: 'text/markdown' },
      };
      const signed = await signText('two', edited, signer, { trust });
      const report = await verifyText(signed.text, { trust });
      expect(report).toMatchObject({ state: 'Trusted', failure: [], ingredientFailures: [] });
      expect(await engineState(utf8(signed.text), signed.manifestStore, root)).toBe('Trusted');
      const [active, older] = report.manifests;
      expect(older?.label).toBe(first.activeManifest);
      expect(active?.actions.map(({ action }) => action)).toEqual(['c2pa.opened', 'c2pa.edited']);
      expect(active?.ingredients).toMatchObject([
        {
          title: 'one.md',
          mediaType: 'text/markdown',
          relationship: 'parentOf',
          activeManifest: first.activeManifest,
        },
      ]);
      expect(codes(active?.ingredients[0]?.failures ?? [])).toEqual(failures);
      const wasm = await readWithWasm(signed.manifestStore, 'application/c2pa', root);
      expect(wasm.failure).toEqual(['assertion.dataHash.mismatch']);
    }
  });

  it('has pictures, unsigned texts and several generations in it', async () => {
    const picture = await signContent(await makePng(), origin, signer);
    const inputs = [picture.bytes, utf8('a prompt'), picture.bytes];
    const first = await signText('one', { ...origin, inputs } as Origin, signer, { trust });
    const edit = { kind: 'edited', generator: origin.generator } as const;
    const parent = utf8(first.text);
    const second = await signText('two', { ...edit, parent }, signer, { trust });
    const third = await signText('3', { ...edit, parent: utf8(second.text) }, signer, { trust });
    const report = await verifyText(third.text, { trust });
    expect(report).toMatchObject({ state: 'Trusted', failure: [], ingredientFailures: [] });
    expect(new Set(report.manifests.map(({ label }) => label))).toEqual(
      new Set([third, picture, first, second].map(({ activeManifest }) => activeManifest)),
    );
    const oldest = report.manifests.find(({ label }) => label === first.activeManifest);
    expect(oldest?.ingredients).toMatchObject([
      { mediaType: 'image/png', activeManifest: picture.activeManifest },
      { mediaType: 'text/plain', activeManifest: null },
      { mediaType: 'image/png', activeManifest: picture.activeManifest },
    ]);
    expect(await engineState(utf8(third.text), third.manifestStore, root)).toBe('Trusted');
  });

  it('has pictures in a text with a name', async () => {
    const picture = await makePng();
    const composite: Origin = {
      kind: 'composite',
      generator: origin.generator,
      components: [picture],
    };
    const { text } = await signText('# t\n', composite, signer, { fileName: 'a.md' });
    expect(await verifyText(text, { trust, fileName: 'a.md' })).toMatchObject({ state: 'Trusted' });
  });

  it('that was changed inside the new store is found out', async () => {
    const first = await signText('one', origin, signer);
    const edited: Origin = {
      kind: 'edited',
      generator: origin.generator,
      parent: utf8(first.text),
    };
    const { manifestStore } = await signText('two', edited, signer, { trust, embed: false });
    const changed = Buffer.from(manifestStore);
    // In the model's name, which the older manifest has first.
    changed[changed.indexOf('example-llm')]! ^= 1;
    const report = await verifyText('two', { trust, manifest: changed });
    expect(report.state).toBe('Invalid');
    expect(codes(report.ingredientFailures)).toContain('ingredient.manifest.mismatch');
  });

  it('does not take what cannot be read', async () => {
    const wav = Buffer.from('fLaC and no engine for it');
    const inputs = [wav];
    await expectCode('CONTENT_UNSUPPORTED', () =>
      signText('x', { ...origin, inputs } as Origin, signer),
    );
  });
});

/** What a dishonest or careless signer makes: any exclusions, and any bytes hashed. */
async function craft(
  exclusions: (storeLength: number) => { start: number; length: number }[],
  hashed: Uint8Array,
) {
  const writer = prepareStore(buildManifest(origin).definition, [], signer);
  let ranges = exclusions(0);
  for (let length = 0; length !== writer.lengthWith(ranges); ) {
    length = writer.lengthWith(ranges);
    ranges = exclusions(length);
  }
  return writer.write({ exclusions: ranges, hash: sha256(hashed) });
}

describe('verifyText', () => {
  it('finds out an exclusion that is wider than the wrapper, and a second one', async () => {
    const text = 'Pay 100 EUR to Bob.';
    for (const [wider, second] of [
      [[-4, 4], null],
      [[0, 1], null],
      [
        [0, 0],
        [4, 3],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ] as const) {
      const [from, more] = wider;
      const start = text.length;
      const store = await craft(
        (length) => [
          ...(second ? [{ start: second[0], length: second[1] }] : []),
          { start: start + from, length: wrapperLength(length) + more },
        ],
        utf8(
          second
            ? text.slice(0, second[0]) + text.slice(second[0] + second[1])
            : text.slice(0, start + from),
        ),
      );
      const bytes = Buffer.concat([utf8(text), encodeWrapper(store), utf8(more === 1 ? '!' : '')]);
      expect(await engineState(bytes, store, root)).toBe('Trusted');
      const report = await verifyText(bytes, { trust });
      expect(report.state).toBe('Invalid');
      expect(codes(report.failure)).toEqual(['assertion.dataHash.malformed']);
      expect(codes(report.success)).not.toContain('assertion.dataHash.match');
      expect(codes(report.informational)).toEqual([]);
    }
  });

  it.each([
    ['element', '<html><head></head><body>Pay 100</body></html>', 'a.html'],
    ['block', 'Pay 100\nand no more\n', 'a.py'],
  ])('finds out an exclusion that is wider than the %s', async (_, text, fileName) => {
    const format = textFormatOf({ fileName });
    const place = prepareEmbedding(text, format ?? expect.fail());
    const [before, after] = place.hashed.map((part) => Buffer.from(part)) as [Buffer, Buffer];
    for (const more of [0, 1, 9]) {
      const exclusion = (length: number) => {
        const range = place.exclusion(length);
        return [{ ...range, length: range.length + more }];
      };
      const store = await craft(exclusion, Buffer.concat([before, after.subarray(more)]));
      const bytes = place.assemble(store);
      expect(await engineState(bytes, store, root)).toBe('Trusted');
      const report = await verifyText(bytes, { trust, fileName });
      expect(report.state).toBe(more === 0 ? 'Trusted' : 'Invalid');
      expect(codes(report.failure)).toEqual(more === 0 ? [] : ['assertion.dataHash.malformed']);
    }
  });

  it('finds out a sidecar that leaves out a part of the text', async () => {
    const manifest = await craft(() => [{ start: 4, length: 3 }], utf8('Pay  EUR'));
    const report = await verifyText('Pay 999 EUR', { trust, manifest });
    expect(report.state).toBe('Invalid');
    expect(codes(report.failure)).toEqual(['assertion.dataHash.malformed']);
  });

  it('takes text that is stored in another normalisation than it was hashed in', async () => {
    const nfd = 'Cafe\u0301';
    const start = utf8(nfd).length;
    const exclusion = (length: number) => [{ start, length: wrapperLength(length) }];
    const store = await craft(exclusion, utf8('Café'));
    const bytes = Buffer.concat([utf8(nfd), encodeWrapper(store)]);
    expect(await engineState(bytes, store, root)).toBe('Invalid');
    const report = await verifyText(bytes, { trust });
    expect(report).toMatchObject({ state: 'Trusted', failure: [] });
    expect(codes(report.success)).toContain('assertion.dataHash.match');
    expect(await verifyText(bytes)).toMatchObject({
      state: 'Valid',
      failure: [{ code: 'signingCredential.untrusted' }],
    });
    const sidecar = await craft(() => [], utf8('Café'));
    expect(await verifyText(nfd, { trust, manifest: sidecar })).toMatchObject({ state: 'Trusted' });
  });

  it('takes text that is bit for bit what was signed, though its signer did not normalise', async () => {
    const nfd = utf8('Cafe\u0301');
    const exclusion = (length: number) => [{ start: nfd.length, length: wrapperLength(length) }];
    const store = await craft(exclusion, nfd);
    const bytes = Buffer.concat([nfd, encodeWrapper(store)]);
    expect(await engineState(bytes, store, root)).toBe('Trusted');
    expect(await verifyText(bytes, { trust })).toMatchObject({ state: 'Trusted', failure: [] });
  });

  it.each([
    ['accent is lost', 'Cafe'],
    ['letter is compatible, not equivalent', 'ﬁle'],
  ])('and no other text: where an %s', async (_, changed) => {
    const text = changed === 'Cafe' ? 'Café' : 'file';
    const start = utf8(changed).length;
    const store = await craft((length) => [{ start, length: wrapperLength(length) }], utf8(text));
    const bytes = Buffer.concat([utf8(changed), encodeWrapper(store)]);
    expect(await verifyText(bytes, { trust })).toMatchObject({ state: 'Invalid' });
  });

  it.each([
    [
      'a wrapper that was cut short',
      (text: string) => [...text].slice(0, -200).join(''),
      'manifest.text.corruptedWrapper',
    ],
    ['two wrappers', (text: string) => text + text.slice(1), 'manifest.text.multipleWrappers'],
    [
      'a wrapper that has lost its mark',
      (text: string) => text.replace('\ufeff', ''),
      'content.strayStore',
    ],
    ['no wrapper', () => 'plain', null],
    [
      'a wrapper of no UTF-8',
      (text: string) => Buffer.concat([Buffer.of(0xff), utf8(text)]),
      'text.notUtf8',
    ],
    ['a lone surrogate', (text: string) => `\ud800${text}`, 'text.loneSurrogate'],
  ])('finds no manifest in %s', async (_, change, reason) => {
    const { text } = await signText('x', origin, signer);
    expect(await verifyText(change(text), { trust })).toMatchObject({
      state: 'NoManifest',
      reason,
      activeManifest: null,
      embedded: false,
      failure: [],
    });
  });

  it('lets no broken wrapper hide a whole one', async () => {
    const broken = new TextDecoder('utf-8', { ignoreBOM: true })
      .decode(encodeWrapper(new Uint8Array(9)))
      .slice(0, 20);
    const { text } = await signText(`a${broken}b`, origin, signer);
    expect(await verifyText(text, { trust })).toMatchObject({ state: 'Trusted' });
  });

  it('finds what a model wrote as Markdown and what was signed as plain text', async () => {
    const { text } = await signText('# Title\n', origin, signer, { mediaType: 'text/plain' });
    const report = await verifyText(text, { trust, fileName: 'answer.md' });
    expect(report).toMatchObject({ state: 'Trusted' });
  });

  it('takes no credential of something else for that of a text', async () => {
    const files = await makeFiles();
    for (const [type, kind] of [
      ['image/png', 'data'],
      ['video/mp4', 'bmff'],
    ] as const) {
      const { manifestStore, bytes } = await signContent(files[type]!, origin, signer);
      for (const text of [utf8('x'), bytes]) {
        const report = await verifyText(text, { trust, manifest: manifestStore });
        expect(report.state).toBe('Invalid');
        expect(codes(report.failure)).toContain(`assertion.${kind}Hash.malformed`);
      }
    }
  });

  it.each([
    ['nothing of a store', utf8('deadbeef')],
    ['a store that promises more than it has', Buffer.from('000000207a756d62', 'hex')],
    ['a string that promises 4 GiB', Buffer.from('0000000e63626f727bffffffffffffffff', 'hex')],
  ])('reports %s in a wrapper as an error', async (_, store) => {
    const bytes = Buffer.concat([utf8('x'), encodeWrapper(store)]);
    const report = await verifyText(bytes, { trust });
    expect(report).toMatchObject({ state: 'Error', embedded: true });
    expect(report.reason).not.toBeNull();
  });

  it('reports nothing as an error', async () => {
    expect(await verifyText('')).toMatchObject({ state: 'Error', reason: 'content.empty' });
  });

  it('follows no link', async () => {
    const fileName = 'a.md';
    const why = [
      ['https://127.0.0.1:1/a.c2pa', 'manifest.inaccessible.notPublic'],
      ['a.c2pa', 'manifest.inaccessible.notHttps'],
    ] as const;
    for (const [reference, reason] of why) {
      const { text } = await signText('x', origin, signer, { fileName, reference });
      const report = await verifyText(text, { fileName, allowNetwork: true });
      expect(report).toMatchObject({ state: 'NoManifest', remoteUrl: reference, reason });
    }
  });

  it('throws only for what the calling program or the system did wrong', async () => {
    const call = (...args: unknown[]) =>
      (verifyText as (...args: unknown[]) => Promise<unknown>)(...args);
    await expect(call(Buffer.from('x').buffer)).rejects.toThrow(TypeError);
    await expect(call('x', { trusted: true })).rejects.toThrow(TypeError);
    await expect(call('x', { maxBytes: 0.5 })).rejects.toThrow(RangeError);
    await expect(call('x', { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
    await expectCode('CONTENT_TOO_LARGE', () => verifyText('xyz', { maxBytes: 2 }));
    await expectCode('FILE_NOT_FOUND', () => verifyText('x', { manifest: '/nowhere.c2pa' }));
  });

  it('trusts nobody for an anchor of time-stamp authorities', async () => {
    const { text } = await signText('x', origin, signer);
    const other = await makeCertificates('ES256');
    const mixed = await loadTrust({ anchors: other.root, tsaAnchors: root });
    const report = await verifyText(text, { trust: mixed });
    expect(report.state).toBe('Valid');
    expect(codes(report.failure)).toEqual(['signingCredential.untrusted']);
  });

  it('looks at the store in a wrapper and not at the padding after it', async () => {
    const { text } = await signText('The text.', origin, signer);
    const characters = [...text];
    const last = characters.at(-1)?.codePointAt(0) ?? expect.fail();
    const changed = [...characters.slice(0, -1), String.fromCodePoint(last ^ 1)].join('');
    expect(await verifyText(changed, { trust })).toMatchObject({ state: 'Trusted' });
  });

  it('comes to an end on every mutated wrapper, and finds it intact only if text and claim are', async () => {
    const { text, manifestStore } = await signText('The text.', origin, signer);
    const bytes = utf8(text);
    const claim = readSigned(manifestStore).active.claim.bytes;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const mutated = Uint8Array.from(bytes);
          for (const [at, value] of changes) mutated[at] = value;
          const { state } = await verifyText(mutated, { trust });
          if (state !== 'Trusted') {
            expect(['Invalid', 'NoManifest', 'Error']).toContain(state);
            return;
          }
          // The padding after the store is nothing that anyone sees, and is not hashed; the boxes around
          // what is signed, the manifest's label among them, are covered by no signature.
          expect(strip(mutated)).toEqual(utf8('The text.'));
          const location = locate(mutated, 'unstructured');
          const store = location.state === 'found' ? location.credential.store : null;
          expect(Buffer.from(store ?? []).includes(Buffer.from(claim))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

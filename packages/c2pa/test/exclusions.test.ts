import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadNative } from '../src/engine/choice.ts';
import { reserveSizeFor } from '../src/engine/reserve-size.ts';
import { settingsFor } from '../src/engine/settings.ts';
import { loadTrust, pemSigner, readCredentials, type Signer, type Trust } from '../src/index.ts';
import { signContent } from '../src/sign/content.ts';
import { makeCertificates } from './certificates.ts';
import { makeFiles, makePng } from './pictures.ts';

const HEADER_END = 33;

let signer: Signer;
let root: string;
let trust: Trust;
let png: Buffer;
beforeAll(async () => {
  const made = await makeCertificates('ES256');
  root = made.root;
  signer = await pemSigner(made);
  trust = await loadTrust({ anchors: root });
  png = Buffer.from(await makePng(40, 30));
});

interface Range {
  start: number;
  length: number;
}

/** What a dishonest signer makes: a manifest whose hash leaves out whatever it wants. */
async function craft(
  exclusions: readonly Range[],
  content: Buffer,
  claimVersion: 1 | 2,
): Promise<Buffer> {
  const { Builder } = await loadNative();
  const covered = createHash('sha256');
  let at = 0;
  for (const { start, length } of [...exclusions].sort((a, b) => a.start - b.start)) {
    covered.update(content.subarray(at, start));
    at = start + length;
  }
  covered.update(content.subarray(at));
  const action = {
    action: 'c2pa.created',
    digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture',
  };
  const definition = {
    claim_generator_info: [{ name: 'test', version: '1' }],
    claim_version: claimVersion,
    assertions: [{ label: 'c2pa.actions.v2', data: { actions: [action] }, created: true }],
  };
  const builder = Builder.withJson(definition as never, settingsFor(undefined));
  const hash = { exclusions, name: 'x', alg: 'sha256', hash: [...covered.digest()], pad: [] };
  builder.addAssertion('c2pa.hash.data', hash);
  builder.setNoEmbed(true);
  return builder.signConfigAsync(
    async (bytes) => Buffer.from(await signer.sign(bytes)),
    {
      alg: 'es256',
      certs: [Buffer.from(signer.certificates)],
      reserveSize: reserveSizeFor(signer),
      directCoseHandling: false,
    },
    { buffer: png, mimeType: 'image/png' },
    { buffer: null },
  );
}

function chunk(type: string, contents: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + contents.length);
  bytes.writeUInt32BE(contents.length);
  bytes.write(type, 4, 'latin1');
  contents.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + contents.length)), 8 + contents.length);
  return bytes;
}

/** `layout` puts the store into the file and says what to leave out; its size must settle. */
async function forge(
  layout: (manifest: Buffer) => { file: Buffer; exclusions: Range[] },
  claimVersion: 1 | 2 = 2,
): Promise<Buffer> {
  let store: Buffer = Buffer.alloc(2000);
  let file: Buffer = Buffer.alloc(0);
  for (let round = 0; round < 6; round++) {
    const planned = layout(chunk('caBX', store));
    const next = await craft(planned.exclusions, planned.file, claimVersion);
    const settled = next.length === store.length;
    store = next;
    file = layout(chunk('caBX', store)).file;
    if (settled) return file;
  }
  throw new Error('the size of the store does not settle');
}

describe('a hash that leaves out more than the manifest', () => {
  it('is what an honest PNG is not', async () => {
    const file = await forge((manifest) => ({
      file: Buffer.concat([png.subarray(0, HEADER_END), manifest, png.subarray(HEADER_END)]),
      exclusions: [{ start: HEADER_END, length: manifest.length }],
    }));
    const report = await readCredentials(file, { trust });
    expect(report).toMatchObject({ state: 'Trusted', failure: [], informational: [] });
  });

  const pixels = (file: Buffer) => file.indexOf('IDAT') + 20;

  it.each<[string, (manifest: Buffer) => { file: Buffer; exclusions: Range[] }]>([
    [
      'over all that follows the manifest',
      (manifest) => ({
        file: Buffer.concat([png.subarray(0, HEADER_END), manifest, png.subarray(HEADER_END)]),
        exclusions: [{ start: HEADER_END, length: manifest.length + png.length - HEADER_END }],
      }),
    ],
    [
      'one byte too far',
      (manifest) => ({
        file: Buffer.concat([png.subarray(0, HEADER_END), manifest, png.subarray(HEADER_END)]),
        exclusions: [{ start: HEADER_END, length: manifest.length + 1 }],
      }),
    ],
    [
      'with a manifest header forged before the pixels',
      (manifest) => {
        const end = png.length - 12;
        const reach = Buffer.alloc(8);
        reach.writeUInt32BE(4 + end - HEADER_END + manifest.length - 12);
        reach.write('caBX', 4);
        const text = chunk('tEXt', Buffer.concat([Buffer.from('a\0'), reach]));
        const start = HEADER_END + 10;
        return {
          file: Buffer.concat([
            png.subarray(0, HEADER_END),
            text,
            png.subarray(HEADER_END, end),
            manifest,
            png.subarray(end),
          ]),
          exclusions: [{ start, length: 12 + end - HEADER_END + manifest.length }],
        };
      },
    ],
  ])('%s is malformed', async (_, layout) => {
    const file = await forge(layout);
    const { state, failure } = await readCredentials(file, { trust });
    expect(failure.map(({ code }) => code)).toEqual(['assertion.dataHash.malformed']);
    expect(state).toBe('Invalid');
    file[pixels(file)]! ^= 0xff;
    expect((await readCredentials(file, { trust })).state).toBe('Invalid');
  });

  it('is said where a second exclusion leaves out something else', async () => {
    const file = await forge((manifest) => ({
      file: Buffer.concat([png.subarray(0, HEADER_END), manifest, png.subarray(HEADER_END)]),
      exclusions: [
        { start: HEADER_END, length: manifest.length },
        { start: HEADER_END + manifest.length, length: png.length - HEADER_END },
      ],
    }));
    file[pixels(file)]! ^= 0xff;
    const { informational } = await readCredentials(file, { trust });
    expect(informational.map(({ code }) => code)).toEqual([
      'assertion.dataHash.additionalExclusionsPresent',
    ]);
  });

  it('is not said of what this package signs, in any format', async () => {
    const generator = { name: 'test', version: '1' };
    const assertions = [{ label: 'com.example.large', data: { text: 'x'.repeat(150_000) } }];
    for (const [mediaType, content] of Object.entries(await makeFiles())) {
      for (const more of [{}, { assertions }]) {
        const { bytes } = await signContent(
          content,
          { kind: 'created', generator, ...more },
          signer,
        );
        const { state, informational } = await readCredentials(bytes as Uint8Array, { trust });
        expect([mediaType, state, informational]).toEqual([mediaType, 'Trusted', []]);
      }
    }
  });
});

describe('what a hash leaves out', () => {
  const about = chunk('tEXt', Buffer.from('Comment\0a place'));
  const layout =
    (leaves: (at: number) => Range) =>
    (manifest: Buffer): { file: Buffer; exclusions: Range[] } => {
      const at = HEADER_END + manifest.length;
      return {
        file: Buffer.concat([
          png.subarray(0, HEADER_END),
          manifest,
          about,
          png.subarray(HEADER_END),
        ]),
        exclusions: [{ start: HEADER_END, length: manifest.length }, leaves(at)],
      };
    };

  it.each<[string, (at: number) => Range, string]>([
    ['a whole text', (at) => ({ start: at, length: about.length }), 'metadata'],
    ['the words of a text', (at) => ({ start: at + 8, length: about.length - 12 }), 'metadata'],
    // Its length would be free: the text could swallow what comes after it.
    ['a text but for its end', (at) => ({ start: at, length: about.length - 1 }), 'unknown'],
    ['a text and more', (at) => ({ start: at, length: about.length + 30 }), 'content'],
    [
      'pixels',
      (at) => ({ start: at + about.length + png.indexOf('IDAT') + 4 - HEADER_END, length: 8 }),
      'content',
    ],
  ])('%s', async (_, leaves, kind) => {
    const file = await forge(layout(leaves));
    const { state, leftOut, informational } = await readCredentials(file, { trust });
    expect(state).toBe('Trusted');
    expect(leftOut.map((each) => each.kind)).toEqual(['store', kind]);
    expect(informational.map(({ code }) => code)).toEqual([
      'assertion.dataHash.additionalExclusionsPresent',
    ]);
  });

  it('is told from the file as it is: metadata that was made pixels is none', async () => {
    const file = await forge(layout((at) => ({ start: at, length: about.length })));
    file.write('IDAT', file.indexOf('tEXt'), 'latin1');
    const { leftOut } = await readCredentials(file, { trust });
    expect(leftOut.map(({ kind }) => kind)).toEqual(['store', 'content']);
  });
});

describe('one range over the manifest and what stands before it', () => {
  const over = (before: Buffer) => (manifest: Buffer) => ({
    file: Buffer.concat([png.subarray(0, HEADER_END), before, manifest, png.subarray(HEADER_END)]),
    exclusions: [{ start: HEADER_END, length: before.length + manifest.length }],
  });
  const about = chunk('tEXt', Buffer.from('Comment\0a place'));
  const colours = chunk('gAMA', Buffer.of(0, 0, 177, 143));
  const shown = chunk('tRNS', Buffer.alloc(6));

  it.each([
    ['metadata', about, 'metadata'],
    ['how the picture is shown', colours, 'display'],
  ] as const)('is legal in a claim of version 1 where that is %s', async (_, before, kind) => {
    const file = await forge(over(before), 1);
    const { state, manifests, leftOut, failure } = await readCredentials(file, { trust });
    expect([state, manifests[0]?.claimVersion, failure]).toEqual(['Trusted', 1, []]);
    expect(leftOut.map((each) => each.kind)).toEqual([kind]);
  });

  it.each([
    ['of version 1 where it is something that is shown', 1, shown],
    ['of version 2, which has one range for the manifest alone', 2, about],
    ['of version 2 where it says how the picture is shown', 2, colours],
  ] as const)('is malformed in a claim %s', async (_, version, before) => {
    const file = await forge(over(before), version);
    const { failure } = await readCredentials(file, { trust });
    expect(failure.map(({ code }) => code)).toEqual(['assertion.dataHash.malformed']);
  });
});

describe('an anchor for time-stamp authorities', () => {
  it('vouches for no signer', async () => {
    const { bytes } = await signContent(
      png,
      { kind: 'created', generator: { name: 'test', version: '1' } },
      signer,
    );
    const other = (await makeCertificates('ES256')).root;
    const state = async (sources: Parameters<typeof loadTrust>[0]) => {
      const report = await readCredentials(bytes as Uint8Array, {
        trust: await loadTrust(sources),
      });
      return report.state;
    };
    expect(await state({ tsaAnchors: root })).toBe('Valid');
    expect(await state({ anchors: other, tsaAnchors: root })).toBe('Valid');
    expect(await state({ anchors: root, tsaAnchors: other })).toBe('Trusted');
    expect(await state({ allowedList: signer.certificates, tsaAnchors: other })).toBe('Trusted');
  });
});

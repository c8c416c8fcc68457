import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import {
  addWork,
  createRegistry,
  type GuardAction,
  hitsOn,
  type IssuerRegistry,
  openLmdb,
  removeWork,
} from '@provenance/registry';
import {
  createDevelopmentCertificates,
  createGuard,
  type GuardOptions,
  mark,
  markMany,
  markTextStream,
  type Origin,
  pemSigner,
  type Signer,
} from '@provenance/sdk';
import { describeWork, lookForGuard } from '@provenance/sdk/internal';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { generateArt } from '../../../examples/art.ts';
import { expectCode } from '../../content/test/expect-code.ts';
import { flat, wav } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const origin: Origin = { kind: 'created', generator: { name: 'app', version: '1' } };
const asked = {
  contact: 'rights@example.org',
  reason: 'asked for',
  title: null,
  by: null,
  retainUntil: null,
};
const said =
  'It was late in the year when the harbour master found the second letter, folded into the logbook between two pages that nobody had written on. He read it standing up. Then he walked to the end of the pier, where the lamp had been dark since the storm, and looked for a long time at the water, which gave nothing back of what had been thrown into it.';

let folder: string;
let signer: Signer;
let picture: Uint8Array;
let other: Uint8Array;
let registry: IssuerRegistry;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-guard-'));
  signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  picture = await generateArt(1, { width: 640, height: 480 });
  other = await generateArt(2, { width: 640, height: 480 });
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  const backend = await openLmdb(await mkdtemp(join(folder, 'registry-')), { create: true });
  registry = await createRegistry(backend, { signer: signer as never });
  onTestFinished(() => registry.close());
});

const guardOf = (action: GuardAction, more: Partial<GuardOptions> = {}) =>
  createGuard({ registry, action, refreshSeconds: 0, ...more });
const added = async (input: Uint8Array | { text: string }) =>
  addWork(registry, { ...asked, ...(await describeWork(input)) });
const hitsOf = async (id: string) => {
  const hits = [];
  for await (const hit of hitsOn(registry, id)) hits.push(hit);
  return hits;
};
const cropped = () =>
  sharp(picture).extract({ left: 200, top: 100, width: 330, height: 250 }).jpeg().toBuffer();

describe('a blocked output', () => {
  it('leaves nothing but the entry that says so: no file, no record, no signature', async () => {
    const { id } = await added(picture);
    const before = (await registry.stats()).entries;
    let signatures = 0;
    const counting: Signer = {
      ...signer,
      sign: (bytes) => {
        signatures++;
        return signer.sign(bytes);
      },
    };
    const place = await mkdtemp(join(folder, 'output-'));
    const options = {
      signer: counting,
      watermarkKey: key,
      record: { registry },
      guard: guardOf('block'),
      output: join(place, 'out.jpg'),
      contentId: '0123456789abcdef',
    };
    await expectCode('GUARD_BLOCKED', async () => mark(await cropped(), origin, options));
    expect(await readdir(place)).toEqual([]);
    expect(signatures).toBe(0);
    expect((await registry.stats()).records).toBe(0);
    expect((await registry.stats()).entries).toBe(before + 1);
    expect(await hitsOf(id)).toMatchObject([
      { work: id, action: 'block', contentId: '0123456789abcdef', distance: null },
    ]);
    const { output: _, ...inMemory } = options;
    await expectCode('GUARD_BLOCKED', async () => mark(await cropped(), origin, inMemory));
  });

  it('is blocked though the log cannot be written to', async () => {
    await added(picture);
    const guard = guardOf('block', {
      registry: {
        events: registry.events,
        logEvent: () => Promise.reject(new ProvenanceError('REGISTRY_UNAVAILABLE')),
      },
    });
    await expectCode('GUARD_BLOCKED', () =>
      mark(picture, origin, { signer, watermarkKey: key, guard }),
    );
  });

  it('is one outcome of a batch, and the others go on', async () => {
    await added(picture);
    const place = await mkdtemp(join(folder, 'batch-'));
    const items = [picture, other, await cropped()].map((input, i) => ({
      input,
      origin,
      output: join(place, `${i}.png`),
    }));
    const codes = [];
    for await (const { error, marked } of markMany(items, {
      signer,
      watermarkKey: key,
      guard: guardOf('block'),
    })) {
      codes.push(error?.code ?? marked?.guard?.status);
    }
    expect(codes).toEqual(['GUARD_BLOCKED', 'clear', 'GUARD_BLOCKED']);
    expect(await readdir(place)).toEqual(['1.png']);
  });
});

describe('an output that is like a work', () => {
  it.each([
    ['flag', 'flagged'],
    ['log', 'logged'],
  ] as const)('is handed out with %s, and the result says %s', async (action, status) => {
    const { id } = await added(picture);
    const marked = await mark(picture, origin, {
      signer,
      watermarkKey: key,
      guard: guardOf(action),
    });
    expect(marked.guard).toMatchObject({ status, matches: [{ work: id }] });
    // What is compared has its mark already, which moves few of 256 bits.
    expect(marked.guard?.matches[0]?.distance).toBeLessThan(8);
    expect(await hitsOf(id)).toMatchObject([{ action, contentId: marked.contentId }]);
  });

  it('is not handed out where that cannot be written down', async () => {
    await added(picture);
    const guard = guardOf('flag', {
      registry: {
        events: registry.events,
        logEvent: () => Promise.reject(new ProvenanceError('REGISTRY_UNAVAILABLE')),
      },
    });
    await expectCode('REGISTRY_UNAVAILABLE', () =>
      mark(picture, origin, { signer, watermarkKey: key, guard }),
    );
  });

  it('is found mirrored, turned, small, coded anew, as raw pixels, and where no mark is made', async () => {
    const { id } = await added(picture);
    const guard = guardOf('flag');
    const pixels = await sharp(picture).flatten().raw().toBuffer();
    for (const input of [
      await sharp(picture).flop().jpeg({ quality: 50 }).toBuffer(),
      await sharp(picture).rotate(90).webp({ quality: 60 }).toBuffer(),
      await sharp(picture).resize(240).png().toBuffer(),
      await sharp([picture, other] as never, { join: { animated: true } })
        .gif()
        .toBuffer(),
      { pixels: new Uint8Array(pixels), width: 640, height: 480, channels: 3 as const },
    ]) {
      const marked = await mark(input, origin, { signer, watermarkKey: key, guard });
      expect(marked.guard?.matches.map(({ work }) => work)).toEqual([id]);
    }
  });

  it('is found in texts: all of it, and a piece in another text', async () => {
    const long = `${said} ${said.split(' ').reverse().join(' ')} ${said.toUpperCase().split('').reverse().join('')}`;
    const { id } = await added({ text: long });
    const guard = guardOf('flag');
    const whole = await mark({ text: long.toUpperCase() }, origin, { signer, guard });
    expect(whole.guard).toMatchObject({ status: 'flagged', matches: [{ work: id, distance: 0 }] });
    const none = await mark({ text: 'Nothing of that stands here, and it is short.' }, origin, {
      signer,
      guard,
    });
    expect(none.guard).toEqual({ status: 'clear', matches: [] });
    const file = join(folder, 'letter.txt');
    await writeFile(file, long);
    const fromFile = await mark(file, origin, { signer, watermarkKey: key, guard });
    expect(fromFile.guard?.matches).toMatchObject([{ work: id }]);
  });

  it('ends a stream of text without a credential where it is blocked', async () => {
    await added({ text: said });
    const passed = markTextStream<string>(origin, {
      signer,
      record: { registry },
      guard: guardOf('block'),
    });
    const read: string[] = [];
    const stream = new Blob([said]).stream().pipeThrough(new TextDecoderStream());
    await expectCode('GUARD_BLOCKED', async () => {
      for await (const chunk of stream.pipeThrough(passed)) read.push(chunk);
    });
    expect(read.join('')).toBe(said);
    expect((await registry.stats()).records).toBe(0);
  });
});

describe('a list', () => {
  it('is read again, so that works that come and go count', async () => {
    const guard = guardOf('flag');
    const look = await lookForGuard(picture);
    expect(await guard.find(look!)).toEqual([]);
    const { id } = await added(picture);
    expect((await guard.find(look!)).map(({ work }) => work)).toEqual([id]);
    expect(guard.works).toBe(1);
    await removeWork(registry, id, { reason: 'over', by: null });
    expect(await guard.find(look!)).toEqual([]);
    expect(guard.works).toBe(0);
  });

  it('serves while the registry is away, once it was read, and not before', async () => {
    const { id } = await added(picture);
    let isAway = true;
    const guard = guardOf('flag', {
      registry: async () => {
        if (isAway) throw new ProvenanceError('REGISTRY_UNAVAILABLE');
        return registry;
      },
    });
    const look = (await lookForGuard(picture))!;
    await expectCode('REGISTRY_UNAVAILABLE', () => guard.find(look));
    isAway = false;
    await guard.refresh();
    isAway = true;
    expect((await guard.find(look)).map(({ work }) => work)).toEqual([id]);
  });

  it('says what was not looked at, and that other pictures are like no work', async () => {
    await added(picture);
    const guard = guardOf('block');
    const sound = await mark(wav(), origin, { signer, watermarkKey: key, guard });
    expect(sound.guard).toEqual({ status: 'unchecked', matches: [] });
    const clear = await mark(other, origin, { signer, watermarkKey: key, guard });
    expect(clear.guard).toEqual({ status: 'clear', matches: [] });
    const unasked = await mark(other, origin, { signer, watermarkKey: key });
    expect(unasked.guard).toBeNull();
  });

  it('takes no work by which nothing could be recognised', async () => {
    await expectCode('GUARD_TOO_PLAIN', async () => describeWork(await flat('png')));
    await expectCode('GUARD_TOO_PLAIN', () => describeWork({ text: 'Too short.' }));
  });

  it('refuses options that are none', () => {
    expect(() => createGuard({ registry, action: 'warn' as GuardAction })).toThrow(TypeError);
    expect(() => createGuard({ registry: {} as never, action: 'log' })).toThrow(TypeError);
    expect(() => guardOf('log', { refreshSeconds: -1 })).toThrow(RangeError);
    expect(() => guardOf('log', { keepDays: 0 })).toThrow(RangeError);
  });
});

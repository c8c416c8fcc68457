import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readCredentials } from '@provenance/c2pa';
import {
  createDevelopmentCertificates,
  embedWatermark,
  type MarkedBytes,
  mark,
  type Origin,
  pemSigner,
  resolve,
  type Signer,
  sign,
  verify,
} from '@provenance/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryRegistry } from './memory-registry.ts';
import { animation, flat, picture } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const watermark = { keys: [{ key }] };
const created: Origin = { kind: 'created', generator: { name: 'app', version: '1' } };
const PDQ = 'org.provenance.pdq.1';

let signer: Signer;
let marked: MarkedBytes;
let server: Server;
let url: string;
/** What another provider has for every mark that it is asked for. */
let kept: Uint8Array;
let asked: string[];
beforeAll(async () => {
  signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  marked = await mark(await picture('png'), created, { signer, watermarkKey: key });
  server = createServer((request, response) => {
    asked.push(request.url!);
    if (request.url!.includes('/matches/')) {
      const matches = [{ manifestId: 'any' }];
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ matches }));
    } else response.setHeader('content-type', 'application/c2pa').end(kept);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function looked(content: Uint8Array) {
  asked = [];
  kept = marked.manifestStore;
  const { manifests, problems } = await resolve(content, { resolvers: [{ url }], watermark });
  expect(problems).toEqual([]);
  return manifests.map(({ standing, look }) => [standing, look]);
}

describe('the manifest of a marked picture, once it was stripped', () => {
  test('is of a picture that looks like this one, whatever was done to it', async () => {
    const { width } = await sharp(marked.bytes).metadata();
    const changed = [
      sharp(marked.bytes).jpeg({ quality: 80 }),
      sharp(marked.bytes)
        .resize(Math.round(width * 0.8))
        .png(),
      sharp(marked.bytes).modulate({ brightness: 1.1 }).webp({ quality: 90 }),
    ];
    for (const each of changed) {
      expect(await looked(await each.toBuffer())).toEqual([['recovered', 'same']]);
    }
  });

  test('does not look like another picture that the mark was copied onto', async () => {
    const other = await embedWatermark(await picture('png', { seed: 77 }), {
      watermarkKey: key,
      contentId: marked.contentId!,
    });
    expect(await looked(other.bytes!)).toEqual([['recovered', 'undecided']]);
  });

  test('tells nobody how the picture looks: only its mark is asked for', async () => {
    await looked(marked.bytes);
    const asks = asked.filter((path) => path.includes('/matches/'));
    expect(asks).toHaveLength(1);
    expect(asks[0]).not.toContain('pdq');
  });
});

describe('how a picture looks', () => {
  const namedBy = async (content: Uint8Array) => {
    const { manifests } = await readCredentials(content);
    return manifests[0]!.softBindings.map(({ alg }) => alg);
  };

  test('is what its record says of it', async () => {
    const registry = memoryRegistry();
    const options = { signer, watermarkKey: key, record: { registry } };
    const { bytes, record } = await mark(await picture('jpeg'), created, options);
    expect(record?.status).toBe('written');
    const found = await registry.byContentId(record!.contentId);
    const { value } = found!.record.fingerprints.find(({ alg }) => alg === PDQ)!;
    const { manifests } = await readCredentials(bytes);
    const named = manifests[0]!.softBindings.find(({ alg }) => alg === PDQ);
    expect(named?.values).toEqual([Buffer.from(value).toString('base64')]);
  });

  test('is named of one that carries no mark, and bound to no action', async () => {
    const { bytes, unmarked } = await mark(await animation('webp'), created, {
      signer,
      watermarkKey: key,
    });
    expect(unmarked).toBe('frames');
    expect(await namedBy(bytes)).toEqual([PDQ]);
    const { manifests } = await readCredentials(bytes);
    expect(manifests[0]!.actions.map(({ action }) => action)).toEqual(['c2pa.created']);
  });

  test('is no claim of a mark: a report says of it nothing', async () => {
    const claims = async (content: Uint8Array) => {
      const { evidence } = await verify(content, { watermark });
      return evidence.filter(({ finding }) => finding === 'soft-binding').length;
    };
    expect(await claims(marked.bytes)).toBe(1);
    expect(
      await claims(
        (await mark(await animation('webp'), created, { signer, watermarkKey: key })).bytes,
      ),
    ).toBe(0);
  });

  test('is left out of one without features, and is not made where only signing was asked for', async () => {
    expect(
      await namedBy((await mark(await flat('png'), created, { signer, watermarkKey: key })).bytes),
    ).toEqual([]);
    expect(await namedBy((await sign(await picture('png'), created, { signer })).bytes)).toEqual(
      [],
    );
  });

  test('is not for the caller to say where mark() says it', async () => {
    const fingerprint = { alg: PDQ, value: new Uint8Array(32) };
    const origin: Origin = { ...created, fingerprint };
    await expect(mark(await picture('png'), origin, { signer, watermarkKey: key })).rejects.toThrow(
      TypeError,
    );
    const { bytes } = await sign(await picture('png'), origin, { signer });
    expect(await namedBy(bytes)).toEqual([PDQ]);
    const wrong = { ...created, fingerprint: { alg: PDQ } } as unknown as Origin;
    await expect(sign(await picture('png'), wrong, { signer })).rejects.toThrow(
      'origin.fingerprint',
    );
  });
});

import { readThumbnails } from '@provenance/c2pa';
import { beforeAll, describe, expect, test } from 'vitest';
import { created, makeWorld, referenceTo, type World } from './attacks/attack.ts';
import {
  type Box,
  copyOf,
  type ForgedAssertion,
  find,
  forgeManifest,
  ingredient,
  storeOf,
} from './forge.ts';
import { type Host, inHost } from './forge-host.ts';
import { fileBox } from './forge-thumbnail.ts';
import { makeFiles } from './pictures.ts';

let world: World;
let host: Host;
let jpeg: Buffer;
let png: Buffer;
beforeAll(async () => {
  world = await makeWorld();
  host = world.hosts.find(({ name }) => name === 'image/png') as Host;
  const files: Record<string, Buffer> = await makeFiles();
  [jpeg, png] = [files['image/jpeg'] as Buffer, files['image/png'] as Buffer];
});

const CLAIM = 'c2pa.thumbnail.claim.jpeg';
const INGREDIENT = 'c2pa.thumbnail.ingredient.jpeg';
const manifestOf = (...more: readonly (ForgedAssertion | Box)[]) =>
  forgeManifest({ assertions: [created, ...more, copyOf(host.binding)] }, world.us);
const read = (...manifests: readonly Box[]) =>
  readThumbnails(inHost(host, storeOf(...manifests)).bytes);
/** A component that is shown by a reference. */
const component = (thumbnail: unknown): ForgedAssertion => ({
  label: 'c2pa.ingredient.v3',
  data: { 'dc:title': 'x', 'dc:format': 'image/jpeg', relationship: 'componentOf', thumbnail },
});

describe('readThumbnails', () => {
  test('has what manifests show themselves and their ingredients by', async () => {
    const below = manifestOf(fileBox(CLAIM, 'image/jpeg', jpeg));
    const shown = fileBox(INGREDIENT, 'image/jpeg', jpeg);
    const own = component(referenceTo(shown));
    const parent = {
      label: 'c2pa.ingredient.v3__1',
      data: ingredient('componentOf', below),
    };
    const found = await read(below, manifestOf(shown, own, parent));
    expect(found.map(({ ingredient, mediaType }) => [ingredient, mediaType])).toEqual([
      [0, 'image/jpeg'],
      [null, 'image/jpeg'],
    ]);
    expect(found.every(({ bytes }) => jpeg.equals(bytes))).toBe(true);
    expect(new Set(found.map(({ manifest }) => manifest)).size).toBe(2);
  });

  test.each<[string, (box: Box) => readonly Box[]]>([
    [
      'whose hash is another one',
      (box) => {
        const manifest = manifestOf(box);
        const data = find(manifest, 'c2pa.assertions', CLAIM).children[2] as Box;
        data.data = Buffer.from(data.data);
        data.data[data.data.length - 9]! ^= 1;
        return [manifest];
      },
    ],
    [
      'whose manifest has no signature that holds',
      (box) => {
        const manifest = manifestOf(box);
        const signature = find(manifest, 'c2pa.signature').children[1] as Box;
        signature.data[signature.data.length - 1]! ^= 1;
        return [manifest];
      },
    ],
  ])('leaves out one %s', async (_, manifests) => {
    expect(await read(...manifests(fileBox(CLAIM, 'image/jpeg', jpeg)))).toEqual([]);
  });

  test('leaves out what an ingredient names by another hash, or in a manifest that is not its own', async () => {
    const shown = fileBox(INGREDIENT, 'image/jpeg', jpeg);
    const wrong = { ...referenceTo(shown), hash: new Uint8Array(32) };
    expect(await read(manifestOf(shown, component(wrong)))).toEqual([]);
    const other = manifestOf(shown);
    const label = String(find(storeOf(other)).children[1]?.children[0]?.data.subarray(17, -1));
    const url = `self#jumbf=/c2pa/${label}/c2pa.assertions/${INGREDIENT}`;
    const foreign = component({ ...referenceTo(shown), url });
    const linked = { label: 'c2pa.ingredient.v3__1', data: ingredient('componentOf', other) };
    expect(await read(other, manifestOf(foreign, linked))).toEqual([]);
  });

  test.each<[string, string, () => Uint8Array]>([
    ['is of another type than it says', 'image/jpeg', () => png],
    ['is no picture that is shown', 'image/svg+xml', () => Buffer.from('<svg onload="alert(1)"/>')],
    ['is a page that says it is a picture', 'image/jpeg', () => Buffer.from('<script>1</script>')],
    ['is large', 'image/jpeg', () => Buffer.concat([jpeg, Buffer.alloc(2 ** 18)])],
  ])('leaves out what %s', async (_, type, bytes) => {
    const manifest = manifestOf(fileBox(CLAIM, type, bytes()));
    const store = storeOf(manifest);
    const { writeStore } = await import('./forge.ts');
    const found = await readThumbnails(writeStore(store), { mediaType: 'application/c2pa' });
    expect(found).toEqual([]);
    const honest = storeOf(manifestOf(fileBox(CLAIM, 'image/jpeg', jpeg)));
    const twin = await readThumbnails(writeStore(honest), { mediaType: 'application/c2pa' });
    expect(twin).toHaveLength(1);
  });

  test('has none where there is no credential', async () => {
    expect(await readThumbnails(png)).toEqual([]);
  });
});

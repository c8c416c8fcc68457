import type { MediaType } from '@provenance/content';
import { beforeAll, describe, expect, test } from 'vitest';
import { BMFF_EXCLUSIONS } from '../src/embed/bmff.ts';
import { embedderOf } from '../src/embed/embed.ts';
import {
  createDevelopmentCertificates,
  type Origin,
  pemSigner,
  readCredentials,
  type Signer,
  signContent,
} from '../src/index.ts';
import { CONTAINER_MUTATIONS, piecesOf } from './container-mutants.ts';
import { makeFiles } from './pictures.ts';
import { generator } from './text-mutants.ts';

/** Of each kind and format; `PROVENANCE_CONTAINER_MUTANTS` for more. */
const COUNT = Number(process.env.PROVENANCE_CONTAINER_MUTANTS ?? 12);
const origin: Origin = { kind: 'created', generator: { name: 'test', version: '1' } };
const FORMATS = [
  ...['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'svg+xml'].map((name) => `image/${name}`),
  ...['audio/wav', 'audio/mpeg', 'video/mp4', 'video/x-msvideo'],
];

let files: Record<string, Buffer>;
let signer: Signer;
beforeAll(async () => {
  files = await makeFiles();
  signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
});

/** What the hash of a signed file covers, of any file: all but the place of the store. */
type Covered = (bytes: Buffer) => Buffer;

const LEFT_OUT = BMFF_EXCLUSIONS.map(({ xpath }) => xpath.slice(1));
function coveredBoxes(bytes: Buffer): Buffer {
  const pieces = piecesOf(bytes, 'image/avif') as unknown as {
    kind: string;
    start: number;
    end: number;
  }[];
  const kept = pieces.filter(({ kind }) => !LEFT_OUT.includes(kind));
  return Buffer.concat(kept.map(({ start, end }) => bytes.subarray(start, end)));
}

function coveredBy(content: Buffer, mediaType: string, storeLength: number): Covered | null {
  if (mediaType === 'image/avif') return coveredBoxes;
  const embedding = embedderOf(mediaType as MediaType, content)?.(content);
  if (embedding === undefined) return null;
  const ranges = embedding.exclusions(storeLength);
  return (bytes) => {
    let at = 0;
    const kept = ranges.map(({ start, length }) => {
      const piece = bytes.subarray(at, start);
      at = start + length;
      return piece;
    });
    return Buffer.concat([...kept, bytes.subarray(at)]);
  };
}

describe.each(FORMATS)('the parts of a signed file: %s', (mediaType) => {
  test.each(Object.entries(CONTAINER_MUTATIONS))(
    '%s, they are read without a failure, and nothing is intact that was changed',
    async (name, mutate) => {
      const content = files[mediaType]!;
      const signed = await signContent(content, origin, signer);
      const honest = Buffer.from(signed.bytes);
      const covered = coveredBy(content, mediaType, signed.manifestStore.length);
      const pieces = piecesOf(honest, mediaType);
      const random = generator(FORMATS.indexOf(mediaType) * 1009 + name.length);
      for (let i = 0; i < COUNT; i++) {
        const mutant = mutate(honest, pieces, random);
        const { state } = await readCredentials(mutant, { mediaType });
        // What the engine writes has no map of its own here: of sound and film only failures count.
        if (state !== 'Valid' || covered === null) continue;
        expect({ i, isSame: covered(mutant).equals(covered(honest)) }).toEqual({ i, isSame: true });
      }
    },
  );

  test('as it was signed it holds: else nothing above could fail', async () => {
    const signed = await signContent(files[mediaType]!, origin, signer);
    expect((await readCredentials(signed.bytes, { mediaType })).state).toBe('Valid');
  });
});

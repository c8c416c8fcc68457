import { readFileSync } from 'node:fs';
import type { Image, Visibility } from '../src/index.ts';
import { type Format, folder } from './make-vectors.ts';
import { derive, readPgm } from './pictures.ts';

/** The pictures of test-vectors/watermark as cases for same-bits.mjs: to be marked, and to be read. */
export function sameBitsInput() {
  const file = (name: string) => readFileSync(new URL(name, folder));
  const format = JSON.parse(file('format-1.json').toString()) as Format;
  const source = readPgm(file(format.embedding.source));
  const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
  const cases: {
    name: string;
    image: Image;
    mark: boolean;
    visibility?: Visibility;
    sha256: string | null;
  }[] = [];
  for (const { name, why: _, sha256, visibility, ...derivation } of format.embedding.derived) {
    const image = derive(source, derivation);
    cases.push({ name: `mark ${name}`, image, mark: true, visibility, sha256 });
  }
  for (const picture of new Set(format.readings.map((reading) => reading.picture))) {
    const name = `read ${picture}`;
    cases.push({ name, image: readPgm(file(picture)), mark: false, sha256: null });
  }
  return { key: bytes(format.key), payload: bytes(format.embedding.payload), cases };
}

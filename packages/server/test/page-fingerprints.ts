// Whether the fingerprint that the page computes, after the browser's decoder, is that of the server, after
// its own: read from what the page sends, in bits of 256.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hammingDistance, pdqVariants } from '@provenance/fingerprint';
import { decodeImage } from '@provenance/image';
import sharp, { type Sharp } from 'sharp';
import { type Brought, picture } from './page-files.ts';

/** One picture in one form. */
export interface Compared {
  readonly kind: string;
  readonly file: Brought;
}

/** How files differ in what a decoder may do with them. */
const KINDS: readonly (readonly [kind: string, type: string, make: (from: Sharp) => Sharp])[] = [
  ['PNG', 'image/png', (from) => from.png()],
  ['PNG, 16 bit', 'image/png', (from) => from.toColourspace('rgb16').png()],
  ['PNG, alpha', 'image/png', (from) => from.joinChannel(ramp(), { raw: RAMP }).png()],
  ['PNG, gray', 'image/png', (from) => from.toColourspace('b-w').png()],
  ['PNG, palette', 'image/png', (from) => from.png({ palette: true })],
  ['JPEG 4:2:0, 60', 'image/jpeg', (from) => from.jpeg({ quality: 60 })],
  [
    'JPEG 4:4:4, 95',
    'image/jpeg',
    (from) => from.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  ],
  ['JPEG, progressive', 'image/jpeg', (from) => from.jpeg({ progressive: true })],
  ['JPEG, turned by EXIF', 'image/jpeg', (from) => from.withMetadata({ orientation: 6 }).jpeg()],
  ['JPEG, Display P3', 'image/jpeg', (from) => from.withIccProfile('p3').jpeg()],
  ['WebP, lossy', 'image/webp', (from) => from.webp({ quality: 80 })],
  ['WebP, lossless', 'image/webp', (from) => from.webp({ lossless: true })],
  ['AVIF', 'image/avif', (from) => from.avif({ quality: 60, effort: 2 })],
  ['GIF', 'image/gif', (from) => from.gif()],
];
const SIDE = 384;
const RAMP = { width: SIDE, height: SIDE, channels: 1 } as const;
const ramp = () =>
  Buffer.from(Uint8Array.from({ length: SIDE * SIDE }, (_, i) => 128 + ((i >> 2) & 127)));

/** Pictures of every kind; of a folder, those that lie there. */
export async function comparedPictures(folder: string | undefined): Promise<Compared[]> {
  const sources =
    folder === undefined
      ? await Promise.all([11, 12, 13].map((seed) => picture(seed, SIDE)))
      : readdirSync(folder)
          .filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
          .map((name) => readFileSync(join(folder, name)));
  const made: Compared[] = [];
  for (const [i, source] of sources.entries()) {
    for (const [kind, type, make] of KINDS) {
      const small = sharp(source).removeAlpha().resize(SIDE, SIDE, { fit: 'cover' });
      const flat = sharp(await small.png().toBuffer());
      made.push({ kind, file: { name: `${i}`, type, bytes: await make(flat).toBuffer() } });
    }
    // As it came, if it did.
    if (folder === undefined) continue;
    made.push({ kind: 'as it is', file: { name: `${i}`, type: '', bytes: source } });
  }
  return made;
}

/** Of what the page has sent, in hexadecimal, to what the server finds; null: the server would not ask either. */
export async function bitsApart({ file }: Compared, sent: string | null): Promise<number | null> {
  const { hashes, quality } = pdqVariants(await decodeImage(file.bytes));
  if (quality < 50) return null;
  if (sent === null) return 256;
  return hammingDistance(hashes[0] as Uint8Array, new Uint8Array(Buffer.from(sent, 'hex')));
}

/** A line a kind: how many were compared, and how many bits apart. */
export function bitsTable(found: readonly { kind: string; bits: number }[]): string {
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const bits = found.flatMap((each) => (each.kind === kind ? [each.bits] : []));
    const sorted = bits.toSorted((a, b) => a - b);
    const same = bits.filter((each) => each === 0).length;
    return `| ${kind} | ${bits.length} | ${same} | ${sorted[bits.length >> 1]} | ${sorted.at(-1)} |`;
  });
  return [
    '| picture | compared | the same | median | most |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

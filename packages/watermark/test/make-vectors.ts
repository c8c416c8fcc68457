// Makes test-vectors/watermark anew: test-vectors/README.md tells the command. What a reader has to
// find is written here by hand, from what was done to the picture, and never copied from a reader.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Carriers, Layout } from '../src/format/layout.ts';
import { CHECK_BITS, encodePayload } from '../src/format/payload.ts';
import { createPlan, type KeyTables, tablesOf } from '../src/format/plan.ts';
import { informationSet } from '../src/format/polar.ts';
import { createTile } from '../src/format/tile.ts';
import { embed, type Visibility } from '../src/index.ts';
import { hmac } from '../src/numeric/sha256.ts';
import { unitVector } from '../src/numeric/turn.ts';
import {
  type Affine,
  crop,
  type Derivation,
  derive,
  draw,
  type Gray,
  warp,
  writePgm,
} from './pictures.ts';

/** Where the vectors lie. */
export const folder = new URL('../../../test-vectors/watermark/', import.meta.url);

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
const OTHER_KEY = new Uint8Array(32).fill(1);
const PAYLOAD = Uint8Array.from([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
/** Of the payload: stated in FORMAT.md. */
const OFFSET = [191, 28] as const;
const SIDE = 192;
/** More than the default: a reader that is simpler than this one shall have a chance. */
const STRENGTH = 1.5;
/** The mask alone: what a reader is tried on does not change with what becomes of flat areas. */
const VISIBILITY = 'robust';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** SHA-256 of the samples, those of 16 bits little-endian: as they lie in memory nearly everywhere. */
export const hashOf = (data: Uint8Array | Uint16Array | Int16Array) =>
  hash(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
/** Bits, each in a byte of its own, as hexadecimal digits: the first is the highest of the first. */
const packed = (bits: Uint8Array) =>
  Array.from({ length: bits.length / 4 }, (_, i) =>
    Number.parseInt(bits.subarray(4 * i, 4 * i + 4).join(''), 2).toString(16),
  ).join('');

/** Places (x, y) in a tile: in its first row a wrong sign of ky would go unseen. */
export const SPREAD = Array.from({ length: 8 }, (_, i) => [31 * i, 19 * i + 100] as const);

/** Index, frequency, phase in 1/4096 turns, and the amplitude in profiles 0 and 1 to 9 digits. */
function carrier({ kx, ky, cos, sin, amplitudes }: Carriers, index: number) {
  const turns = Math.atan2(sin[index]!, cos[index]!) / (2 * Math.PI);
  return {
    index,
    kx: kx[index]!,
    ky: ky[index]!,
    phase: Math.round(4096 * turns) & 4095,
    amplitude: amplitudes.map((list) => Number(list[index]!.toPrecision(9))),
  };
}

function layoutVector({ pilots, data, bits, scrambler, orbits }: Layout, index: number) {
  return {
    layout: index,
    why:
      index === 0
        ? 'A draw too many or too few, or in another order, changes all that follows it; the scrambler is drawn last.'
        : 'Each payload uses one of the two: a reader has to know both.',
    orbits: orbits.map((orbit) => [...orbit]),
    pilots: pilots.count,
    data: data.count,
    pilotCarriers: [0, 1, 2, 3, 59].map((i) => carrier(pilots, i)),
    dataCarriers: [0, 1, 2, 1000, data.count - 1].map((i) => carrier(data, i)),
    interleaver: Array.from(bits.subarray(0, 16)),
    interleaverSha256: hashOf(bits),
    scrambler: packed(scrambler),
  };
}

function payloadVector(
  tables: KeyTables,
  payload: Uint8Array,
  why: string,
  sizes: readonly (readonly [scale: number, profile: number])[],
) {
  const first = createTile(tables, payload, 1, 0);
  const check = hmac(tables.checkKey, payload);
  const checkBits = Array.from(check, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return {
    payload: hex(payload),
    why,
    layout: tables.layouts.indexOf(first.layout),
    offset: [first.offsetX, first.offsetY],
    check: checkBits.slice(0, CHECK_BITS),
    code: packed(encodePayload(payload, tables.checkKey)),
    tiles: sizes.map(([scale, profile]) => {
      const { values, side } = createTile(tables, payload, scale, profile);
      const first = Array.from(values.subarray(0, 8));
      const spread = SPREAD.map(([x, y]) => values[y * side + x]!);
      return { scale, profile, first, spread, sha256: hashOf(values) };
    }),
  };
}

/** What was done to the marked picture, and what a reader has to say of it. */
interface Made {
  readonly name: string;
  readonly why: string;
  readonly picture: Gray;
  /** From its pixels to those of the marked picture; null if there is nothing to be read. */
  readonly map: Affine | null;
  readonly rotation?: number;
  readonly scale?: number;
  readonly flip?: boolean;
}

function made(marked: Gray): readonly Made[] {
  const last = SIDE - 1;
  const identity = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
  const mirror = { ...identity, a: -1, e: last };
  const quarter = { a: 0, b: 1, c: -1, d: 0, e: 0, f: last };
  const [c, s] = unitVector(20 / 360);
  const middle = last / 2;
  const turn = {
    ...{ a: c, b: s, c: -s, d: c },
    e: middle - (c + s) * middle,
    f: middle - (c - s) * middle,
  };
  const small = 134;
  const ratio = SIDE / small;
  const shrink = { a: ratio, b: 0, c: 0, d: ratio, e: (ratio - 1) / 2, f: (ratio - 1) / 2 };
  return [
    {
      name: 'marked',
      why: 'Nothing was done to it: the offset is the one of the payload.',
      picture: marked,
      map: identity,
    },
    {
      name: 'cropped',
      why: 'Columns 23..162 and rows 17..146: the offset moves by (23, 17).',
      picture: crop(marked, 23, 17, 140, 130),
      map: { ...identity, e: 23, f: 17 },
    },
    {
      name: 'mirrored',
      why: 'Left to right: the pilots lie in the same places, their phases do not.',
      picture: warp(marked, SIDE, SIDE, mirror),
      map: mirror,
      flip: true,
    },
    {
      name: 'quarter-turned',
      why: 'Clockwise: pilots stay in place here too, and the rotation is positive.',
      picture: warp(marked, SIDE, SIDE, quarter),
      map: quarter,
      rotation: 90,
    },
    {
      name: 'rotated',
      why: 'By 20 degrees clockwise about the middle, the corners cut and filled with 128: the pilots have to be searched.',
      picture: warp(marked, SIDE, SIDE, turn),
      map: turn,
      rotation: 20,
    },
    {
      name: 'scaled',
      why: 'To 134 x 134, which is 0.698: the band ends at 68/256/0.698 = 0.38 cycles a pixel.',
      picture: warp(marked, small, small, shrink),
      map: shrink,
      scale: small / SIDE,
    },
    {
      name: 'too-small',
      why: '40 x 40 pixels of the marked picture: the pilots may show, but a payload without its 44 check bits is none. A better reader may say present, if it says this payload.',
      picture: crop(marked, 80, 70, 40, 40),
      map: null,
    },
  ];
}

const EMBEDDINGS: readonly (Derivation & {
  readonly name: string;
  readonly why: string;
  readonly visibility: Visibility;
})[] = [
  {
    name: 'colour',
    why: 'All colours get the same change.',
    ...{ width: 192, height: 192, channels: 3, bitDepth: 8 },
    visibility: 'balanced',
  },
  {
    name: 'alpha',
    why: 'Alpha is not touched, nor what lies under alpha 0; width and height are no multiples of a mask cell.',
    ...{ width: 205, height: 187, channels: 4, bitDepth: 8 },
    visibility: 'balanced',
  },
  {
    name: 'gray and alpha',
    why: 'The second of two channels is alpha.',
    ...{ width: 192, height: 192, channels: 2, bitDepth: 8 },
    visibility: 'balanced',
  },
  {
    name: 'deep',
    why: 'With 16 bits a sample the mark is 257 times as large, and less of it is rounded away.',
    ...{ width: 192, height: 192, channels: 1, bitDepth: 16 },
    visibility: 'balanced',
  },
  {
    name: 'profile 1',
    why: 'From 200,000 pixels on the amplitudes are those of profile 1, and the tile repeats.',
    ...{ width: 520, height: 400, channels: 3, bitDepth: 8 },
    visibility: 'balanced',
  },
  {
    name: 'tile scale 2',
    why: 'From 900,000 pixels on a tile sample is two pixels, and the profile is 0 again.',
    ...{ width: 1000, height: 900, channels: 3, bitDepth: 8 },
    visibility: 'balanced',
  },
  {
    name: 'flat',
    why: 'Flat areas get patches that a quantiser keeps, and a weak dense mark.',
    ...{ width: 520, height: 400, channels: 3, bitDepth: 8, posterised: true },
    visibility: 'balanced',
  },
  {
    name: 'flat, strict',
    why: 'Flat areas get patches and nothing else.',
    ...{ width: 520, height: 400, channels: 1, bitDepth: 8, posterised: true },
    visibility: 'strict',
  },
  {
    name: 'robust',
    why: 'Flat areas are marked as all others: the mask alone.',
    ...{ width: 192, height: 192, channels: 3, bitDepth: 8 },
    visibility: 'robust',
  },
  {
    name: 'robust, tile scale 2',
    why: 'The same for a larger picture.',
    ...{ width: 1000, height: 900, channels: 3, bitDepth: 8 },
    visibility: 'robust',
  },
];

/** Everything in the folder: what format-1.json says, and the pictures by name. */
export function makeVectors() {
  const plan = createPlan(KEY);
  const tables = tablesOf(plan);
  const source = draw(SIDE, SIDE);
  const marked = {
    ...source,
    data: embed(source, plan, PAYLOAD, { strength: STRENGTH, visibility: VISIBILITY }).data,
  };
  const list = made(marked);
  const expected = ({ map, rotation = 0, scale = 1, flip = false }: Made) => {
    if (!map) return { present: false, payload: null, geometry: null };
    const wrap = (v: number) => v - 256 * Math.floor(v / 256);
    const toTile = { ...map, e: wrap(map.e + OFFSET[0]), f: wrap(map.f + OFFSET[1]) };
    return { present: true, payload: hex(PAYLOAD), geometry: { rotation, scale, flip, toTile } };
  };
  const format = {
    about:
      'The watermark, format 1: packages/watermark/FORMAT.md says what the words mean. test-vectors/README.md says how to use this file.',
    schema: 'provenance.watermark-vectors/1',
    key: hex(KEY),
    keyId: plan.keyId,
    informationSet: {
      why: 'A code with other information bits reads nothing of this one.',
      positions: Array.from(informationSet(64 + CHECK_BITS)),
    },
    layouts: tables.layouts.map(layoutVector),
    payloads: [
      payloadVector(
        tables,
        PAYLOAD,
        'The example of FORMAT.md; each scale is a transform of another size.',
        [
          [1, 0],
          [1, 1],
          [2, 0],
          [2, 1],
          [4, 0],
          [8, 0],
        ],
      ),
      payloadVector(
        tables,
        new Uint8Array(8),
        'No payload bit is set: what is left is the check.',
        [[1, 0]],
      ),
      payloadVector(tables, new Uint8Array(8).fill(255), 'Every payload bit is set.', [[1, 0]]),
      payloadVector(
        tables,
        Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0]),
        'The lowest bit of byte 0: bit 7 of the payload, not bit 0.',
        [[1, 0]],
      ),
    ],
    readings: [
      ...list.map((entry) => ({
        picture: `${entry.name}.pgm`,
        why: entry.why,
        key: hex(KEY),
        ...expected(entry),
      })),
      {
        picture: 'marked.pgm',
        why: 'Another key reads nothing, and does not see that there is a mark.',
        key: hex(OTHER_KEY),
        ...{ present: false, payload: null, geometry: null },
      },
      {
        picture: 'source.pgm',
        why: 'What is not marked is absent, for the key of the mark too.',
        key: hex(KEY),
        ...{ present: false, payload: null, geometry: null },
      },
    ],
    within: {
      why: 'Degrees; a share of the size; and tile samples at each corner of the picture, modulo 256.',
      ...{ rotation: 0.1, scale: 0.005, corner: 1 },
    },
    embedding: {
      why: 'Binds only whoever shares the mask and the strength of this embedder: the same bits on every engine.',
      payload: hex(PAYLOAD),
      source: 'source.pgm',
      marked: { picture: 'marked.pgm', strength: STRENGTH, visibility: VISIBILITY } as const,
      derived: EMBEDDINGS.map((entry) => {
        const { visibility } = entry;
        const options = { verify: false, visibility };
        const { data } = embed(derive(source, entry), plan, PAYLOAD, options);
        return { ...entry, sha256: hashOf(data) };
      }),
    },
  };
  const pictures = new Map<string, Gray>([
    ['source.pgm', source],
    ...list.map(({ name, picture }) => [`${name}.pgm`, picture] as const),
  ]);
  return { format, pictures };
}

export type Format = ReturnType<typeof makeVectors>['format'];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { format, pictures } = makeVectors();
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('format-1.json', folder), `${JSON.stringify(format, null, 2)}\n`);
  for (const [name, picture] of pictures) writeFileSync(new URL(name, folder), writePgm(picture));
}

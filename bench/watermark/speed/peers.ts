import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { detect } from '@provenance/watermark';
import sharp from 'sharp';
import { interleave } from '../../interleave.ts';
import { seeded } from '../../random.ts';
import { effort, type Row, rowsOf, type Section, type Stage } from '../../subject.ts';
import { chooseAttacks, QUICK } from '../attacks/list.ts';
import { cacheFolder } from '../cache.ts';
import { mark, type Secret, samePayload, secretOf } from '../marking.ts';
import { loadPicture } from '../pictures/picture.ts';
import type { PictureSet } from '../pictures/set.ts';
import { channels, psnr } from '../quality/measure.ts';
import { fromSharp, type Rgb, toSharp } from '../rgb.ts';

/**
 * The only package found that reads an invisible mark of pixels without the original and runs in Node as
 * npm installs it: DWT, DCT and SVD. (`@masknet/stego-js` hides text, and needs a native package for
 * pictures: not run.) It is fetched for this benchmark, not installed with it: it brings 69 packages.
 */
const PEER = 'blind-watermark@1.0.5';
const BITS = 64;
/** Its marking takes seconds. */
const SIDE = 512;

interface BlindWatermark {
  addWm(options: {
    originImg: string;
    wm: boolean[];
    wmType: 'bool';
    outputPath: string;
    name: string;
  }): Promise<unknown>;
  extract(options: {
    wmImg: string;
    wmLength: number;
    wmType: 'bool';
  }): Promise<{ readonly wm: readonly boolean[] }>;
}

export async function peers(stage: Stage, { pictures }: PictureSet): Promise<Section> {
  const title = 'Other packages';
  let peer: BlindWatermark;
  try {
    peer = await fetchPeer(stage.say);
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    return {
      title,
      notes: [`${PEER} cannot be had, so nothing was compared: ${reason}`],
      rows: [],
    };
  }
  const size = { kind: 'fixed', width: SIDE, height: SIDE } as const;
  const chosen = pictures.filter(({ crop }) => crop === null).slice(0, stage.quick ? 1 : 4);
  const rows: Row[] = [];
  const attacks = chooseAttacks(stage.quick ? ['none'] : [...QUICK, 'brightness .75', 'crop .95']);
  const exact = new Map(attacks.map(({ name }) => [name, { own: 0, peer: 0 }]));
  const decibels = { own: 0, peer: 0 };
  for (const [i, picture] of chosen.entries()) {
    stage.say(`${PEER}, ${picture.name}`);
    const image = await loadPicture(picture, size);
    const original = join(stage.folder, 'original.png');
    await toSharp(image).png().toFile(original);
    const secret = secretOf(picture.name);
    const bits = bitsOf(secret.payload);
    if (i === 0) rows.push(...(await speed(stage, peer, original, secret, bits)));
    const theirs = await peerEmbed(peer, original, bits, stage.folder);
    const markedByPeer = await fromSharp(sharp(theirs));
    const marked = mark(image, secret).image;
    const before = channels(image);
    decibels.own += psnr(before, channels(marked)) / chosen.length;
    decibels.peer += psnr(before, channels(markedByPeer)) / chosen.length;
    for (const { name, attack } of attacks) {
      const tally = exact.get(name)!;
      const scene = () => ({ random: seeded('peer', picture.name, name), other: image });
      const ours = await attack(marked, scene());
      if (samePayload(detect(ours, secret.plan).payload, secret.payload)) tally.own++;
      if (await peerReads(peer, await attack(markedByPeer, scene()), bits, stage.folder))
        tally.peer++;
    }
  }
  const rates = [...exact].map(([name, { own, peer }]) => `${name}: ${own} and ${peer}`);
  return {
    title,
    notes: [
      `${PEER} is the only package found on npm that reads a mark blind and runs in Node as installed. Its reader is told how many bits there are (${BITS}) and never says that there are none.`,
      `From file to file (PNG, ${SIDE} x ${SIDE}); PSNR of the pictures below: ours ${decibels.own.toFixed(1)} dB, its ${decibels.peer.toFixed(1)} dB.`,
      `All ${BITS} bits right in ${chosen.length} pictures, ours and its: ${rates.join('; ')}.`,
    ],
    rows,
  };
}

async function speed(
  stage: Stage,
  peer: BlindWatermark,
  original: string,
  secret: Secret,
  bits: boolean[],
): Promise<Row[]> {
  const ours = join(stage.folder, 'ours.png');
  const theirs = await peerEmbed(peer, original, bits, stage.folder);
  const rounds = effort(stage, { rounds: 3, samples: 1, sampleSeconds: 0.001 });
  const embedding = await interleave(
    {
      [PEER]: async () => (await peerEmbed(peer, original, bits, stage.folder)).length,
      own: async () => {
        const { image } = mark(await fromSharp(sharp(original)), secret);
        return (await toSharp(image).png().toFile(ours)).size;
      },
    },
    rounds,
  );
  const reading = await interleave(
    {
      [PEER]: async () =>
        (await peer.extract({ wmImg: theirs, wmLength: BITS, wmType: 'bool' })).wm.length,
      own: async () => 1 + detect(await fromSharp(sharp(ours)), secret.plan).score,
    },
    rounds,
  );
  return [...rowsOf('mark', embedding), ...rowsOf('read', reading)];
}

/** Where it leaves its file is its own affair: the only one in an empty folder. */
async function peerEmbed(
  peer: BlindWatermark,
  original: string,
  wm: boolean[],
  folder: string,
): Promise<string> {
  const outputPath = join(folder, 'peer');
  await rm(outputPath, { recursive: true, force: true });
  await peer.addWm({ originImg: original, wm, wmType: 'bool', outputPath, name: 'marked' });
  const [file] = await readdir(outputPath);
  return join(outputPath, file!);
}

async function peerReads(
  peer: BlindWatermark,
  image: Rgb,
  bits: readonly boolean[],
  folder: string,
): Promise<boolean> {
  const file = join(folder, 'attacked.png');
  await toSharp(image).png().toFile(file);
  const { wm } = await peer.extract({ wmImg: file, wmLength: BITS, wmType: 'bool' });
  return bits.every((bit, i) => bit === wm[i]);
}

function bitsOf(payload: Uint8Array): boolean[] {
  return Array.from({ length: BITS }, (_, i) => ((payload[i >> 3]! >> (7 - (i & 7))) & 1) === 1);
}

/** @throws Error without a network */
async function fetchPeer(say: (text: string) => void): Promise<BlindWatermark> {
  const folder = cacheFolder(PEER.replace('@', '-'));
  if (!existsSync(folder)) {
    say(`npm install ${PEER}, into a cache`);
    const work = `${folder}.part`;
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    await writeFile(join(work, 'package.json'), '{ "private": true }\n');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    await promisify(execFile)('npm', ['install', ...flags, PEER], { cwd: work });
    await rename(work, folder);
  }
  return createRequire(join(folder, 'package.json'))('blind-watermark/lib/node');
}

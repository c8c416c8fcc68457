import {
  createPartsDescriber,
  MOST_PARTS,
  type NearIndex,
  type PartsIndex,
} from '@provenance/fingerprint';
import { type MarkBytesOptions, mark, type OutputGuard } from '@provenance/sdk';
import { embed } from '@provenance/watermark';
import sharp from 'sharp';
import { makeIdentity, ORIGIN } from '../engine.ts';
import { type Effort, interleave, type Operation } from '../interleave.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { secretOf } from '../watermark/marking.ts';
import { fromSharp, toSharp } from '../watermark/rgb.ts';
import type { Seen } from './look.ts';

export interface SpeedRow {
  readonly of: string;
  /** To embedding the mark in a picture of 1024 x 1024. */
  readonly ratio: Spread;
  /** The least: what else a machine does adds to it and takes nothing away. */
  readonly milliseconds: number;
}

const EMBED = 'embedding the mark, 1024 x 1024';

/** What describing and checking cost beside embedding the mark, in one thread; and what they add to mark(). */
export async function speeds(
  paths: readonly string[],
  seen: readonly Seen[],
  { parts, whole }: { readonly parts: PartsIndex; readonly whole: NearIndex },
  quick: boolean,
): Promise<readonly SpeedRow[]> {
  const effort: Effort = { rounds: quick ? 3 : 12, samples: 2, sampleSeconds: 0.02 };
  sharp.concurrency(1);
  const picture = await fromSharp(sharp(paths[0]!).resize(1024, 1024, { fit: 'fill' }));
  const { plan, payload } = secretOf('speed');
  const describer = createPartsDescriber();
  let turn = 0;
  const next = () => seen[turn++ % seen.length]!;
  const find = ({ parts: found, hashes }: Pick<Seen, 'parts' | 'hashes'>) =>
    parts.find(found).length + hashes.flatMap((hash) => whole.find(hash, 31)).length;
  const guard: OutputGuard = {
    action: 'log',
    async check(look) {
      if (look?.kind === 'picture') find(look);
      return { status: 'clear', matches: [] };
    },
  };
  const { pem: signer } = await makeIdentity('ES256');
  const options: MarkBytesOptions = { signer, watermarkKey: new Uint8Array(32).fill(7) };
  const png = await toSharp(picture).png().toBuffer();
  const jpeg = await toSharp(picture).jpeg({ quality: 90 }).toBuffer();
  const marked = (file: Uint8Array, more: Partial<MarkBytesOptions>) => async () =>
    (await mark(file, ORIGIN, { ...options, ...more })).bytes.length;
  const operations: Readonly<Record<string, Operation>> = {
    [EMBED]: async () => embed(picture, plan, payload, { verify: false }).psnr,
    'describing it: parts and PDQ': async () => describer.look(picture, 400).parts.count,
    'describing a work: parts': async () => describer.describe(picture, MOST_PARTS).count,
    // One for the answer itself: other pictures are like no work.
    'looking it up: parts and PDQ': async () => 1 + find(next()),
    'mark() of a PNG': marked(png, {}),
    'mark() of a PNG with a guard': marked(png, { guard }),
    'mark() of a JPEG': marked(jpeg, {}),
    'mark() of a JPEG with a guard': marked(jpeg, { guard }),
  };
  const { seconds, ratios } = await interleave(operations, effort);
  return Object.keys(operations).map((of) => ({
    of,
    ratio: spreadOf(ratios[of]!),
    milliseconds: Math.min(...seconds[of]!) * 1000,
  }));
}

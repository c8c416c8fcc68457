// npm run bench:robustness -- [FOLDER] [--prefix NAME,...] [--size N] [--quick] [--write NAME]
//
// Marks pictures at the default strength, attacks them, and counts the exact payloads that a blind
// detector with default options reads back. Without FOLDER (pictures of any format) the pictures are
// made by examples/art.ts. --write keeps the table and its JSON under bench/results/.
import { readdirSync, writeFileSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createPlan, detect, embed, type Image } from '@provenance/watermark';
import sharp from 'sharp';
import { generateArt } from '../../examples/art.ts';
import { attacks, fromSharp } from './attacks.ts';

const QUICK = ['none', 'jpeg50', 'webp50', 'resize.5', 'crop.5', 'rot15', 'flop', 'screenshot'];
const QUICK_PICTURES = 4;
const GENERATED = 12;

interface Row {
  readonly attack: string;
  readonly trials: number;
  readonly exact: number;
  /** Wilson 95 % interval of the rate. */
  readonly interval: readonly [number, number];
  readonly milliseconds: number;
  readonly failures: readonly string[];
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    prefix: { type: 'string', default: '' },
    size: { type: 'string', default: '512' },
    quick: { type: 'boolean', default: false },
    write: { type: 'string' },
  },
});
const size = Number(values.size);
if (!Number.isInteger(size) || size < 0 || positionals.length > 1) {
  console.error(
    'usage: npm run bench:robustness -- [FOLDER] [--prefix NAME,...] [--size N] [--quick]',
  );
  process.exit(2);
}

/** Square pictures of the size asked for; 0 leaves them as they are. Alpha is flattened on white. */
async function* pictures(): AsyncGenerator<{ name: string; image: Image }> {
  const [folder] = positionals;
  const prefixes = values.prefix.split(',');
  const files =
    folder === undefined
      ? Array.from({ length: GENERATED }, (_, seed) => `art-${seed}`)
      : readdirSync(resolve(process.env.INIT_CWD ?? '.', folder))
          .filter((name) => /\.(png|jpe?g|webp|avif|tiff?)$/i.test(name))
          .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
          .sort();
  for (const [index, file] of files.slice(0, values.quick ? QUICK_PICTURES : undefined).entries()) {
    const source =
      folder === undefined
        ? Buffer.from(await generateArt(index))
        : join(resolve(process.env.INIT_CWD ?? '.', folder), file);
    let picture = sharp(source).flatten({ background: '#fff' }).toColourspace('srgb').removeAlpha();
    if (size > 0) picture = picture.resize(size, size, { fit: 'cover' });
    yield { name: parse(file).name, image: await fromSharp(picture) };
  }
}

/** mulberry32: the same keys, payloads and attacks in every run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Wilson (1927): an interval for a rate that holds near 0 and 1 as well. */
function wilson(successes: number, trials: number): [number, number] {
  const z = 1.96;
  const rate = successes / trials;
  const centre = rate + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  return [(centre - spread) / scale, (centre + spread) / scale];
}

const names = values.quick ? QUICK : Object.keys(attacks);
const tally = new Map(
  names.map((name) => [name, { exact: 0, milliseconds: 0, failures: [] as string[] }]),
);
const decibels: number[] = [];
const unmarked: string[] = [];
let count = 0;
let wrong = 0;
for await (const { name, image } of pictures()) {
  const random = seeded(1000 + count++);
  const key = Uint8Array.from({ length: 32 }, () => random() * 256);
  const payload = Uint8Array.from({ length: 8 }, () => random() * 256);
  const plan = createPlan(key);
  const marked = embed(image, plan, payload);
  decibels.push(marked.psnr);
  if (!marked.survives) unmarked.push(name);
  for (const [attack, entry] of tally) {
    const attacked = await attacks[attack]!({ ...image, data: marked.data }, random);
    const started = performance.now();
    const found = detect(attacked, plan).payload;
    entry.milliseconds += performance.now() - started;
    const exact = found !== null && Buffer.compare(found, payload) === 0;
    if (exact) entry.exact++;
    else entry.failures.push(name);
    if (found !== null && !exact) wrong++;
  }
  console.error(`${name}: done`);
}

const rows: Row[] = [...tally].map(([attack, { exact, milliseconds, failures }]) => ({
  attack,
  trials: count,
  exact,
  interval: wilson(exact, count),
  milliseconds: milliseconds / count,
  failures,
}));
const percent = (rate: number) => (100 * rate).toFixed(0);
const total = rows.reduce((sum, { exact }) => sum + exact, 0);
const mean = decibels.reduce((sum, value) => sum + value, 0) / count;
const set =
  positionals.length === 0
    ? 'pictures made by examples/art.ts'
    : `${values.prefix || 'all'} of a folder of pictures`;
const text = `# Robustness of the watermark

${count} pictures (${set}), ${size === 0 ? 'own size' : `${size} x ${size}`}; default strength, PSNR mean ${mean.toFixed(1)} dB, least ${Math.min(...decibels).toFixed(1)} dB; blind, effort \`standard\`, a random key and payload a picture. Exact payloads: ${total} of ${count * rows.length}. Wrong payloads: ${wrong}. Cannot carry: ${unmarked.join(', ') || 'none'}.

| attack | exact % | 95 % interval | detect | failures |
|---|---|---|---|---|
${rows.map(({ attack, exact, trials, interval, milliseconds, failures }) => `| ${attack} | ${percent(exact / trials)} | ${percent(interval[0])}-${percent(interval[1])} | ${milliseconds.toFixed(0)} ms | ${failures.join(' ')} |`).join('\n')}
`;
console.log(text);
if (values.write !== undefined) {
  const results = new URL('../results/', import.meta.url);
  const data = {
    set,
    size,
    count,
    psnr: { mean, least: Math.min(...decibels) },
    wrong,
    unmarked,
    rows,
  };
  writeFileSync(new URL(`robustness-${values.write}.md`, results), text);
  writeFileSync(
    new URL(`robustness-${values.write}.json`, results),
    `${JSON.stringify(data, null, 2)}\n`,
  );
}
process.exitCode = wrong === 0 ? 0 : 1;

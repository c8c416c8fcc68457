// Mutates the manifest stores of honest signers, and says whether any is believed with more than was
// signed, makes a crash, or takes time or memory that its size does not justify.
//
//   npm run fuzz:stores -- [--count 200000] [--seed 1]
//
// The same seed gives the same changes; the keys are new each time. Exit code 0 only without a finding.
import { parseArgs } from 'node:util';
import { fuzzStores } from '../packages/c2pa/test/store-fuzz.ts';

/** Stores of a few kB take milliseconds; a machine that does other things as well takes longer. */
const MOST_MILLISECONDS = 10_000;
/** Far above what the run needs, far below one allocation for a length of 2^32 - 1. */
const MOST_GROWTH = 512 * 2 ** 20;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run fuzz:stores -- [--count 200000] [--seed 1]');
  process.exit(2);
}
const begin = performance.now();
const before = process.memoryUsage.rss();
let peak = before;
const { wrong, ...counts } = await fuzzStores({
  count,
  seed,
  mostMilliseconds: MOST_MILLISECONDS,
  progress(done, finding) {
    if (finding !== null) console.log(finding);
    peak = Math.max(peak, process.memoryUsage.rss());
    if (done % 10_000 === 0) console.error(`${done} of ${count}`);
  },
});
if (peak - before > MOST_GROWTH) {
  wrong.push(`memory grew by ${peak - before} bytes`);
  console.log(wrong.at(-1));
}
console.log(
  `fuzz: seed ${seed}, ${JSON.stringify({ ...counts, milliseconds: Math.round(counts.milliseconds) })}, ` +
    `${wrong.length} wrong, ${((performance.now() - begin) / 1000).toFixed(0)} s, ` +
    `${((peak - before) / 2 ** 20).toFixed(0)} MiB more memory`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

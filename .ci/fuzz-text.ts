// Mutates signed texts, and says whether any is taken for what was signed, makes a crash, or takes
// memory that its size does not justify.
//
//   npm run fuzz:text -- [--count 1000000] [--seed 1]
//
// The same seed gives the same mutants; the keys are new each time. Exit code 0 only without a finding.
import { parseArgs } from 'node:util';
import { createDevelopmentCertificates, pemSigner } from '@provenance/c2pa';
import { fuzzTexts } from '../packages/c2pa/test/text-mutants.ts';

/** Far above what the run needs, far below one allocation for a length of 2^32 - 1. */
const MOST_GROWTH = 512 * 2 ** 20;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run fuzz:text -- [--count 1000000] [--seed 1]');
  process.exit(2);
}
const { certificates, key, root } = await createDevelopmentCertificates({ alg: 'Ed25519' });
const signer = await pemSigner({ certificates, key });
const begin = performance.now();
const before = process.memoryUsage.rss();
let peak = before;
const tally = await fuzzTexts(signer, root, {
  count,
  seed,
  progress(done) {
    peak = Math.max(peak, process.memoryUsage.rss());
    if (done % 100_000 === 0) console.error(`${done} of ${count}`);
  },
});
const { wrong, ...counts } = tally;
if (peak - before > MOST_GROWTH) wrong.push(`memory grew by ${peak - before} bytes`);
for (const finding of wrong.slice(0, 20)) console.log(finding);
console.log(
  `fuzz: seed ${seed}, ${JSON.stringify(counts)}, ${wrong.length} wrong, ` +
    `${((performance.now() - begin) / 1000).toFixed(0)} s, ${((peak - before) / 2 ** 20).toFixed(0)} MiB more memory`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

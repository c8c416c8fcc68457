// Mutates signed files of every format, stores and content, has them read by us, by c2pa-node and by
// c2pa-wasm, and says what is believed that nobody signed, and where the three are of different opinions.
//
//   npm run fuzz:files -- [--count 200000] [--from 0] [--seed 1] [--wasm-every 1] [--write]
//
// The same seed gives the same changes; the keys are new each time. `--from` goes on where another run has ended.
// `--write` puts the table of disagreements into bench/results. Exit code 0 only without a finding.
import { parseArgs } from 'node:util';
import { table, writeResults } from '../bench/results.ts';
import { fuzzFiles } from '../packages/c2pa/test/file-fuzz.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    'wasm-every': { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const [count, from, seed, wasmEvery] = [
  Number(values.count),
  Number(values.from),
  Number(values.seed),
  Number(values['wasm-every']),
];
const isUsable = [count, from, seed, wasmEvery].every((n) => Number.isSafeInteger(n) && n >= 0);
if (!isUsable || count < 1) {
  console.error(
    'usage: npm run fuzz:files -- [--count 200000] [--from 0] [--seed 1] [--wasm-every 1] [--write]',
  );
  process.exit(2);
}
const begin = performance.now();
const { wrong, disagreements, ...counts } = await fuzzFiles({
  count,
  from,
  seed,
  wasmEvery,
  progress(done, finding) {
    if (finding !== null) console.log(finding);
    if (done % 5000 === 0) console.error(`${done} of ${from + count}`);
  },
});
const rows = [...disagreements.values()]
  .toSorted((a, b) => b.count - a.count)
  .map(({ ours, other, theirs, formats, count, example }) => [
    ours,
    other,
    theirs,
    String(formats.size),
    String(count),
    example,
  ]);
const listed = table(['ours', 'other', 'theirs', 'formats', 'mutants', 'the first'], rows);
console.log(listed);
const summary = `seed ${seed}, ${JSON.stringify(counts)}, ${wrong.length} wrong`;
console.log(`fuzz: ${summary}, ${((performance.now() - begin) / 1000).toFixed(0)} s`);
if (values.write) {
  const text = `# Three readers of changed files\n\n${summary}\n\n${listed}\n`;
  await writeResults('file-fuzz', { text, data: { seed, from, counts, rows } });
}
process.exitCode = wrong.length === 0 ? 0 : 1;

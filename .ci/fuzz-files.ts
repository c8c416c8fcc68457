// Mutates signed files of every format, stores and content, has them read by us, by c2pa-node and by
// c2pa-wasm, and says what is believed that nobody signed, and where the three are of different opinions.
//
//   npm run fuzz:files -- [--count 200000] [--from 0] [--seed 1] [--wasm-every 1] [--write]
//
// The same seed gives the same changes; the keys are new each time. `--write` puts the table of disagreements
// into bench/results/file-fuzz.md; with `--from` the number that the one there ends with, it is added to that.
// Exit code 0 only without a finding.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table, writeResults } from '../bench/results.ts';
import {
  addTally,
  type Disagreement,
  type FileTally,
  fuzzFiles,
} from '../packages/c2pa/test/file-fuzz.ts';

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
const tally = await fuzzFiles({
  count,
  from,
  seed,
  wasmEvery,
  progress(done, finding) {
    if (finding !== null) console.log(finding);
    if (done % 5000 === 0) console.error(`${done} of ${from + count}`);
  },
});
const seconds = (performance.now() - begin) / 1000;

/** What a person made of the table. A reason that is not here is new, and wants a look. */
const WHY = `## Why

No reader said *intact* where we did not find it so for one of these reasons, and we never said it where another did
not: all of it is that we ask more.

- \`ingredient.manifest.mismatch\`, \`ingredient.manifest.missing\`: the manifest of an ingredient is not the one whose
  hash was signed. c2pa-node 0.8.0 does not compare them.
- \`assertion.dataHash.malformed\`: what the hash leaves out is not exactly the place of the store.
- \`claim.malformed\`, \`claim.cbor.invalid\` where c2pa-node says *Error*: a claim that cannot be read is *Invalid* here,
  as the specification has it. The other one gives up.
- \`claim.multiple\`, \`assertion.undeclared\`, \`manifest.inaccessible.malformed\`: two things have one name, or
  something stands in the manifest that no claim lists. Which of them a reader takes is its own choice.
- \`claimSignature.missing\`: the claim names a signature that is not the one of its manifest.
- \`assertion.selfRedacted\`: a claim redacts what it lists itself.
- \`assertion.action.malformed\`, \`assertion.required.missing\`, \`assertion.cbor.invalid\`, \`claimSignature.mismatch\`:
  the other one cannot read the store at all, or reads it more leniently.
- \`assertion.inaccessible\`, \`assertion.notRedacted\`, \`assertion.outsideManifest\`, \`assertion.ingredient.malformed\`,
  \`assertion.bmffHash.malformed\`, \`assertion.hashedURI.mismatch\`, \`claim.hardBindings.missing\`: an assertion that is
  listed and not there, not where it may lie, or not what was hashed. The other one does not look, or cannot read it.
- *Error* on our side: the first engine cannot read it, and where it cannot, nothing is believed. \`content.unknownType\`
  is a file whose first bytes were changed.
`;

const RESULTS = new URL('../bench/results/file-fuzz.json', import.meta.url);
interface Kept {
  readonly seed: number;
  readonly to: number;
  readonly tally: Omit<FileTally, 'disagreements'>;
  readonly disagreements: readonly (Omit<Disagreement, 'formats'> & { formats: string[] })[];
}
if (values.write && from > 0 && existsSync(RESULTS)) {
  const kept: Kept = JSON.parse(readFileSync(RESULTS, 'utf8'));
  if (kept.seed !== seed || kept.to !== from) {
    console.error(`the table that is there ends with ${kept.to} of seed ${kept.seed}`);
    process.exit(2);
  }
  const disagreements = kept.disagreements.map(
    ({ formats, ...rest }) =>
      [
        `${rest.ours}|${rest.other}|${rest.theirs}`,
        { ...rest, formats: new Set(formats) },
      ] as const,
  );
  addTally(tally, { ...kept.tally, disagreements: new Map(disagreements) });
}
const { wrong, disagreements, ...counts } = tally;
const found = [...disagreements.values()].toSorted((a, b) => b.count - a.count);
const listed = table(
  ['ours', 'other', 'theirs', 'formats', 'mutants', 'the first'],
  found.map(({ ours, other, theirs, formats, count, example }) => [
    ours,
    other,
    theirs,
    String(formats.size),
    String(count),
    example,
  ]),
);
console.log(listed);
const summary = `seed ${seed}, ${JSON.stringify(counts)}, ${wrong.length} wrong`;
console.log(`fuzz: ${summary}, ${seconds.toFixed(0)} s`);
if (values.write) {
  const text = `# Three readers of changed files

Written by \`npm run fuzz:files -- --write\`. Signed files of all formats are changed, store or content, and read by
us, by c2pa-node and by c2pa-wasm. *Wrong* would be what nobody signed, and intact where a byte under the hash has
changed. The table has every way in which two readers were of different opinions, with the first reason of each.

${summary}

${listed}

${WHY}`;
  const rows = found.map(({ formats, ...rest }) => ({ ...rest, formats: [...formats] }));
  await writeResults('file-fuzz', {
    text,
    data: { seed, to: from + count, tally: { ...counts, wrong }, disagreements: rows },
  });
}
process.exitCode = wrong.length === 0 ? 0 : 1;

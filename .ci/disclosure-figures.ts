// The measured figures that a public statement quotes, taken from the committed results:
// packages/disclosure/src/figures/measured.ts. `--check` only says whether they are what is there.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isOlder } from '../packages/disclosure/src/figures/figures.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}packages/disclosure/src/figures/measured.ts`;

// biome-ignore lint/suspicious/noExplicitAny: each result has a form of its own, and a field that is not there fails below.
const result = (name: string): any =>
  JSON.parse(readFileSync(`${root}bench/results/${name}.json`, 'utf8'));

/** When any of these was last changed. */
function changed(...paths: string[]): string {
  const given = ['log', '-1', '--format=%cI', '--', ...paths];
  const time = execFileSync('git', given, { cwd: root, encoding: 'utf8' }).trim();
  if (time === '') throw new Error(`nothing was committed at ${paths.join(', ')}`);
  return new Date(time).toISOString();
}

const measured = (name: string, command: string, ...code: string[]) => ({
  measured: changed(`bench/results/${name}.json`),
  changed: changed(...code),
  command,
});

/** Of a part of a result that others are kept beside: from the commit that it was measured at. */
function measuredAt({ environment }: { environment: string }, command: string, ...code: string[]) {
  const [, commit] = /commit ([0-9a-f]{7,40})\b/.exec(environment) ?? [];
  if (commit === undefined) throw new Error(`no commit is named: ${environment}`);
  const given = ['show', '--no-patch', '--format=%cI', commit];
  const time = execFileSync('git', given, { cwd: root, encoding: 'utf8' }).trim();
  return { measured: new Date(time).toISOString(), changed: changed(...code), command };
}

const robustness = result('robustness-held-out-512');
const share = ({ exact, trials }: { exact: number; trials: number }) => ({ exact, trials });
const small = result('robustness-held-out-256');
const { all: negatives } = result('negatives-held-out');
const { tally } = result('file-fuzz');
const likened = result('fingerprint-held-out').pictures;
const { looks } = likened;
/** Each result tells first how many pictures it is of. */
const picturesOf = ({ description }: { description: string }) => {
  const [, count] = /^(\d+) pictures /.exec(description) ?? [];
  if (count === undefined) throw new Error(`no number of pictures: ${description}`);
  return Number(count);
};
const { attacked, foreign } = looks;
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
const power = result('textmark-power').rows.find(
  (row: { scheme: string; level: string; length: number }) =>
    row.scheme === 'provenance-gumbel-siphash-v1' && row.level === '0.66' && row.length === 200,
);
const guard = result('guard-held-out');
/** Which of the guard's attacks a person would call alike. */
const GUARDED: Readonly<Record<string, readonly string[]>> = {
  same: ['none', 'jpeg 30', 'webp 50', 'resize .32', 'resize 1.5', 'aspect 1.2'],
  laid: ['flip h', 'turn 90', 'turn 180'],
  cropped: ['crop .84', 'crop .71'],
  half: ['crop .5', 'crop .5 + jpeg 50'],
  third: ['crop .32'],
  turned: ['rotate cut 5'],
  'turned-more': ['rotate fitted 15'],
  placed: ['text band', 'padding 48', 'splice 50', 'perspective .1', 'screenshot'],
};
type GuardRow = { attack: string; trials: number; either: number };
const found = (rows: readonly GuardRow[]) => ({
  found: rows.reduce((all, { either }) => all + either, 0),
  trials: rows.reduce((all, { trials }) => all + trials, 0),
});
const guardRows: readonly GuardRow[] = guard.attacks.rows;
assertNamed(guardRows, GUARDED);

function assertNamed(
  rows: readonly GuardRow[],
  groups: Readonly<Record<string, readonly string[]>>,
): void {
  const named = Object.values(groups).flat();
  const nameless = rows.filter(({ attack }) => !named.includes(attack));
  if (nameless.length > 0 || named.length !== rows.length) {
    throw new Error('the attacks of guard-held-out are not those that are named here');
  }
}

const grouped = (rows: readonly GuardRow[], groups: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(
    Object.entries(groups).map(([name, attacks]) => [
      name,
      found(rows.filter(({ attack }) => attacks.includes(attack))),
    ]),
  );
const guardCode = [
  ...['parts', 'picture', 'near-index.ts'].map((name) => `packages/fingerprint/src/${name}`),
  'packages/sdk/src/content/guarded.ts',
  'packages/sdk/src/marking/guard.ts',
];
/** The same of changes of texts. */
const GUARDED_TEXTS: Readonly<Record<string, readonly string[]>> = {
  same: ['none', 'marked with a credential', 'wrapped anew at 40 signs', 'upper case'],
  half: ['first half'],
  'words-few': ['words 5 %'],
  'words-more': ['words 10 %'],
  'within-200': ['200 words in another text'],
  'within-100': ['100 words in another text'],
  'within-50': ['50 words in another text'],
};
const textRows: readonly GuardRow[] = guard.texts.rows;
assertNamed(textRows, GUARDED_TEXTS);

const figures = {
  by: 'software',
  version: JSON.parse(readFileSync(`${root}packages/watermark/package.json`, 'utf8')).version,
  watermark: {
    ...measured(
      'robustness-held-out-512',
      'npm run bench:robustness -- --limit 40 --write held-out-512',
      'packages/watermark/src',
    ),
    pictures: picturesOf(robustness),
    // One of them is none.
    attacks: robustness.attacks.length - 1,
    all: share(robustness.heldOut),
    groups: Object.fromEntries(
      robustness.groups.map((one: { group: string; exact: number; trials: number }) => [
        one.group,
        share(one),
      ]),
    ),
  },
  small: {
    ...measured(
      'robustness-held-out-256',
      'npm run bench:robustness -- --size 256 --limit 40 --write held-out-256',
      'packages/watermark/src',
    ),
    ...share(small.heldOut),
  },
  negatives: {
    ...measured(
      'negatives-held-out',
      'npm run bench:negatives -- --write held-out',
      'packages/watermark/src',
    ),
    count: negatives.count,
    hits: negatives.hits,
  },
  fuzz: {
    ...measured('file-fuzz', 'npm run fuzz:files -- --write', 'packages/c2pa/src'),
    made: tally.mutants,
    wrong: tally.wrong.length,
  },
  likeness: {
    ...measured(
      'fingerprint-held-out',
      'npm run bench:fingerprint -- --limit 40 --write held-out',
      'packages/fingerprint/src/look',
      'packages/fingerprint/src/picture',
    ),
    pictures: picturesOf(likened),
    copies: picturesOf(likened) * looks.attacks.length,
    trials: sum(attacked),
    same: attacked.same,
    others: sum(foreign),
    wrong: foreign.same,
  },
  textPower: {
    ...measured(
      'textmark-power',
      'npm run bench:textmark -- --part power --write',
      'packages/textmark/src/detect',
      'packages/textmark/src/marker',
      'packages/textmark/src/statistic',
    ),
    length: power.length,
    found: power.at6.found,
    trials: power.at6.trials,
  },
  guard: {
    ...measuredAt(
      guard.attacks,
      'npm run bench:works -- --part attacks --write held-out',
      ...guardCode,
    ),
    pictures: guard.attacks.pictures,
    files: guard.attacks.files,
    plain: guard.attacks.plain,
    more: guard.attacks.more,
    attacks: guardRows.length - 1,
    all: found(guardRows),
    groups: grouped(guardRows, GUARDED),
  },
  guardOthers: {
    ...measuredAt(
      guard.others,
      'npm run bench:works -- --part others --write held-out',
      ...guardCode,
    ),
    count: guard.others.pictures,
    // Those that either fingerprint takes for a work may be the same ones: their sum is no less.
    taken: guard.others.whole + guard.others.parts,
  },
  guardTexts: {
    ...measuredAt(
      guard.texts,
      'npm run bench:works -- --part texts --write held-out',
      'packages/fingerprint/src/text',
      'packages/fingerprint/src/near-index.ts',
    ),
    texts: guard.texts.texts,
    more: guard.texts.more,
    attacks: textRows.length - 1,
    all: found(textRows),
    groups: grouped(textRows, GUARDED_TEXTS),
    count: guard.texts.others.texts,
    taken: guard.texts.others.taken,
  },
};

const key = (name: string) => (/^\w+$/.test(name) ? name : `'${name}'`);
const literal = (value: unknown, indent: string): string => {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? `'${value}'` : String(value);
  }
  const fields = Object.entries(value).map(
    ([name, field]) => `${indent}  ${key(name)}: ${literal(field, `${indent}  `)},\n`,
  );
  const short = `{ ${Object.entries(value)
    .map(([name, field]) => `${key(name)}: ${literal(field, '')}`)
    .join(', ')} }`;
  const isFlat = Object.values(value).every((field) => typeof field === 'number');
  return isFlat && short.length < 70 ? short : `{\n${fields.join('')}${indent}}`;
};

const text = `import type { Figures } from './figures.ts';

/** Written by \`npm run disclosure:figures\` from bench/results and the dates of commits: never by hand. */
export const MEASURED: Figures = ${literal(figures, '')};
`;

if (process.argv.includes('--check')) {
  const isSame = readFileSync(target, 'utf8') === text;
  console.log(
    isSame
      ? 'the figures are those of bench/results'
      : 'the figures are out of date: npm run disclosure:figures',
  );
  // Who installs the software is told so by `disclose --check`, and cannot mend it: here it can be mended.
  const older = Object.entries(figures).flatMap(([name, figure]) =>
    typeof figure === 'object' && isOlder(figure) ? [{ name, command: figure.command }] : [],
  );
  for (const { name, command } of older) {
    console.log(`${name} was measured before its code was changed; measure again: ${command}`);
  }
  process.exitCode = isSame && older.length === 0 ? 0 : 1;
} else {
  writeFileSync(target, text);
}

// Writes the generated parts of README.md and of packages that have some: code from examples/, tables from the source, a session
// of the command line, figures from bench/results. With --check it only says whether they are current.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { EXIT_CODES, type ProcessIo, run } from '@provenance/cli';
import { ERROR_CODES } from '@provenance/content';
import { generateArt } from '../examples/art.ts';
import { stripManifest } from '../examples/png.ts';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

type Sections = Record<string, () => string | Promise<string>>;

const sections: Sections = {
  provider: () => code('examples/readme/provider.ts'),
  platform: () => code('examples/readme/platform.ts'),
  text: () => code('examples/readme/text.ts'),
  registry: () => code('examples/readme/registry.ts'),
  paste,
  session,
  'exit-codes': () => table(['code', 'meaning'], Object.entries(EXIT_CODES)),
  errors: () =>
    table(
      ['code', 'what happened', 'what to do'],
      Object.entries(ERROR_CODES).map(([code, texts]) => [`\`${code}\``, ...texts]),
    ),
  bench,
  robustness,
  visibility,
  negatives,
};

function code(path: string): string {
  return `\`\`\`ts\n${read(path).trim()}\n\`\`\``;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** From the last `npm run check:paste -- --write`. */
function paste(): string {
  const { browser, rows } = JSON.parse(read('bench/results/text-paste.json')) as {
    browser: string;
    rows: { way: string; outcomes: Record<string, string> }[];
  };
  const names = Object.keys(rows[0]?.outcomes ?? {});
  const cells = rows.map(({ way, outcomes }) => [
    way,
    ...names.map((name) => outcomes[name] ?? ''),
  ]);
  return `${table(['what is done with it', ...names], cells)}\n\n${browser}.`;
}

/** What was aimed at, from the last full run of the benchmark. */
function bench(): string {
  const { environment, sections } = JSON.parse(read('bench/results/foundation.json')) as {
    environment: { cpu: string; cores: number; node: string };
    sections: { title: string; rows: Row[] }[];
  };
  const rows = sections.flatMap(({ title, rows }) =>
    rows
      .filter(({ aim }) => aim !== null && aim !== undefined)
      .map(({ case: name, contender, baseline, ratio, aim }) => [
        title,
        name === 'process' ? contender : name,
        `${ratio.median.toFixed(2)} (${ratio.q1.toFixed(2)} to ${ratio.q3.toFixed(2)}) x ${baseline}`,
        String(aim),
      ]),
  );
  const { cpu, cores, node } = environment;
  const head = ['', 'case', 'ratio: median (quartiles)', 'aim'];
  return `${table(head, rows)}\n\n${cores} cores of ${cpu}, Node ${node}.`;
}

/** Sizes of the pictures that the watermark was measured on, by the names of their results. */
const SIZES = {
  'held-out-256': '256 x 256',
  'held-out-512': '512 x 512',
  'held-out-1024': '1024 x 1024',
  'held-out-1080p': '1920 x 1080',
} as const;

/** Exact payloads by kind of attack, one column a set of pictures. */
function robustness(): string {
  const sets = Object.keys(SIZES).map(
    (name) => JSON.parse(read(`bench/results/robustness-${name}.json`)) as RobustnessSet,
  );
  const percent = ({ exact, trials }: Rate) => `${((100 * exact) / trials).toFixed(1)} %`;
  const groups = sets[0]?.groups.map(({ group }) => group) ?? [];
  const rows = groups.map((group) => [
    group,
    ...sets.map((set) => {
      const rate = set.groups.find((row) => row.group === group);
      return rate ? percent(rate) : '';
    }),
  ]);
  const totals = ['all', ...sets.map(({ all }) => percent(all))];
  const pictures = ['pictures', ...sets.map((set) => String(set.pictures.length))];
  const trials = ['trials', ...sets.map(({ all }) => String(all.trials))];
  const wrong = ['wrong payloads', ...sets.map((set) => String(set.wrong))];
  const head = ['attacks', ...Object.values(SIZES)];
  return table(head, [...rows, totals, pictures, trials, wrong]);
}

/** How far the mark of the default strength shows, mean and worst. */
function visibility(): string {
  const rows = Object.entries(SIZES).map(([name, size]) => {
    const { pictures } = JSON.parse(read(`bench/results/quality-${name}.json`)) as QualitySet;
    const standard = pictures.filter(({ level }) => level === null);
    const cell = (of: (quality: Quality) => number, digits: number, worst: typeof Math.max) => {
      const values = standard.map(of);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return `${mean.toFixed(digits)} / ${worst(...values).toFixed(digits)}`;
    };
    return [
      size,
      String(standard.length),
      cell(({ psnr }) => psnr, 1, Math.min),
      cell(({ ssim }) => ssim, 3, Math.min),
      cell(({ butteraugli }) => butteraugli, 2, Math.max),
    ];
  });
  const head = ['', 'pictures', 'PSNR, dB', 'SSIM', 'butteraugli, 3-norm'];
  return `${table(head, rows)}\n\nMean / worst. About 1 in butteraugli is where a careful viewer stops seeing a difference.`;
}

/** What was looked at without a mark to find, and how often one was found. */
function negatives(): string {
  const { count, all } = JSON.parse(read('bench/results/negatives-held-out.json')) as {
    count: number;
    all: { hits: number; mostDecodes: number };
  };
  const found = all.hits === 0 ? 'none was' : `${all.hits} were`;
  return `Of ${count.toLocaleString('en')} parts of pictures without the mark that was looked for, attacked like the others, ${found} said to have it. No picture had more than ${all.mostDecodes} code words decoded; the search ends after 60, which pass by chance in 5.5e-11 of pictures.`;
}

/** What is found of a text watermark, by length and evidence. */
function power(): string {
  const { rows } = JSON.parse(read('bench/results/textmark-power.json')) as {
    rows: {
      scheme: string;
      level: string;
      length: number;
      at6: { share: number; low: number; high: number; trials: number };
    }[];
  };
  const percent = (share: number) => (100 * share).toFixed(share === 1 ? 0 : 1);
  const own = rows.filter(({ scheme }) => scheme === 'provenance-gumbel-siphash-v1');
  const levels = [...new Set(own.map(({ level }) => level))];
  const cells = levels.map((level) => [
    level,
    String(own.find((row) => row.level === level)!.at6.trials),
    own
      .filter((row) => row.level === level)
      .map(({ length, at6 }) => {
        return `${length}: ${percent(at6.share)} % (${percent(at6.low)} to ${percent(at6.high)})`;
      })
      .join('<br>'),
  ]);
  return table(['e', 'texts', 'tokens: found (95 %)'], cells);
}

interface Rate {
  exact: number;
  trials: number;
}

interface RobustnessSet {
  all: Rate;
  pictures: readonly unknown[];
  groups: (Rate & { group: string })[];
  wrong: number;
}

interface Quality {
  /** In dB; null is the default strength. */
  level: number | null;
  psnr: number;
  ssim: number;
  butteraugli: number;
}

interface QualitySet {
  pictures: readonly Quality[];
}

interface Row {
  case: string;
  contender: string;
  baseline: string;
  ratio: { median: number; q1: number; q3: number };
  aim?: number | null;
}

/** What a person sees. Times, sizes, keys and what depends on them change with every run: masked. */
async function session(): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'provenance-readme-'));
  const texts: string[] = [];
  const sink = {
    isTTY: false,
    write: async (text: string | Uint8Array) => {
      texts.push(String(text));
    },
  };
  const io: ProcessIo = {
    stdout: sink,
    stderr: sink,
    stdin: new PassThrough(),
    // Where `init` says that the folder is trusted.
    env: { XDG_CONFIG_HOME: join(cwd, '.config') },
    cwd,
    signal: new AbortController().signal,
  };
  const id = '0123456789abcdef';
  const commands = [
    'init --yes',
    `mark art.png --model example-diffusion --model-version 2.1 --content-id ${id}`,
    'verify art.marked.png',
    'verify -v art.marked.png',
    'verify art.stripped.png',
    'verify --lang ja art.stripped.png',
  ];
  try {
    writeFileSync(join(cwd, 'art.png'), await generateArt(7, { width: 480, height: 320 }));
    for (const command of commands) {
      if (command === 'verify art.stripped.png') {
        const marked = readFileSync(join(cwd, 'art.marked.png'));
        writeFileSync(join(cwd, 'art.stripped.png'), stripManifest(marked));
      }
      texts.push(`$ provenance ${command.replace(` --content-id ${id}`, '')}\n`);
      await run(command.split(' '), io);
    }
  } finally {
    rmSync(cwd, { recursive: true });
  }
  const shown = texts
    .join('')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC([+-][\d:]+)?/g, '2026-01-01 09:00:00 UTC+09:00')
    .replace(/[\d,]+ bytes, SHA-256 [0-9a-f]{16}…/g, '599 bytes, SHA-256 0123456789abcdef…')
    .replace(/key [0-9a-f]{16}/g, 'key fedcba9876543210')
    .replace(/[\d.]+ dB/g, '42 dB')
    .replace(/1e-\d+/g, '1e-12')
    .replace(/10\^\d+/g, '10^12')
    .replace(/\n{3,}/g, '\n\n');
  return `\`\`\`console\n${shown.trim()}\n\`\`\``;
}

/** Files with generated parts. */
const files: Record<string, Sections> = {
  'README.md': sections,
  'packages/textmark/README.md': { power },
};

for (const [path, parts] of Object.entries(files)) {
  let text = read(path);
  for (const [name, make] of Object.entries(parts)) {
    const marked = new RegExp(`(<!-- begin: ${name} -->\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
    if (!marked.test(text)) throw new Error(`${path} has no section "${name}"`);
    const content = await make();
    text = text.replace(marked, (_, begin, end) => `${begin}${content}\n${end}`);
  }
  if (!process.argv.includes('--check')) {
    writeFileSync(new URL(path, root), text);
  } else if (text !== read(path)) {
    console.error(`${path} is not current: run \`npm run readme\` and commit it.`);
    process.exitCode = 1;
  }
}

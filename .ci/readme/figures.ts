// Tables of figures, from what benchmarks wrote into bench/results.
import { read, table } from './text.ts';

/** From the last `npm run check:paste -- --write`. */
export function paste(): string {
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
export function bench(): string {
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
export function robustness(): string {
  const sets = Object.keys(SIZES).map(
    (name) => JSON.parse(read(`bench/results/robustness-${name}.json`)) as RobustnessSet,
  );
  const percent = ({ exact, trials }: Rate) => `${((100 * exact) / trials).toFixed(1)} %`;
  const groups = [...new Set(sets.flatMap((set) => set.groups.map(({ group }) => group)))];
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
  const kinds = ['attacks on a picture', ...sets.map(({ attacks }) => String(attacks.length))];
  // Results from before there was a choice are of what is `robust` now.
  const ways = ['visibility', ...sets.map(({ visibility = 'robust' }) => visibility)];
  const head = ['attacks', ...Object.values(SIZES)];
  return table(head, [...rows, totals, ways, kinds, pictures, trials, wrong]);
}

const VISIBILITIES = ['balanced', 'strict', 'robust'];

/** How far the mark shows at each visibility that was measured, mean and worst. */
export function visibility(): string {
  const rows = Object.entries(SIZES).flatMap(([name, size]) => {
    const { pictures } = JSON.parse(read(`bench/results/quality-${name}.json`)) as QualitySet;
    return VISIBILITIES.flatMap((way) => {
      // Results from before there was a choice are of what is `robust` now.
      const of = ({ level, visibility = level === null ? 'robust' : null }: Quality) => visibility;
      const marked = pictures.filter((quality) => of(quality) === way);
      if (marked.length === 0) return [];
      const cell = (values: readonly number[], digits: number, worst: typeof Math.max) => {
        if (values.length === 0) return '';
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return `${mean.toFixed(digits)} / ${worst(...values).toFixed(digits)}`;
      };
      const flat = marked.flatMap(({ flat }) => (flat && flat.share > 0.05 ? [flat] : []));
      return [
        [
          size,
          way,
          String(marked.length),
          cell(
            marked.map(({ psnr }) => psnr),
            1,
            Math.min,
          ),
          cell(
            marked.map(({ ssim }) => ssim),
            3,
            Math.min,
          ),
          cell(
            marked.map(({ butteraugli }) => butteraugli),
            2,
            Math.max,
          ),
          cell(
            flat.map(({ near }) => near),
            2,
            Math.max,
          ),
          cell(
            flat.map(({ rms }) => rms),
            2,
            Math.max,
          ),
        ],
      ];
    });
  });
  const head = [
    '',
    'visibility',
    'pictures',
    'PSNR, dB',
    'SSIM',
    'butteraugli, 3-norm',
    'V2 of flat areas',
    'their RMS, levels',
  ];
  return `${table(head, rows)}\n\nMean / worst. About 1 in butteraugli is where a careful viewer stops seeing a difference. V2 is the contrast in flat areas, seen at twice the size, in units of what the eye just sees of a grating; of pictures that have such areas.`;
}

/** What is read of what each visibility marks, by kind of picture. */
export function visibilityReadings(): string {
  const { pictures } = JSON.parse(read('bench/results/quality-held-out-512.json')) as QualitySet;
  const classes: readonly [string, (quality: Quality) => boolean][] = [
    ['screens', ({ kind }) => kind === 'screen'],
    ['illustrations', ({ kind }) => kind === 'illustration'],
    ['a quarter flat or more', ({ flat }) => (flat?.share ?? 0) >= 0.25],
    ['all', () => true],
  ];
  const rows = classes.map(([name, belongs]) => {
    const cells = VISIBILITIES.map((way) => {
      const list = pictures.filter((q) => q.visibility === way && belongs(q));
      const lost = list.reduce((sum, q) => sum + (q.lost?.length ?? 0), 0);
      return {
        count: list.length,
        rate: `${(100 - (100 * lost) / (15 * list.length)).toFixed(1)} %`,
      };
    });
    return [name, String(cells[0]!.count), ...cells.map(({ rate }) => rate)];
  });
  return table(['', 'pictures', ...VISIBILITIES], rows);
}

/** What was looked at without a mark to find, and how often one was found. */
export function negatives(): string {
  const { count, all } = JSON.parse(read('bench/results/negatives-held-out.json')) as {
    count: number;
    all: { hits: number; mostDecodes: number };
  };
  const found = all.hits === 0 ? 'none was' : `${all.hits} were`;
  return `Of ${count.toLocaleString('en')} parts of pictures without the mark that was looked for, attacked like the others, ${found} said to have it. No picture had more than ${all.mostDecodes} code words decoded; the search ends after 60, which pass by chance in 5.5e-11 of pictures.`;
}

/** What a million records take, and what that makes of a thousand million. */
export function records(): string {
  const [ofFolder, ofDatabase] = ['lmdb', 'postgresql'].map((name) => {
    const { trials } = JSON.parse(read(`bench/results/registry-million-${name}.json`)) as {
      trials: { steps: RegistryStep[] }[];
    };
    return trials[0]!.steps;
  }) as [RegistryStep[], RegistryStep[]];
  const [folder, database] = [ofFolder.at(-1)!, ofDatabase.at(-1)!];
  const before = ofDatabase.at(-2)!.records.toLocaleString('en');
  const row = (name: string, of: (step: RegistryStep) => number) => [
    name,
    ...[folder, database].map((step) => Math.round(of(step)).toLocaleString('en')),
  ];
  const rows = [
    row('bytes a record, without its store', ({ bytes, records }) => bytes / records),
    row(`signed records a second, from ${before} on`, ({ put }) => put.perSecond),
  ];
  const terabytes = (1e9 * database.bytes) / database.records / 1e12;
  const days = 1e9 / database.put.perSecond / 86_400;
  return `${table(['of a million records', 'in a folder', 'in PostgreSQL'], rows)}

By the same arithmetic 10^9 records in PostgreSQL take ${terabytes.toFixed(1)} TB, as much again for each replica, and ${days.toFixed(1)} days of one writer.`;
}

/** What is found of a text watermark, by length and evidence. */
export function power(): string {
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

interface RegistryStep {
  readonly records: number;
  readonly bytes: number;
  readonly put: { readonly perSecond: number };
}

interface Rate {
  exact: number;
  trials: number;
}

interface RobustnessSet {
  visibility?: string;
  all: Rate;
  attacks: readonly unknown[];
  pictures: readonly unknown[];
  groups: (Rate & { group: string })[];
  wrong: number;
}

interface Quality {
  kind: string;
  visibility?: string | null;
  /** In dB; null where it was marked by visibility. */
  level: number | null;
  psnr: number;
  ssim: number;
  butteraugli: number;
  flat?: { share: number; near: number; rms: number };
  lost?: readonly string[] | null;
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

import type { Figures } from './figures.ts';

/** Written by `npm run disclosure:figures` from bench/results and the dates of commits: never by hand. */
export const MEASURED: Figures = {
  version: '0.1.0',
  watermark: {
    measured: '2026-11-24T20:49:34.000Z',
    changed: '2026-11-24T20:09:25.000Z',
    command: 'npm run bench:robustness -- --write held-out-512',
    attacks: 184,
    all: { exact: 7041, trials: 7360 },
    codecs: { exact: 711, trials: 800 },
    crops: { exact: 356, trials: 360 },
    rotations: { exact: 2160, trials: 2160 },
    geometry: { exact: 131, trials: 240 },
    pipelines: { exact: 280, trials: 280 },
  },
  negatives: {
    measured: '2026-11-24T20:49:34.000Z',
    changed: '2026-11-24T20:09:25.000Z',
    command: 'npm run bench:negatives -- --write held-out',
    count: 100000,
    hits: 0,
  },
  fuzz: {
    measured: '2026-11-28T02:12:54.000Z',
    changed: '2026-11-28T08:40:55.000Z',
    command: 'npm run fuzz:files -- --write',
    made: 200000,
    wrong: 0,
  },
  likeness: {
    measured: '2026-11-24T16:57:41.000Z',
    changed: '2026-11-24T17:14:22.000Z',
    command: 'npm run bench:fingerprint -- --write held-out',
    trials: 1355,
    same: 1318,
    others: 62640,
    wrong: 2,
  },
  textPower: {
    measured: '2026-11-27T19:04:24.000Z',
    changed: '2026-11-28T04:34:23.000Z',
    command: 'npm run bench:textmark -- --part power --write',
    length: 200,
    found: 995,
    trials: 1000,
  },
};

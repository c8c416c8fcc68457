import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTrust, readCredentials, type Trust } from '../src/index.ts';

interface Expected {
  file: string;
  mime: string;
  state: string;
  accept_states?: string[];
  failure: string[];
  alt_failure?: string[];
}

/** Laid beside the repository; not part of it. */
const folder = new URL('../../../../shared/data/c2pa/', import.meta.url);
const present = existsSync(new URL('expected.json', folder));
if (!present) console.info('c2pa conformance: skipped, there is no ../shared/data/c2pa');
const expected: { corpus: Expected[]; images: Expected[] } = present
  ? JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'))
  : { corpus: [], images: [] };

describe.skipIf(!present)('expected verdicts', () => {
  let trust: Trust;
  beforeAll(async () => {
    trust = await loadTrust({
      anchors: new URL('trust/test-anchors.pem', folder),
      trustConfig: new URL('trust/store.cfg', folder),
    });
  });

  const cases = [...expected.corpus, ...expected.images].flatMap((entry) =>
    (['path', 'bytes'] as const).map((from) => ({ ...entry, from })),
  );
  it.each(cases)('$file by $from is $state', async (entry) => {
    const url = new URL(entry.file, folder);
    const input = entry.from === 'path' ? url : new Uint8Array(readFileSync(url));
    const report = await readCredentials(input, { trust, mediaType: entry.mime });
    expect(entry.accept_states ?? [entry.state]).toContain(report.state);
    const reported = [...report.failure, ...report.ingredientFailures].map(({ code }) => code);
    const missing = entry.failure.filter((code) => !reported.includes(code));
    const alternative = entry.alt_failure?.some((code) => reported.includes(code)) ?? false;
    expect(alternative ? [] : missing).toEqual([]);
    if (report.state === 'Trusted') expect(reported).toEqual([]);
  });
});

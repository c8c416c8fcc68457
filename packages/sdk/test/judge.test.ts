import { readdirSync, readFileSync } from 'node:fs';
import type { Evidence, Verdict } from '@provenance/sdk';
import { judge } from '@provenance/sdk/internal';
import { describe, expect, test } from 'vitest';

interface Vectors {
  cases: { id: number; name: string; why: string; evidence: Evidence[]; verdict: Verdict }[];
}

const folder = new URL('../../../test-vectors/verdict/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe.each(files)('%s', (file) => {
  const { cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vectors;
  test.each(cases)('$id $name', ({ evidence, verdict }) => {
    expect(judge(evidence)).toEqual(verdict);
  });

  test.each(cases)('$id says no more in another order of equals', ({ evidence, verdict }) => {
    // Only the words may depend on the order: they name the first thing that failed.
    const { says: _, ...expected } = verdict;
    expect(judge([...evidence].reverse())).toMatchObject(expected);
  });
});

test('there are vectors', () => {
  expect(files.length).toBeGreaterThan(0);
});

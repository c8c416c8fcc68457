import { readdirSync, readFileSync } from 'node:fs';
import { CATALOGUE } from '@provenance/messages';
import { expect, test } from 'vitest';

const folder = new URL('../../../test-vectors/verdict/', import.meta.url);
const vectors = readdirSync(folder).map((name) =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
);

test('every rule that has words has a vector', () => {
  const verdicts = JSON.stringify(
    vectors.flatMap(({ cases }) => cases.map(({ verdict }: { verdict: unknown }) => verdict)),
  );
  const codes = Object.keys(CATALOGUE).filter((code) => /^(verdict|conflict)\./.test(code));
  expect(codes.filter((code) => !verdicts.includes(`"${code}"`))).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../src/index.ts';
import { CASES } from './cases.ts';

interface Vector {
  readonly name: string;
  readonly why: string;
  readonly mediaType?: string;
  readonly file: string;
  readonly labels: unknown;
  readonly unread: unknown;
}

const path = new URL('../../../test-vectors/labels/labels.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Vector[] };

describe('test-vectors/labels', () => {
  it.each(cases)('$name', ({ file, mediaType, labels, unread }) => {
    const bytes = Uint8Array.from(Buffer.from(file, 'base64'));
    expect(readLabels(bytes, mediaType)).toEqual({ labels, unread });
  });

  it('has every case, each with a reason', () => {
    expect(cases.map(({ name }) => name)).toEqual(CASES.map(({ name }) => name));
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.filter(({ why }) => why === '')).toEqual([]);
  });
});

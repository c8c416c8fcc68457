import { ERROR_CODES, type ErrorCode, ProvenanceError } from '@provenance/content';
import { expect, test } from 'vitest';

test('every code has a meaning and a remedy, each a sentence', () => {
  for (const [code, texts] of Object.entries(ERROR_CODES)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
    for (const text of texts) expect(text).toMatch(/^[A-Z`].*\.$/);
  }
});

test('a message ends with the remedy, and the cause is kept apart', () => {
  const cause = new Error('secret path');
  const error = new ProvenanceError('FILE_IO', 'It broke.', { cause });
  expect(error.message.endsWith(ERROR_CODES.FILE_IO[1])).toBe(true);
  expect(error.message).not.toContain('secret');
  expect(error.cause).toBe(cause);
  expect(error).toMatchObject({ name: 'ProvenanceError', code: 'FILE_IO' satisfies ErrorCode });
});

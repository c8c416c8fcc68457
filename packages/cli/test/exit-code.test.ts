import { EXIT_CODES, type ExitCode } from '@provenance/cli';
import { ERROR_CODES, type ErrorCode, ProvenanceError } from '@provenance/content';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exitCodeOfError, worst } from '../src/terminal/exit-code.ts';

const codes = Object.keys(EXIT_CODES).map(Number) as ExitCode[];

test('the exit codes are these: scripts rely on them', () => {
  expect(codes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 130]);
});

describe('worst', () => {
  test('nothing went wrong where nothing was done', () => {
    expect(worst([])).toBe(0);
  });

  test('a file that fails outweighs one that could not be checked, and that one where nothing was found', () => {
    const order: ExitCode[] = [130, 2, 1, 10, 11, 3, 6, 7, 5, 4, 0];
    expect([...order].sort()).toEqual([...codes].sort());
    for (const [index, code] of order.entries()) {
      expect(worst([...order.slice(index)].reverse())).toBe(code);
    }
  });

  test('is one of the codes, and neither order nor repetition matters', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...codes), { minLength: 1 }), (some) => {
        expect(some).toContain(worst(some));
        expect(worst([...some].reverse())).toBe(worst(some));
        expect(worst([...some, ...some])).toBe(worst(some));
      }),
    );
  });
});

test('every error has an exit code, and none says that all is well', () => {
  const expected: Partial<Record<ErrorCode, ExitCode>> = {
    CERTIFICATE_MALFORMED: 2,
    CERTIFICATE_REFUSED: 2,
    CONFIG_INVALID: 2,
    CREDENTIAL_NOT_CARRIED: 2,
    DELEGATION_EXPIRED: 2,
    DELEGATION_MALFORMED: 2,
    FILE_EXISTS: 2,
    GUARD_BLOCKED: 1,
    KEY_MALFORMED: 2,
    KEY_MISMATCH: 2,
    MANIFEST_REFUSED: 2,
    CREDENTIAL_PRESENT: 2,
    RECORD_EXISTS: 2,
    RECORD_HELD: 2,
    REGISTRY_MISSING: 2,
    REGISTRY_UNAVAILABLE: 11,
    STATEMENT_MALFORMED: 2,
    TRUST_MALFORMED: 2,
    TIMESTAMP_FAILED: 11,
    WATERMARK_NOT_CARRIED: 1,
  };
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    expect(exitCodeOfError(new ProvenanceError(code)), code).toBe(expected[code] ?? 10);
  }
});

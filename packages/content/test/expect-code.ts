import { type ErrorCode, ProvenanceError } from '@provenance/content';
import { expect } from 'vitest';

/** The ProvenanceError of that code that a call must end in. */
export async function expectCode(
  code: ErrorCode,
  call: () => unknown | Promise<unknown>,
): Promise<ProvenanceError> {
  let error: unknown;
  try {
    await call();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ProvenanceError);
  expect((error as ProvenanceError).code).toBe(code);
  return error as ProvenanceError;
}

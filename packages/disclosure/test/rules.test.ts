import type { VerifyReport } from '@provenance/sdk';
import { expect, test } from 'vitest';
import { RULE_SETS, testRules } from '../src/index.ts';

/** A report of a signed file, as far as rules read it. */
function report(
  evidence: readonly object[],
  rest: Partial<Record<keyof VerifyReport, unknown>> = {},
): VerifyReport {
  return {
    mediaType: 'image/png',
    verdict: { integrity: 'intact', conflicts: [] },
    c2pa: { state: 'Valid', activeManifest: 'urn:c2pa:1', signer: { organization: 'Example' } },
    watermark: null,
    registry: null,
    evidence,
    ...rest,
  } as unknown as VerifyReport;
}

const signature = { finding: 'signature', holds: true, issuer: 'Example' };
const origin = {
  finding: 'origin',
  kind: 'ai-generated',
  model: 'painter 2.1',
  generator: 'app 1',
  time: null,
};
const results = (given: VerifyReport, set: (typeof RULE_SETS)[number]) =>
  Object.fromEntries(testRules(given, [set]).map(({ test, result }) => [test, result]));

test('a time counts for EU-1 only where somebody vouches for it', () => {
  const time = (vouched: boolean) => ({ finding: 'time', time: '2026-11-28T00:00:00Z', vouched });
  expect(results(report([signature, origin, time(true)]), 'eu').time).toBe('met');
  expect(results(report([signature, origin, time(false)]), 'eu').time).toBe('missing');
  expect(results(report([signature, origin, time(false)]), 'ca').when).toBe('met');
  expect(results(report([signature, origin]), 'ca').when).toBe('missing');
});

test('who signs without an organization names no provider', () => {
  const c2pa = { state: 'Valid', activeManifest: 'urn:c2pa:1', signer: { organization: null } };
  expect(results(report([signature, origin], { c2pa }), 'ca').provider).toBe('missing');
  expect(results(report([signature, origin]), 'ca').provider).toBe('met');
});

test('a system is the model, or the application; a version is that of the model', () => {
  const plain = { ...origin, model: null };
  expect(results(report([signature, plain]), 'ca')).toMatchObject({
    system: 'met',
    version: 'missing',
  });
  const nobody = { ...plain, generator: null };
  expect(results(report([signature, nobody]), 'ca').system).toBe('missing');
  for (const [model, result] of [
    ['painter 2.1', 'met'],
    ['painter v3', 'met'],
    ['painter', 'missing'],
    ['painter-xl', 'missing'],
  ]) {
    expect(results(report([signature, { ...origin, model }]), 'ca').version).toBe(result);
  }
});

test.each([
  [{ state: 'Invalid', activeManifest: 'urn:c2pa:1' }, 'intact'],
  [{ state: 'Valid', activeManifest: 'urn:c2pa:1' }, 'altered'],
])('what does not hold is signed by nobody: %j, %s', (c2pa, integrity) => {
  const verdict = { integrity, conflicts: [] };
  const found = results(report([signature, origin], { c2pa, verdict }), 'eu');
  expect(found['ai-signed']).toBe('missing');
});

test('a record that only looks a little alike verifies nothing; one by hash does', () => {
  const c2pa = { state: 'NoManifest', activeManifest: null, signer: null };
  const of = (record: object) =>
    results(report([], { c2pa, registry: { records: [record] } }), 'jp');
  expect(of({ by: 'fingerprint', look: 'undecided' }).verifiable).toBe('missing');
  expect(of({ by: 'fingerprint', look: 'same' }).verifiable).toBe('met');
  expect(of({ by: 'hash', look: null }).verifiable).toBe('met');
});

test('a mark whose key nobody says anything of does not say AI', () => {
  const c2pa = { state: 'NoManifest', activeManifest: null, signer: null };
  const watermark = (marks: string | null) => ({ present: true, notLooked: null, marks });
  const of = (marks: string | null) =>
    results(report([], { c2pa, watermark: watermark(marks) }), 'kr');
  expect(of('ai-generated').machine).toBe('met');
  expect(of(null).machine).toBe('missing');
});

test('labels that were not all looked at may be anywhere', () => {
  const gap = { finding: 'label-gap' };
  expect(results(report([gap]), 'cn').aigc).toBe('not-checked');
  expect(results(report([]), 'cn').aigc).toBe('missing');
});

test('of a file that could not be read nothing is said', () => {
  const c2pa = { state: 'Error', activeManifest: null, signer: null };
  const found = testRules(report([], { c2pa }), RULE_SETS);
  expect(new Set(found.map(({ result }) => result))).toEqual(new Set(['not-checked']));
});

test('what is missing says why, and what is met says nothing more', () => {
  for (const given of [report([]), report([signature, origin])]) {
    for (const { result, why } of testRules(given, RULE_SETS)) {
      expect(why === null).toBe(result === 'met');
    }
  }
});

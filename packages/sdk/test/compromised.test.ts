// A signing key that somebody else may have: what a trusted time stamp leaves of it.
import { judge } from '@provenance/sdk/internal';
import { describe, expect, test } from 'vitest';
import { checkCompromisedSigners, holdsStill } from '../src/claims/compromised.ts';
import { manifestEvidence } from '../src/evidence/credential.ts';
import { action, credentials, ingredient, manifest } from './reports.ts';

const since = '2026-05-01T00:00:00Z';
const stolen = [{ serial: '1', organization: 'active Ltd.', since }];
const signed = (signedAt: string | null, timeStamped: boolean) =>
  credentials({ manifests: [manifest('active', { signedAt, timeStamped })] });
const trustIn = (report: ReturnType<typeof credentials>, signers = stolen) =>
  judge(manifestEvidence(report, signers)).trust;

describe('a signature with a stolen key', () => {
  test.each<[string, string | null, boolean, 'trusted' | 'none']>([
    ['stamped before', '2026-04-30T23:59:59Z', true, 'trusted'],
    ['stamped at that very time', since, true, 'none'],
    ['stamped after', '2026-05-02T00:00:00Z', true, 'none'],
    ['that says itself it was before', '2026-04-30T00:00:00Z', false, 'none'],
    ['without a time', null, false, 'none'],
    ['stamped before, in another zone', '2026-05-01T08:59:59+09:00', true, 'trusted'],
  ])('%s', (_, signedAt, timeStamped, trust) => {
    const report = signed(signedAt, timeStamped);
    expect(trustIn(report)).toBe(trust);
    expect(holdsStill(report, stolen)).toBe(trust === 'trusted');
  });

  test('is that of this certificate alone', () => {
    const report = signed(null, false);
    expect(trustIn(report, [{ serial: '2', organization: 'active Ltd.', since }])).toBe('trusted');
    expect(trustIn(report, [{ serial: '1', organization: 'Other', since }])).toBe('trusted');
    expect(trustIn(report, [])).toBe('trusted');
  });

  test('counts from the earliest time that was said', () => {
    const later = [{ ...stolen[0]!, since: '2026-06-01T00:00:00Z' }, ...stolen];
    expect(trustIn(signed('2026-05-15T00:00:00Z', true), later)).toBe('none');
  });

  test('is nothing more where the credential fails anyway', () => {
    expect(holdsStill({ ...signed(null, false), state: 'Invalid' }, [])).toBe(false);
  });
});

describe('what was made from content that a stolen key has signed', () => {
  const thief = [{ serial: '1', organization: 'parent Ltd.', since }];
  const edited = (signedAt: string | null) =>
    credentials({
      manifests: [
        manifest('active', {
          actions: [action('c2pa.opened')],
          ingredients: [ingredient('parentOf', 'parent')],
        }),
        manifest('parent', {
          actions: [action('c2pa.created', 'digitalCapture')],
          signedAt,
          timeStamped: signedAt !== null,
          softBindings: [MARK],
        }),
      ],
    });
  const MARK = { alg: 'com.example.mark', values: ['id'] };

  test('comes from nowhere that is known, and says why', () => {
    const evidence = manifestEvidence(edited(null), thief);
    const verdict = judge(evidence);
    expect(verdict).toMatchObject({ trust: 'trusted', origin: { kind: 'unknown' } });
    expect(verdict.says.map(({ code }) => code)).toContain('verdict.ingredient-doubt');
    const found = evidence.find((entry) => entry.finding === 'ingredient');
    expect(found).toMatchObject({ holds: false, codes: ['provenance.signingKey.compromised'] });
    expect(evidence.filter(({ finding }) => finding === 'soft-binding')).toEqual([]);
  });

  test('is as good as before where a time stamp shows that it was signed before', () => {
    const verdict = judge(manifestEvidence(edited('2026-04-30T00:00:00Z'), thief));
    expect(verdict).toMatchObject({ trust: 'trusted', origin: { kind: 'captured' } });
  });

  test('is as good as before where nobody said so', () => {
    expect(judge(manifestEvidence(edited(null), []))).toMatchObject({
      origin: { kind: 'captured' },
    });
  });
});

test.each([
  [[{ serial: 1, organization: null, since }]],
  [[{ serial: '0x1', organization: null, since }]],
  [[{ serial: '1', organization: 1, since }]],
  [[{ serial: '1', organization: null, since: 'yesterday' }]],
  ['all'],
])('%j are no such signers', (given) => {
  expect(() => checkCompromisedSigners(given as never)).toThrow(TypeError);
});

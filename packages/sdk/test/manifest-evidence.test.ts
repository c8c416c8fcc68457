import type { CredentialState } from '@provenance/c2pa';
import { type Evidence, judge } from '@provenance/sdk';
import { describe, expect, test } from 'vitest';
import { manifestEvidence } from '../src/manifest-evidence.ts';
import { action, credentials, ingredient, manifest, statuses } from './reports.ts';

const find = <F extends Evidence['finding']>(evidence: readonly Evidence[], finding: F) =>
  evidence.filter((entry): entry is Extract<Evidence, { finding: F }> => entry.finding === finding);

const ai = manifest('active', {
  actions: [action('c2pa.created', 'trainedAlgorithmicMedia', 'model 2')],
});

describe('what is found in a report', () => {
  test('a credential that holds', () => {
    const evidence = manifestEvidence(credentials({ manifests: [ai] }));
    expect(evidence.map(({ finding }) => finding)).toEqual([
      'manifest',
      'signature',
      'trust',
      'binding',
      'origin',
      'action',
    ]);
    expect(evidence.filter(({ weight }) => weight === 'against')).toEqual([]);
    expect(find(evidence, 'origin')[0]).toMatchObject({
      kind: 'ai-generated',
      issuer: 'active Ltd.',
      generator: 'app 1',
      model: 'model 2',
      strength: 'claimed',
    });
  });

  test.each<[string, string[], string[], Partial<Evidence>[]]>([
    [
      'an altered content',
      ['claimSignature.validated', 'signingCredential.trusted'],
      ['assertion.dataHash.mismatch'],
      [
        { finding: 'signature', holds: true },
        { finding: 'binding', holds: false },
      ],
    ],
    [
      'a broken signature',
      ['assertion.dataHash.match'],
      ['claimSignature.mismatch'],
      [
        { finding: 'signature', holds: false },
        { finding: 'binding', holds: true },
      ],
    ],
    [
      'a certificate that may not sign',
      ['claimSignature.validated'],
      ['signingCredential.invalid', 'signingCredential.untrusted'],
      [
        { finding: 'signature', holds: false, codes: ['signingCredential.invalid'] },
        { finding: 'trust', trusted: false },
      ],
    ],
    [
      'an unknown signer',
      ['claimSignature.validated'],
      ['signingCredential.untrusted'],
      [
        { finding: 'signature', holds: true },
        { finding: 'trust', trusted: false },
      ],
    ],
    [
      'any other failure',
      ['claimSignature.validated'],
      ['assertion.action.malformed', 'assertion.action.malformed', 'some.new.code'],
      [
        { finding: 'failure', codes: ['assertion.action.malformed'] },
        { finding: 'failure', codes: ['some.new.code'] },
      ],
    ],
  ])('%s', (_, success, failure, expected) => {
    const evidence = manifestEvidence(
      credentials({
        state: 'Invalid',
        success: statuses(...success),
        failure: statuses(...failure),
      }),
    );
    for (const entry of expected) expect(evidence).toContainEqual(expect.objectContaining(entry));
    const codes = evidence.flatMap((entry) => entry.codes);
    expect(codes).toEqual(expect.arrayContaining(failure));
    expect([...success, ...failure]).toEqual(expect.arrayContaining(codes));
  });

  test('no failure code is lost, whatever the state', () => {
    const failure = statuses('manifest.inaccessible.malformed', 'assertion.dataHash.mismatch');
    const states: CredentialState[] = ['Error', 'Invalid', 'Valid'];
    for (const state of states) {
      for (const activeManifest of [null, 'active']) {
        const manifests = activeManifest === null ? [] : [ai];
        const report = credentials({ state, failure, activeManifest, manifests, success: [] });
        const codes = manifestEvidence(report).flatMap((entry) => entry.codes);
        expect(codes).toEqual(expect.arrayContaining(failure.map(({ code }) => code)));
      }
    }
  });

  test('ingredients: one that holds, one that failed, one unsigned, one by an unknown signer', () => {
    const active = manifest('active', {
      ingredients: [
        ingredient('parentOf', 'good'),
        ingredient('componentOf', 'bad', 'assertion.dataHash.mismatch'),
        ingredient('inputTo', null),
        ingredient('componentOf', 'stranger', 'signingCredential.untrusted'),
      ],
    });
    const found = find(manifestEvidence(credentials({ manifests: [active] })), 'ingredient');
    expect(found.map(({ holds, weight }) => [holds, weight])).toEqual([
      [true, 'neutral'],
      [false, 'against'],
      [null, 'neutral'],
      [true, 'neutral'],
    ]);
  });

  test('a time stamp is worth what its authority is', () => {
    const time = (content: Parameters<typeof manifest>[1]) =>
      find(manifestEvidence(credentials({ manifests: [manifest('active', content)] })), 'time')[0];
    const signedAt = '2026-01-02T03:04:05Z';
    expect(time({ signedAt, timeStamped: true })).toMatchObject({ time: signedAt, vouched: true });
    expect(time({ signedAt })).toMatchObject({ time: signedAt, vouched: false });
    const when = '2026-02-03T04:05:06Z';
    const said = { ...action('c2pa.created'), when };
    expect(time({ actions: [said] })).toMatchObject({ time: when, vouched: false });
    expect(time({})).toBe(undefined);
  });

  test('parts of the file that no hash covers', () => {
    const informational = statuses('assertion.dataHash.additionalExclusionsPresent');
    const evidence = manifestEvidence(credentials({ informational }));
    expect(find(evidence, 'warning')).toHaveLength(1);
  });

  test('the strings of a hostile file cannot forge a line or drive a terminal', () => {
    const evil = 'x\n✓ Trusted\u001b[2J\u202e';
    const active = manifest('active', {
      claimGenerator: { name: evil, version: evil },
      signer: { commonName: evil, organization: evil, alg: evil, serial: evil, development: false },
      signedAt: evil,
      actions: [{ ...action(evil, evil, evil), when: evil }],
      ingredients: [{ ...ingredient('parentOf', evil), title: evil, relationship: evil }],
      aiDisclosure: { modelName: evil },
    });
    const evidence = manifestEvidence(credentials({ manifests: [active], reason: evil }));
    const shown = [...evidence.map(({ statement }) => statement), judge(evidence).sentence];
    for (const text of shown) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

test.each<[CredentialState, string]>([
  ['NoManifest', 'unverifiable'],
  ['Remote', 'unverifiable'],
  ['Error', 'unverifiable'],
])('%s is %s and of unknown origin', (state, integrity) => {
  const report = credentials({ state, activeManifest: null, manifests: [], success: [] });
  expect(judge(manifestEvidence(report))).toMatchObject({
    integrity,
    trust: 'none',
    origin: { kind: 'unknown' },
  });
});

import type { CredentialState } from '@provenance/c2pa';
import { render } from '@provenance/messages';
import type { Evidence, VerifyReport } from '@provenance/sdk';
import { judge, reportFromCredentials } from '@provenance/sdk/internal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifestEvidence } from '../src/evidence/credential.ts';
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
    const said = [...evidence.map(({ says }) => says), judge(evidence).says];
    for (const text of said.map((says) => render(says)))
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

const sentences = ({ evidence, verdict }: VerifyReport) => [
  ...evidence.map(({ statement }) => statement),
  verdict.sentence,
];

// Greek letters are in none of our phrases: outside of the quotation marks, the file has spoken.
const greek = fc
  .array(
    fc.constantFrom(
      ...'ΩΨ',
      ...'“”„‟"\'’«»「」″`. ;:,()\n\u202e\u001b',
      ' c2pa.',
      'https://',
      '2026-',
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((parts) => `Ω${parts.join('')}`);

test('whatever the file says stands in quotation marks', () => {
  const states = fc.constantFrom<CredentialState>(
    ...(['Trusted', 'Valid', 'Invalid', 'NoManifest', 'Remote', 'Error'] as const),
  );
  fc.assert(
    fc.property(fc.array(greek, { minLength: 12, maxLength: 12 }), states, (words, state) => {
      const [a, b, c, d, e, f, g, h, i, j, k, l] = words as [string, ...string[]] & string[];
      const text = (word: string | undefined) => word as string;
      const names = { commonName: a, organization: text(b), alg: a, serial: a, development: false };
      const active = manifest('active', {
        claimGenerator: { name: text(c), version: text(d) },
        signer: names,
        signedAt: text(e),
        actions: [
          { ...action('c2pa.created', 'trainedAlgorithmicMedia', text(f)), when: text(g) },
          { ...action(text(h), text(i), text(j)), when: text(k) },
          { ...action(`c2pa.${h}`), digitalSourceType: text(l) },
        ],
        ingredients: [
          { ...ingredient('parentOf', 'parent', text(l)), title: text(k) },
          { ...ingredient(text(a), null), title: text(b) },
        ],
        aiDisclosure: { modelName: c },
        trainingMining: { [text(d)]: { use: text(e), constraintInfo: text(f) } },
      });
      const parent = manifest('parent', { signer: { ...names, organization: text(c) } });
      const read = credentials({
        state,
        reason: text(g),
        remoteUrl: `https://example.invalid/${h}`,
        manifests: [active, parent],
        failure: statuses(text(i), 'assertion.dataHash.mismatch'),
      });
      const english = reportFromCredentials(read);
      for (const shown of sentences(english)) {
        expect(shown.replace(/“[^“”]*”/gu, '')).not.toMatch(/[ΩΨ“”]/u);
      }
      const japanese = reportFromCredentials(read, {}, { language: 'ja' });
      for (const shown of sentences(japanese)) {
        expect(shown.replace(/「[^「」]*」/gu, '')).not.toMatch(/[ΩΨ「」]/u);
      }
    }),
  );
});

test('names of object properties are names like others', () => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    const active = manifest('active', {
      actions: [action(name, name, name)],
      ingredients: [{ ...ingredient(name, name, name), title: name }],
      trainingMining: { [name]: { use: name, constraintInfo: null } },
    });
    const report = credentials({
      state: 'Error',
      reason: name,
      failure: statuses(name),
      manifests: [active],
    });
    for (const { says } of manifestEvidence(report)) expect(render(says)).not.toMatch(/function/);
  }
});

test('an application that names itself has named no model', () => {
  const model = (content: Parameters<typeof manifest>[1]) =>
    find(manifestEvidence(credentials({ manifests: [manifest('active', content)] })), 'origin')[0]
      ?.model;
  const created = (name: string, version: string | null) => [
    { ...action('c2pa.created', 'trainedAlgorithmicMedia'), softwareAgent: { name, version } },
  ];
  expect(model({ actions: created('app', '1') })).toBe(null);
  expect(model({ actions: created('app', null) })).toBe(null);
  expect(model({ actions: created('app', '1'), aiDisclosure: { modelName: 'm' } })).toBe('m');
  expect(model({ actions: created('model', '1') })).toBe('model 1');
  expect(model({ actions: created('app', '2') })).toBe('app 2');
});

describe('preferences for its use', () => {
  const uses = ['cawg.ai_generative_training', 'cawg.ai_training', 'cawg.ai_inference'];
  const said = (entries: Record<string, string>) => {
    const trainingMining = Object.fromEntries(
      Object.entries(entries).map(([key, use]) => [key, { use, constraintInfo: null }]),
    );
    const active = manifest('active', { trainingMining });
    const [usage] = find(manifestEvidence(credentials({ manifests: [active] })), 'usage');
    return usage && { ...usage, statement: render(usage.says) };
  };
  const all = (use: string) =>
    Object.fromEntries([...uses, 'cawg.data_mining'].map((key) => [key, use]));

  test('are a finding that speaks neither for nor against', () => {
    expect(said(all('notAllowed'))).toMatchObject({ weight: 'neutral', strength: 'claimed' });
    expect(said({})).toBe(undefined);
  });

  test('are never made larger than they are', () => {
    const [none, allowed] = [said(all('notAllowed')), said(all('allowed'))];
    expect(none?.statement).not.toBe(allowed?.statement);
    for (const entries of [
      { 'cawg.ai_training': 'allowed' },
      { ...all('allowed'), 'cawg.data_mining': 'notAllowed' },
      { ...all('allowed'), 'cawg.data_mining': 'constrained' },
    ]) {
      expect(said(entries)?.statement).not.toBe(allowed?.statement);
    }
    expect(said({ 'cawg.ai_training': 'notAllowed' })?.statement).not.toBe(none?.statement);
  });

  test('of a hostile file are cut', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, 'allowed']));
    expect(said(many)?.statement.length).toBeLessThan(2000);
  });
});

describe('what a signature that does not hold covers', () => {
  const of = (success: string[], failure: string[]) =>
    manifestEvidence(
      credentials({
        state: 'Invalid',
        success: statuses(...success),
        failure: statuses(...failure),
      }),
    );
  test.each([
    [['signingCredential.trusted', 'assertion.dataHash.match'], ['claimSignature.mismatch']],
    [['signingCredential.trusted', 'assertion.dataHash.match'], []],
  ])('counts for nothing: %j %j', (success, failure) => {
    const evidence = of(success, failure);
    for (const finding of ['trust', 'binding'] as const) {
      expect(find(evidence, finding)).toMatchObject([{ weight: 'neutral', strength: 'none' }]);
    }
    expect(judge(evidence)).toMatchObject({ integrity: 'unverifiable', assurance: 'none' });
  });
});

test('a hash with exclusions never says bit for bit', () => {
  const informational = statuses('assertion.dataHash.additionalExclusionsPresent');
  const { evidence, verdict, policy } = reportFromCredentials(credentials({ informational }));
  const plain = reportFromCredentials(credentials()).evidence;
  const [of, ofPlain] = [evidence, plain].map((all) => find(all, 'binding')[0]?.says);
  expect(of).not.toEqual(ofPlain);
  expect(verdict.integrity).toBe('unverifiable');
  expect(policy.unmet).toBe('integrity');
});

test('a manifest store by itself is neither altered nor whole', () => {
  const { verdict, c2pa } = reportFromCredentials(
    credentials({
      mediaType: 'application/c2pa',
      state: 'Invalid',
      success: statuses('claimSignature.validated'),
      failure: statuses('signingCredential.untrusted', 'assertion.dataHash.mismatch'),
    }),
  );
  expect(verdict).toMatchObject({ integrity: 'unverifiable', assurance: 'none' });
  expect(c2pa).toMatchObject({ state: 'Invalid' });
  expect(c2pa.failure).toContain('assertion.dataHash.mismatch');
});

test('a remote manifest: where it is, and why it was not fetched', () => {
  const remoteUrl = 'https://example.invalid/a.c2pa';
  const remote = { state: 'Remote', remoteUrl, activeManifest: null, manifests: [] } as const;
  const reason = 'manifest.inaccessible.notPublic';
  const asked = reportFromCredentials(credentials({ ...remote, reason }));
  const unasked = reportFromCredentials(credentials(remote));
  for (const { evidence } of [asked, unasked]) {
    expect(evidence[0]?.statement).toContain(`“${remoteUrl}”`);
  }
  expect(asked.verdict.sentence).toContain('it does not lie at a public address');
  expect(unasked.verdict.sentence).not.toContain('public address');
  // What a library may say of itself is nothing for a person.
  const strange = reportFromCredentials(
    credentials({ ...remote, reason: 'ECONNREFUSED 10.1.1.1' }),
  );
  expect(strange.verdict.sentence).not.toContain('10.1.1.1');
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

// Finding M6: no pattern runs over all of a string without an end.
describe('a report on strings of millions', () => {
  const ENDLESS = [
    '/',
    'x/',
    ' ',
    '\u0301',
    '”',
    '\u{1f676}',
    '\ufe0f',
    'x',
    '.',
    ',',
    '\n',
    '-',
    '(',
    'é',
  ];
  test.each(ENDLESS)('%j: short, and soon', (unit) => {
    const long = `${unit.repeat(2_000_000)}Ω`;
    const names = {
      commonName: long,
      organization: long,
      alg: long,
      serial: long,
      development: false,
    };
    const active = manifest('active', {
      title: long,
      claimGenerator: { name: long, version: long },
      signer: names,
      signedAt: long,
      actions: [
        { ...action(long, long, long), when: long, digitalSourceType: long },
        {
          ...action('c2pa.created'),
          digitalSourceType: `http://c2pa.org/digitalsourcetype/${long}`,
        },
      ],
      ingredients: [{ ...ingredient(long, null, long), title: long }],
      aiDisclosure: { modelName: long },
      trainingMining: { [long]: { use: long, constraintInfo: long } },
      softBindings: [{ alg: long, values: [long] }] as never,
    });
    const { evidence, verdict } = reportFromCredentials(
      credentials({
        state: 'Invalid',
        reason: long,
        remoteUrl: long,
        manifests: [active],
        failure: statuses(long, `assertion.dataHash.${long}`, `signingCredential.${long}`),
        informational: statuses(`${long}.additionalExclusionsPresent`),
      }),
    );
    for (const shown of [...evidence.map(({ statement }) => statement), verdict.sentence]) {
      expect(shown.length).toBeLessThan(2000);
    }
  });
});

import { ProvenanceError } from '@provenance/content';
import { describe, expect, test } from 'vitest';
import { checkAnswers } from '../src/index.ts';
import { ANSWERS, EXPLANATION, TODAY } from './made.ts';

function problemsOf(value: unknown): string {
  try {
    checkAnswers(value, TODAY);
  } catch (error) {
    expect(error).toBeInstanceOf(ProvenanceError);
    expect((error as ProvenanceError).code).toBe('CONFIG_INVALID');
    return (error as Error).message;
  }
  return '';
}

test('answers that are whole are taken as they are', () => {
  expect(checkAnswers(ANSWERS, TODAY)).toBe(ANSWERS);
});

test('all that is missing is named at once', () => {
  const problems = problemsOf({});
  for (const name of ['business', 'services']) {
    expect(problems).toContain(`disclosure.${name} is missing.`);
  }
  expect(problems).toContain('disclosure.reviewed');
});

test('without a list of contacts nobody is named, which is for the statement to say', () => {
  const { contacts: _, ...rest } = ANSWERS;
  expect(checkAnswers(rest, TODAY)).toEqual({ ...rest, contacts: [] });
  expect(problemsOf({ ...rest, contacts: null })).toContain('disclosure.contacts');
});

describe('one wrong field is named', () => {
  const both = { en: 'a', ja: 'b' };
  test.each<[string, object]>([
    ['disclosure.business.name.ja', { business: { name: { en: 'Example' } } }],
    ['disclosure.business.url', { business: { name: both, url: 'javascript:alert(1)' } }],
    ['disclosure.services', { services: [] }],
    ['disclosure.services[0].en', { services: [{ en: ' ', ja: 'b' }] }],
    ['disclosure.contacts[0]', { contacts: [{ for: 'users' }] }],
    ['disclosure.contacts[0].for', { contacts: [{ for: 'nobody', url: 'https://a.example' }] }],
    ['disclosure.contacts[0].email', { contacts: [{ for: 'users', email: 'a b@c' }] }],
    ['disclosure.policies[0].url', { policies: [{ title: both, url: 'file:///etc' }] }],
    ['disclosure.reviewed', { reviewed: '2026-02-30' }],
    ['disclosure.reviewed', { reviewed: '2026-11-29' }],
    ['disclosure.detector.access', { detector: { url: 'https://a.example', access: 'all' } }],
    ['disclosure.requests.months', { requests: { months: 0 } }],
    ['disclosure.usageLog.months', { usageLog: { months: 1.5, what: both } }],
    ['disclosure.responsible.en', { responsible: { en: 'a\u0007', ja: 'b' } }],
    ['disclosure.since', { since: { watermarks: TODAY } }],
    ['disclosure.since.watermark', { since: { watermark: 'autumn' } }],
    ['disclosure.explanations.guard.until', { explanations: { guard: { why: both } } }],
    [
      'disclosure.explanations.guard.why.ja',
      { explanations: { guard: { why: { en: 'a' }, until: null } } },
    ],
    ['disclosure has the unknown field "explanation"', { explanation: { guard: EXPLANATION } }],
    ['disclosure.guard.measures.en', { guard: { measures: { en: 'a'.repeat(2001), ja: 'b' } } }],
  ])('%s', (name, wrong) => {
    expect(problemsOf({ ...ANSWERS, ...wrong })).toContain(name);
  });
});

test.each([null, [], 'text', 1])('%j is no answers', (value) => {
  expect(problemsOf(value)).toContain('disclosure must be an object');
});

import { isCode, languageOf, render, say, sayReason, sayStatus } from '@provenance/messages';
import { expect, test } from 'vitest';

test('a wrong or a missing parameter, an unknown code do not compile', () => {
  // @ts-expect-error: its parameter is missing
  say('verdict.record.known');
  // @ts-expect-error: its parameter has another name
  say('verdict.record.known', { id: 'x' });
  // @ts-expect-error: its parameter has another type
  say('verdict.recovered.likeness', { distance: 'ten', said: say('who.unnamed') });
  // @ts-expect-error: there is no such code
  say('verdict.of-nothing');
});

test('strings of a file are bounded before they are handed on', () => {
  const { parameters } = say('who.named', { name: `x\u001b[2J\n${'y'.repeat(100_000)}` });
  expect(String(parameters.name).length).toBeLessThan(210);
  expect(String(parameters.name)).not.toMatch(/\p{Cc}/u);
});

test.each(['constructor', '__proto__', 'toString', ''])(
  'a status %j is a name like others',
  (status) => {
    expect(sayStatus(status).code).toBe('status.other');
    expect(sayReason(status).code).toBe('reason.other');
    expect(isCode(status)).toBe(false);
  },
);

test('what an engine says of its inside is not repeated', () => {
  const panic = "'neon::types::Deferred' was dropped without being settled";
  expect(render(sayReason(panic))).not.toContain('neon');
});

test.each([
  ['ja', 'ja'],
  ['ja_JP.UTF-8', 'ja'],
  ['JA-jp', 'ja'],
  ['en_GB', 'en'],
  ['C', null],
  ['POSIX', null],
  ['de_DE.UTF-8', null],
  ['japanese', null],
  ['', null],
])('the locale %j asks for %s', (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});

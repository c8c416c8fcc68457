import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildStatement, pagesOf, type Statement } from '../src/index.ts';
import { ANSWERS, EXPLANATION, GROUNDS, WITHOUT, withAnswers } from './made.ts';

const made = (grounds = GROUNDS) => buildStatement(grounds).statement as Statement;
const pages = pagesOf(
  made(withAnswers(WITHOUT.guard!(GROUNDS), { explanations: { guard: EXPLANATION } })),
);
const page = (name: string) => pages.find((each) => each.name === name)?.text ?? '';

test('both languages, as a page and as Markdown', () => {
  expect(pages.map(({ name }) => name)).toEqual([
    'statement.en.html',
    'statement.ja.html',
    'statement.en.md',
    'statement.ja.md',
  ]);
});

describe.each(['en', 'ja'])('the page in %s', (language) => {
  const html = page(`statement.${language}.html`);

  test('names its language, and is one document with a heading', () => {
    expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">`));
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toMatch(/<main>[\s\S]*<\/main>/);
  });

  test('fetches and runs nothing', () => {
    expect(html).not.toMatch(/<script|<img|<iframe|<object|<form|\ssrc=|\son\w+=|@import|url\(/i);
    const fetched = [...html.matchAll(/<link [^>]*>/g)].map(([tag]) => tag);
    expect(fetched.every((tag) => tag.includes('rel="alternate"'))).toBe(true);
  });

  test('its ids are there once, and its own links lead to them', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
    for (const [, id] of html.matchAll(/aria-labelledby="([^"]+)"/g)) expect(ids).toContain(id);
  });

  test('its headings leave out no level, and its tables name rows and columns', () => {
    const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    for (const [index, level] of levels.entries()) {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    }
    for (const [row] of html.matchAll(/<tr>.*<\/tr>/g)) expect(row).toMatch(/scope="(row|col)"/);
  });

  test('every element that is opened is closed in its place', () => {
    const open: string[] = [];
    const text = html.replace(/<style>[\s\S]*?<\/style>/, '');
    for (const [, end, tag = ''] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (['meta', 'link', 'br'].includes(tag)) continue;
      if (end === '') open.push(tag);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
  });
});

test('all that the JSON says is on each page, in its language', () => {
  const { items } = made();
  for (const language of ['en', 'ja'] as const) {
    for (const kind of ['html', 'md']) {
      const text = pagesOf(made())
        .find(({ name }) => name === `statement.${language}.${kind}`)!
        .text.replaceAll('&#39;', "'")
        .replaceAll('&quot;', '"');
      for (const { title, says, evidence, limits } of items) {
        for (const words of [title, ...says, ...evidence.map((line) => line.says), ...limits]) {
          expect(text).toContain(words[language]);
        }
      }
    }
  }
});

test('no Japanese stands in the English page but the names of the other, and the other way round', () => {
  const visible = (html: string) =>
    html.replace(/<style>[\s\S]*?<\/style>|<p class="language">.*<\/p>/g, '');
  expect(visible(page('statement.en.html'))).not.toMatch(
    /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u,
  );
  const sentences = visible(page('statement.ja.html'))
    .replace(/<blockquote>.*?<\/blockquote>|<dd>.*?<\/dd>/g, '')
    .replace(/<code>.*?<\/code>|<[^>]*>/g, '');
  expect(sentences).not.toMatch(/\b(the|is|are|was|which|not)\b/);
});

test('answers are words, whatever stands in them', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=a>',
      '</style><b>',
      '&lt;',
      '`|[x](y)`',
    ),
    fc.string({ minLength: 1, maxLength: 80 }),
  );
  const tags = (html: string) => [...html.matchAll(/<[a-z!/][^>]*>/gi)].length;
  const plain = pagesOf(made()).filter(({ name }) => name.endsWith('.html'));
  fc.assert(
    fc.property(hostile, (text) => {
      const given = text.replaceAll('\n', ' ');
      const both = { en: given, ja: given };
      const grounds = withAnswers(GROUNDS, {
        business: { ...ANSWERS.business, name: both },
        responsible: both,
        guard: { measures: both },
      });
      const written = pagesOf(made(grounds)).filter(({ name }) => name.endsWith('.html'));
      expect(written.map((each) => tags(each.text))).toEqual(plain.map((each) => tags(each.text)));
    }),
  );
});

test('answers make no markup in Markdown', () => {
  const both = { en: '# <b> [a](b) | *c*', ja: '# <b> [a](b) | *c*' };
  const md = pagesOf(
    made(withAnswers(GROUNDS, { responsible: both, business: { name: both } })),
  )[2]!.text;
  expect(md).toContain('> \\# \\<b\\> \\[a\\](b) \\| \\*c\\*');
  const rows = md.split('\n').filter((line) => line.startsWith('|'));
  for (const row of rows) expect([3, 5]).toContain(row.match(/(?<!\\)\|/g)!.length - 1);
});

import { describe, expect, test } from 'vitest';
import { isInComment, textFormatOf } from '../src/index.ts';

const head = (text: string) => new TextEncoder().encode(text);
const shown = (text: Parameters<typeof textFormatOf>[0]) => {
  const format = textFormatOf(text);
  if (format === null) return null;
  const { method, comment, frontMatter } = format;
  if (comment === null) return method;
  return `${comment.prefix}…${comment.suffix}${frontMatter ? ' or front matter' : ''}`;
};

describe('textFormatOf', () => {
  test.each([
    ['text/html', 'html'],
    ['application/xhtml+xml', 'html'],
    ['Text/HTML; charset=utf-8', 'html'],
    ['text/plain', 'unstructured'],
    ['text/csv', 'unstructured'],
    ['text/tab-separated-values', 'unstructured'],
    ['text/x-unheard-of', 'unstructured'],
    ['text/markdown', '<!--…--> or front matter'],
    ['text/xml', '<!--…-->'],
    ['application/atom+xml', '<!--…-->'],
    ['application/vnd.any+xml', '<!--…-->'],
    ['text/css', '/*!…*/'],
    ['text/javascript', '//…'],
    ['application/sql', '--…'],
    ['application/x-tex', '%…'],
    ['text/x-python', '#…'],
    ['application/toml', '#…'],
    ['text/vtt', 'NOTE…'],
    ['application/json', null],
    ['application/ld+json', null],
    ['image/svg+xml', null],
    ['application/pdf', null],
    ['image/png', null],
  ])('%s', (mediaType, format) => {
    expect(shown({ mediaType })).toBe(format);
    // It is specific but for text/plain, and a file name does not change it.
    if (mediaType !== 'text/plain') expect(shown({ mediaType, fileName: 'a.py' })).toBe(format);
  });

  test.each([
    ['a.htm', 'html'],
    ['a.txt', 'unstructured'],
    ['a', 'unstructured'],
    ['folder.d/a', 'unstructured'],
    ['C:\\a\\b.MD', '<!--…--> or front matter'],
    ['a.py', '#…'],
    ['a.yaml', '#…'],
    ['a.b.ts', '//…'],
    ['a.sql', '--…'],
    ['a.ini', ';…'],
    ['a.tex', '%…'],
    ['a.scss', '/*!…*/'],
    ['a.rss', '<!--…-->'],
    ['a.vtt', 'NOTE…'],
    ['a.json', null],
    ['a.php', null],
    ['a.svg', null],
  ])('%s', (fileName, format) => {
    for (const mediaType of [undefined, '', 'text/plain', 'application/octet-stream']) {
      expect(shown({ mediaType, fileName })).toBe(format);
    }
  });

  test.each([
    ['\ufeff <!DOCTYPE html>', 'html'],
    ['<!-- x -->\n<html lang=en>', 'html'],
    ['<?xml version="1.0"?>\n<html xmlns="x">', 'html'],
    ['<?xml version="1.0"?><rss>', '<!--…-->'],
    ['<?xml version="1.0"?><svg xmlns="x">', null],
    ['<?php', null],
    ['#!/usr/bin/env node\n', '#…'],
    ['WEBVTT\n', 'NOTE…'],
    ['WEBVTTX\n', 'unstructured'],
    ['{"a": 1}', null],
    ['\ufeff{}', null],
    ['// of a reader that allows it\n{\n  // more\n  "a": 1 }', null],
    ['[1, 2]', null],
    ['[{"a": 1}]', null],
    ['["a"]', null],
    ['[1] A note', 'unstructured'],
    ['[a link](b)', 'unstructured'],
    ['{{ template }}', 'unstructured'],
    ['{ a: set }', 'unstructured'],
    ['<htmlx>', 'unstructured'],
    ['', 'unstructured'],
  ])('by its beginning: %j', (text, format) => {
    expect(shown({ head: head(text) })).toBe(format);
    expect(shown({ mediaType: 'text/plain', head: head(text) })).toBe('unstructured');
  });
});

describe('a block is in a comment of its kind of text', () => {
  const BLOCK = '-----BEGIN C2PA MANIFEST----- a -----END C2PA MANIFEST-----';
  test.each([
    ['a.py', '# … ', true],
    ['a.py', '; … ', false],
    ['a.css', '/*! … */', true],
    ['a.css', '/* … */', true],
    ['a.css', '# … ', false],
    ['a.css', '// … ', false],
    ['a.ts', '// … ', true],
    ['a.ts', '/* … */', true],
    ['a.ts', '# … ', false],
    ['a.md', '<!-- … -->', true],
    // Outside of front matter, both are text.
    ['a.md', '…', false],
    ['a.md', '# … ', false],
    ['a.py', '…', false],
    ['a.txt', '# … ', true],
  ])('%s: %s is %s', (fileName, line, expected) => {
    const text = `first\n${line.replace('…', BLOCK)}\n`;
    const format = textFormatOf({ fileName })!;
    const range = { start: 6, length: text.length - 6 };
    expect(isInComment(new TextEncoder().encode(text), range, format)).toBe(expected);
    // With the end of the line before it, as a block at the end of a text is located.
    expect(
      isInComment(new TextEncoder().encode(text), { start: 5, length: range.length + 1 }, format),
    ).toBe(expected);
  });

  test.each([
    ['---', '…', true],
    ['---', '# … ', true],
    ['+++', '# … ', true],
    ['---', '// … ', false],
  ])('in front matter of %s: %s is %s', (fence, line, expected) => {
    const before = `${fence}\nfirst\n`;
    const block = `${line.replace('…', BLOCK)}\n`;
    const text = new TextEncoder().encode(`${before}${block}${fence}\nx\n${block}`);
    const format = textFormatOf({ fileName: 'a.md' })!;
    expect(isInComment(text, { start: before.length, length: block.length }, format)).toBe(
      expected,
    );
    const behind = { start: text.length - block.length, length: block.length };
    expect(isInComment(text, behind, format)).toBe(false);
  });
});

import { detectMediaType, MEDIA_TYPES, mediaTypeOfName } from '@provenance/content';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

test.each([
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
  ['MM\0+', 'image/tiff'],
  ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
  ['RIFF\x10\0\0\0WAVEfmt ', 'audio/wav'],
  ['RIFF\x10\0\0\0AVI LIST', 'video/x-msvideo'],
  ['\0\0\0\x1cftypavif', 'image/avif'],
  ['\0\0\0\x1cftypheic', 'image/heic'],
  ['\0\0\0\x1cftypmif1', 'image/heif'],
  ['\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'image/avif'],
  ['\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'image/heic'],
  // The box ends before the brand: what follows belongs to another box.
  ['\0\0\0\x14ftypmif1\0\0\0\0mif1avif', 'image/heif'],
  ['\0\0\0\x1cftypM4A ', 'audio/mp4'],
  ['\0\0\0\x14ftypqt  ', 'video/quicktime'],
  ['\0\0\0\x1cftypisom', 'video/mp4'],
  ['\0\0\x01\0jumb', 'application/c2pa'],
  ['%PDF-1.7', 'application/pdf'],
  ['fLaC\0', 'audio/flac'],
  ['ID3\x04', 'audio/mpeg'],
  ['\xff\xfb\x90\x64', 'audio/mpeg'],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
  ['\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n<svg>', 'image/svg+xml'],
  ['<!-- a > b --><!DOCTYPE svg PUBLIC "x" "y" [\n<!ENTITY ns "urn:x">', 'image/svg+xml'],
  ['<html><body><svg></svg>', null],
  ['<!DOCTYPE html><svg></svg>', null],
  ['RIFF\x10\0\0\0', null],
  ['\x89PNG', null],
  ['plain text', null],
  ['', null],
])('%j is %s', (header, mediaType) => {
  expect(detectMediaType(latin1(header))).toBe(mediaType);
});

test('any bytes give a known type or null', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const mediaType = detectMediaType(bytes);
      return mediaType === null || mediaType in MEDIA_TYPES;
    }),
  );
});

test('a long run of declarations costs linear time', () => {
  expect(detectMediaType(latin1('<!x>'.repeat(200_000)))).toBe(null);
});

test.each([
  ['a/b.JPEG', 'image/jpeg'],
  ['b.tar.png', 'image/png'],
  ['png', null],
  ['photo.jpg/part', null],
  ['x.unknown', null],
])('the name %j means %s', (name, mediaType) => {
  expect(mediaTypeOfName(name)).toBe(mediaType);
});

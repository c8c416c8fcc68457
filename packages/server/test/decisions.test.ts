import { createDevelopmentCertificates, loadTrust, pemSigner, sign, verify } from '@provenance/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { decide, findingsOf } from '../src/upload/decisions.ts';
import { art } from './service.ts';

const generator = { name: 'app', version: '1' };
let picture: Uint8Array;
let signedText: string;
let signed: Uint8Array;
let root: string;
beforeAll(async () => {
  const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
  root = certificates.root;
  const signer = await pemSigner(certificates);
  picture = await art(3, 64);
  const origin = { kind: 'created', generator } as const;
  signed = (await sign(picture, origin, { signer })).bytes as Uint8Array;
  const text = await sign({ text: 'A model wrote this line.\n' }, origin, { signer });
  signedText = (text as unknown as { text: string }).text;
});

const found = async (input: Parameters<typeof verify>[0], options = {}) =>
  findingsOf(await verify(input, options));
const broken = (bytes: Uint8Array, at: number) => {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

/** A document without pages, and an object. */
function pdfWith(object: string): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [] /Count 0 >>',
    object,
  ];
  const offsets: number[] = [];
  let file = '%PDF-1.7\n';
  for (const [i, each] of objects.entries()) {
    offsets.push(file.length);
    file += `${i + 1} 0 obj\n${each}\nendobj\n`;
  }
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  return Buffer.from(
    `${file}xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
  );
}

describe('what a report says of an upload', () => {
  test('nothing against what is trusted; nothing known of what has nothing', async () => {
    expect(await found(signed, { trust: await loadTrust({ anchors: root }) })).toEqual(['ai']);
    expect(await found(signed)).toEqual(['untrusted', 'ai']);
    expect(await found(picture)).toEqual(['unknown']);
  });

  test('a change under a signature that holds, and a credential that does not', async () => {
    const at = Buffer.from(signed).lastIndexOf('IDAT');
    expect(await found(broken(signed, at + 10))).toEqual(['altered']);
    const claim = Buffer.from(signed).indexOf('claim_generator_info');
    expect(await found(broken(signed, claim))).toEqual(['invalid']);
  });

  test('a part of a text, and all of it with other line ends', async () => {
    expect(await found({ text: `Before.\n${signedText}` })).toEqual(['part']);
    expect(await found({ text: signedText.replaceAll('\n', '\r\n') })).toContain('part');
  });

  test('what could not be read', async () => {
    expect(findingsOf(null)).toEqual(['unreadable']);
    expect(await found(Uint8Array.of(0, 1, 2))).toEqual(['unreadable']);
    expect(await found(new Uint8Array())).toEqual(['unreadable']);
  });

  test('what was not looked at is not taken for nothing; that a key was missing is', async () => {
    const report = await verify(picture);
    const seen = (unchecked: typeof report.verdict.unchecked, assurance = 'none') =>
      findingsOf({ ...report, verdict: { ...report.verdict, unchecked, assurance } as never });
    expect(seen([{ what: 'watermark', why: 'no-key' }])).toEqual(['unknown']);
    expect(seen([{ what: 'text-watermark', why: 'too-little' }])).toEqual(['unknown']);
    expect(seen([{ what: 'record', why: 'network' }])).toEqual(['incomplete']);
    expect(seen([{ what: 'record', why: 'network' }], 'declared')).toEqual([]);
    expect(seen([{ what: 'credential', why: 'damaged' }], 'declared')).toEqual(['incomplete']);
  });

  test('notes in compressed objects of a PDF, as docs/platform.md tells how to let them pass', async () => {
    const pdf = pdfWith('<< /Type /ObjStm /N 0 /First 0 /Length 0 >>\nstream\n\nendstream');
    const report = await verify(pdf);
    expect(findingsOf(report)).toEqual(['incomplete']);
    expect(report.verdict.unchecked.filter(({ why }) => why !== 'no-key')).toEqual([
      { what: 'label', why: 'format' },
    ]);
    expect(decide(findingsOf(report), {})).toBe('flag');
    expect(decide(findingsOf(report), { incomplete: 'accept' })).toBe('accept');
  });

  test('a note that could not be read, where what is reserved is to be respected', async () => {
    const trust = await loadTrust({ anchors: root });
    const seen = async (policy: object, unchecked: unknown[]) => {
      const report = await verify(signed, { trust, policy });
      return findingsOf({ ...report, verdict: { ...report.verdict, unchecked } as never });
    };
    const unread = [{ what: 'label', why: 'limit' }];
    expect(await seen({}, unread)).toEqual(['ai']);
    expect(await seen({ respectTrainingOptOut: true }, unread)).toEqual(['ai', 'incomplete']);
    expect(await seen({ respectTrainingOptOut: true }, [])).toEqual(['ai']);
  });

  test('a conflict does not hide a credential that does not hold', async () => {
    const claim = Buffer.from(signed).indexOf('claim_generator_info');
    const report = await verify(broken(signed, claim));
    const conflicts = [{ code: 'conflict.labels', parameters: {}, sentence: '' }];
    expect(findingsOf({ ...report, verdict: { ...report.verdict, conflicts } as never })).toEqual([
      'conflict',
      'invalid',
    ]);
  });
});

test('of several findings the strictest decides, by what was set or the defaults', () => {
  expect(decide([], {})).toBe('accept');
  expect(decide(['unknown', 'reserved'], {})).toBe('accept');
  expect(decide(['ai', 'unreadable'], {})).toBe('flag');
  expect(decide(['ai', 'unreadable'], { ai: 'reject' })).toBe('reject');
  expect(decide(['invalid'], { invalid: 'accept' })).toBe('accept');
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDevelopmentCertificates,
  loadTrust,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  sign,
  type Trust,
  verify,
} from '@provenance/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'llm', version: '2' },
};
const key = new Uint8Array(32).fill(7);
let signer: Signer;
let trust: Trust;
let folder: string;

beforeAll(async () => {
  const made = await createDevelopmentCertificates({ alg: 'Ed25519', organization: 'Example' });
  signer = await pemSigner({ certificates: made.certificates, key: made.key });
  trust = await loadTrust({ anchors: made.root });
  folder = await mkdtemp(join(tmpdir(), 'provenance-sdk-text-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a text', () => {
  test('as a string, as bytes and as a file', async () => {
    const text = 'Grüße, 世界 🎉\n';
    const signed = await sign({ text }, origin, { signer });
    expect(signed.text.startsWith(text)).toBe(true);
    expect(await verify({ text: signed.text }, { trust })).toMatchObject({
      mediaType: 'text/plain',
      verdict: { integrity: 'intact', trust: 'trusted', origin: { kind: 'ai-generated' } },
      parts: [],
      watermark: null,
    });
    const { bytes } = await sign(new TextEncoder().encode(text), origin, { signer });
    expect((await verify(bytes, { trust })).policy.met).toBe(true);
    const [input, output] = [join(folder, 'a.md'), join(folder, 'b.md')];
    await writeFile(input, text);
    expect(await sign(input, origin, { signer, output })).toMatchObject({
      bytes: null,
      mediaType: 'text/markdown',
    });
    expect(await readFile(output, 'utf8')).toMatch(/\n<!-- -----BEGIN C2PA MANIFEST-----/);
    expect((await verify(output, { trust })).policy.met).toBe(true);
    const failed = sign(input, origin, { signer, output });
    await expect(failed).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  });

  test('is of the kind that its name or its type says', async () => {
    const options = { signer, mediaType: 'text/markdown' };
    const named = await sign({ text: '# t\n', fileName: 'a.md' }, origin, { signer });
    const typed = await sign({ text: '# t\n' }, origin, options);
    for (const { method, mediaType } of [named, typed]) {
      expect([method, mediaType]).toEqual(['structured', 'text/markdown']);
    }
  });

  test('that begins as a picture does is a text where its name says so', async () => {
    const [input, output] = [join(folder, 'gif.txt'), join(folder, 'gif.signed.txt')];
    await writeFile(input, 'GIF89a is what a GIF begins with.\n');
    await sign(input, origin, { signer, output });
    expect(await verify(output, { trust })).toMatchObject({
      mediaType: 'text/plain',
      policy: { met: true },
    });
  });

  test('carries no watermark, and mark() says so', async () => {
    const marked = await mark({ text: 'x' }, origin, { signer, watermarkKey: key });
    expect(marked).toMatchObject({ watermark: null, unmarked: 'not-a-picture', contentId: null });
    expect((await verify({ text: marked.text }, { trust })).policy.met).toBe(true);
    const refused = mark({ text: 'x' }, origin, {
      signer,
      watermarkKey: key,
      cannotCarry: 'refuse',
    });
    await expect(refused).rejects.toMatchObject({ code: 'WATERMARK_NOT_CARRIED' });
    const bytes = await mark(new TextEncoder().encode('x'), origin, { signer, watermarkKey: key });
    expect((await verify(bytes.bytes, { trust })).policy.met).toBe(true);
  });

  test('that is none is a mistake', async () => {
    await expect(verify({ text: 1 } as never)).rejects.toBeInstanceOf(TypeError);
    await expect(sign({ text: 1 } as never, origin, { signer })).rejects.toBeInstanceOf(TypeError);
    const cut = sign({ text: 'a\ud83d' }, origin, { signer });
    await expect(cut).rejects.toMatchObject({ code: 'TEXT_MALFORMED' });
  });
});

describe('a text in another', () => {
  test('is found with its place, whatever stands around it', async () => {
    const { text } = await sign({ text: 'Signed é.\nTwo lines.\n' }, origin, { signer });
    const around = fc.string({ unit: 'grapheme', maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(around, around, async (before, after) => {
        const whole = `${before}\n${text}${after && `\n${after}`}`;
        const report = await verify({ text: whole }, { trust });
        expect(report.verdict).toMatchObject({ integrity: 'unverifiable', trust: 'none' });
        expect(report.policy.met).toBe(false);
        expect(report.parts).toMatchObject([
          { start: Buffer.byteLength(`${before}\n`), length: Buffer.byteLength(text) },
        ]);
        expect(report.parts[0]?.verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
      }),
      { numRuns: 40 },
    );
  });

  test('is found with the lines that were signed after its block', async () => {
    const markdown = { text: '# A title\n\nA paragraph.\nAnd more.\n', fileName: 'a.py' };
    const { text } = await sign(markdown, origin, { signer });
    for (const [before, after] of [
      ['# Mine\n\n', ''],
      ['', '\nAnd mine.\n'],
      ['a\n', 'b\n'],
    ]) {
      const whole = { text: `${before}${text}${after}`, fileName: 'b.py' };
      const { parts, verdict } = await verify(whole, { trust });
      expect(verdict.integrity).toBe('unverifiable');
      expect(parts.map(({ start, length }) => [start, length])).toEqual([
        [before?.length, text.length],
      ]);
    }
  });

  test('that was changed is not what was signed', async () => {
    const { text } = await sign({ text: 'Signed.\nTwo lines.\n' }, origin, { signer });
    for (const changed of [
      `a\n${text.replace('Two', 'Tw0')}b\n`,
      text.replace('Two', 'Two or three'),
      `Not ${text}`.replace('Signed', 'signed'),
    ]) {
      const { parts, verdict } = await verify({ text: changed }, { trust });
      expect(parts).toEqual([]);
      expect(verdict.integrity).not.toBe('intact');
    }
  });

  test('that was moved and changed is said to be so, as far as its place tells', async () => {
    const { text } = await sign({ text: 'Grüße.\nTwo lines.\n' }, origin, { signer });
    const told = async (changed: string) => {
      const { parts, verdict, summary } = await verify({ text: changed }, { trust });
      expect(parts).toEqual([]);
      expect(verdict).toMatchObject({ integrity: 'altered', assurance: 'cryptographic' });
      const [, moved] = verdict.says;
      expect(summary.but.says[0]).toEqual(moved ?? { code: 'summary.but.altered', parameters: {} });
      return moved ?? null;
    };
    const longer = (count: number) => ({ code: 'verdict.altered.longer', parameters: { count } });
    expect(await told(`é\n${text.replace('Two', 'Tw0')}`)).toEqual(longer(3));
    expect(await told(text.replace('Two', 'Two or more'))).toEqual(longer(8));
    expect(await told(text.replace('Grüße.\n', ''))).toEqual({
      code: 'verdict.altered.shorter',
      parameters: { count: 9 },
    });
    // Of what was put behind it, or changed in its place, nothing tells.
    expect(await told(`${text.replace('Two', 'Tw0')}\nb`)).toBeNull();
  });

  test('counts as the untrusted thing it is', async () => {
    const { text } = await sign({ text: 'Signed.' }, origin, { signer });
    const { parts, policy } = await verify(
      { text: `a\n${text}` },
      { policy: { require: 'valid' } },
    );
    expect(parts[0]?.verdict).toMatchObject({ integrity: 'intact', trust: 'untrusted' });
    expect(policy).toMatchObject({ met: false, unmet: 'integrity' });
  });
});

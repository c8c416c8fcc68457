import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeclaredLabel } from '@provenance/labels';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { LabelEvidence, LabelGapEvidence } from '../src/evidence/evidence.ts';
import { contradictsSigned, declaredOrigin, labelEvidence } from '../src/evidence/label.ts';
import { lookAtLabels } from '../src/look/label.ts';

const label = (kind: DeclaredLabel['kind'], value = 'value'): DeclaredLabel => ({
  kind,
  standard: 'iptc-source-type',
  meaning: 'source-type',
  place: { part: 'APP1', form: 'xmp', field: 'Iptc4xmpExt:DigitalSourceType' },
  value,
  isCut: false,
});

const evidenceOf = (...labels: DeclaredLabel[]) =>
  labelEvidence({ labels, unread: [], notLooked: null });

describe('evidence of labels', () => {
  it('is declared and never more, and speaks for nothing', () => {
    for (const each of evidenceOf(label('ai-generated'), label('camera'))) {
      expect(each).toMatchObject({ weight: 'neutral', strength: 'declared' });
    }
  });

  it('names the gaps, so that nobody says that there is nothing', () => {
    const unread = [{ part: 'APP1\x1b[31m', reason: 'damaged' }] as const;
    const [gap] = labelEvidence({ labels: [], unread, notLooked: null });
    expect(gap).toMatchObject({ finding: 'label-gap', strength: 'none', reason: 'damaged' });
    expect((gap as LabelGapEvidence).part).not.toContain('\x1b');
    const all = labelEvidence({ labels: [], unread: [], notLooked: 'CONTENT_TOO_LARGE' });
    expect(all).toMatchObject([
      { finding: 'label-gap', part: 'file', reason: 'CONTENT_TOO_LARGE' },
    ]);
  });

  it('shows nothing of a file that a terminal would act on', () => {
    const [each] = evidenceOf(label('software', 'Editor\x1b[2J\n✓ trusted'));
    expect((each as LabelEvidence).value).toBe('Editor [2J ✓ trusted');
  });
});

describe('the origin that labels name', () => {
  it.each([
    [['ai-generated'], 'ai-generated', false],
    [['captured', 'ai-edited'], 'ai-edited', false],
    [['ai-generated', 'ai-edited'], 'ai-generated', false],
    [['ai-generated', 'captured'], 'unknown', true],
    [['made-otherwise', 'ai-generated'], 'unknown', true],
    [['made-otherwise'], 'other', false],
    [['captured', 'made-otherwise'], 'captured', false],
    [['camera', 'generator', 'software', 'ai-possible', 'no-origin'], 'unknown', false],
    [['camera', 'ai-generated'], 'ai-generated', false],
    [[], 'unknown', false],
  ] as const)('of %j is %s', (kinds, kind, isContradicted) => {
    const evidence = evidenceOf(...kinds.map((each) => label(each)));
    const origin = declaredOrigin(evidence);
    expect(origin).toMatchObject({ kind, isContradicted });
    if (!isContradicted) expect(origin.by.every((each) => each.origin === kind)).toBe(true);
    else expect(origin.by).toHaveLength(2);
  });
});

describe('labels beside what was signed', () => {
  it.each([
    ['ai-generated', 'captured', true],
    ['ai-edited', 'captured', true],
    ['ai-generated', 'other', true],
    ['captured', 'ai-generated', true],
    ['other', 'ai-generated', true],
    ['captured', 'ai-edited', false],
    ['ai-edited', 'ai-generated', false],
    ['ai-generated', 'ai-edited', false],
    ['captured', 'captured', false],
    ['captured', 'other', false],
    ['unknown', 'captured', false],
    ['ai-generated', 'unknown', false],
  ] as const)('%s beside a signed %s', (declared, signed, contradicts) => {
    expect(contradictsSigned(declared, signed)).toBe(contradicts);
  });
});

describe('looking', () => {
  const page = '---\nAIGC:\n  Label: "1"\n---\ntext\n';
  const isAi = [{ kind: 'ai-generated', standard: 'aigc' }];

  it('takes texts and files, by their names where the content does not tell', async () => {
    expect(await lookAtLabels({ text: page, fileName: 'a.md' }, {})).toMatchObject({
      labels: isAi,
      unread: [],
      notLooked: null,
    });
    const folder = await mkdtemp(join(tmpdir(), 'labels-'));
    try {
      const path = join(folder, 'page.md');
      await writeFile(path, page);
      expect((await lookAtLabels(path, {})).labels).toMatchObject(isAi);
      const html = '<html><head><meta name="robots" content="noai"></head></html>';
      await writeFile(path, html);
      const asHtml = await lookAtLabels(path, { mediaType: 'text/html' });
      expect(asHtml.labels).toMatchObject([{ meaning: 'no-ai' }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says what was not looked at, and throws for what is no fault of the content', async () => {
    const bytes = new TextEncoder().encode(page);
    expect(await lookAtLabels(bytes, { maxBytes: 10 })).toEqual({
      labels: [],
      unread: [],
      notLooked: 'CONTENT_TOO_LARGE',
    });
    expect(await lookAtLabels(new Uint8Array(), {})).toMatchObject({ notLooked: 'CONTENT_EMPTY' });
    await expectCode('FILE_NOT_FOUND', () => lookAtLabels('/nowhere/at/all.jpg', {}));
  });
});

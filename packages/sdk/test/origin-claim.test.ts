import { expect, test } from 'vitest';
import { originClaim } from '../src/claims/origin.ts';
import type { OriginKind } from '../src/claims/source-type.ts';
import { action, credentials, ingredient, manifest } from './reports.ts';

const created = (type: string | null, agent = 'model') => [action('c2pa.created', type, agent)];
const opened = [action('c2pa.opened')];
const generated = manifest('parent', { actions: created('trainedAlgorithmicMedia') });
const captured = manifest('parent', { actions: created('digitalCapture') });
const edit = (...ingredients: ReturnType<typeof ingredient>[]) =>
  manifest('active', { actions: opened, ingredients });
const parent = (...failures: string[]) => ingredient('parentOf', 'parent', ...failures);

test.each<[string, OriginKind, string, Parameters<typeof manifest>[1]]>([
  ['created by a model', 'ai-generated', '', { actions: created('trainedAlgorithmicMedia') }],
  [
    'created with AI parts',
    'ai-edited',
    '',
    { actions: created('compositeWithTrainedAlgorithmicMedia') },
  ],
  ['composed of AI parts', 'ai-edited', '', { actions: created('compositeSynthetic') }],
  ['taken by a camera', 'captured', '', { actions: created('digitalCapture') }],
  ['computed from several shots', 'captured', '', { actions: created('computationalCapture') }],
  ['drawn', 'other', '', { actions: created('digitalCreation') }],
  ['made by an algorithm without training', 'other', '', { actions: created('algorithmicMedia') }],
  ['a term nobody knows', 'unknown', '', { actions: created('somethingNew') }],
  ['the name of an object property', 'unknown', '', { actions: created('constructor') }],
  ['composed of who knows what', 'unknown', '', { actions: created('composite') }],
  ['taken off a screen', 'unknown', '', { actions: created('screenCapture') }],
  ['recorded in a virtual world', 'unknown', '', { actions: created('virtualRecording') }],
  ['created without a source type', 'unknown', '', { actions: created(null) }],
  ['without actions', 'unknown', '', {}],
  [
    'a capture that a model retouched',
    'ai-edited',
    '',
    {
      actions: [
        ...created('digitalCapture', 'camera'),
        action('c2pa.edited', 'compositeWithTrainedAlgorithmicMedia', 'inpaint'),
      ],
    },
  ],
  [
    'a capture that was cropped',
    'captured',
    '',
    { actions: [...created('digitalCapture'), action('c2pa.cropped')] },
  ],
])('%s is %s', (_, kind, __, content) => {
  expect(originClaim(credentials({ manifests: [manifest('active', content)] }))?.kind).toBe(kind);
});

test.each<[string, OriginKind]>([
  ['http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia', 'ai-generated'],
  ['https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia/', 'ai-generated'],
  ['HTTPS://CV.IPTC.ORG/newscodes/digitalSourceType/TrainedAlgorithmicMedia', 'ai-generated'],
  ['http://c2pa.org/digitalsourcetype/trainedAlgorithmicData', 'ai-generated'],
  ['trainedAlgorithmicMedia', 'ai-generated'],
  ['http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic/', 'ai-edited'],
  ['http://cv.iptc.org/newscodes/digitalsourcetype/DIGITALCAPTURE', 'captured'],
  ['http://cv.iptc.org/newscodes/digitalsourcetype/digitalArt', 'other'],
  ['http://cv.iptc.org/newscodes/digitalsourcetype/minorHumanEdits', 'unknown'],
  ['http://c2pa.org/digitalsourcetype/empty', 'unknown'],
  ['http://vendor.example/terms/digitalArt', 'unknown'],
  ['http://vendor.example/terms/digitalCapture', 'unknown'],
  ['http://cv.iptc.org/newscodes/digitalsourcetype/', 'unknown'],
  ['', 'unknown'],
])('the source type %s is %s', (digitalSourceType, kind) => {
  const actions = [{ ...action('c2pa.created'), digitalSourceType }];
  expect(originClaim(credentials({ manifests: [manifest('active', { actions })] }))?.kind).toBe(
    kind,
  );
});

test('what was generated stays generated through a later edit, and its maker is named', () => {
  const claim = originClaim(credentials({ manifests: [edit(parent()), generated] }));
  expect(claim).toMatchObject({ kind: 'ai-generated', manifest: { label: 'parent' } });
});

test('a capture stays one through an edit without a model', () => {
  const claim = originClaim(credentials({ manifests: [edit(parent()), captured] }));
  expect(claim).toMatchObject({ kind: 'captured', manifest: { label: 'parent' } });
});

test('an edit with a model makes a captured parent ai-edited', () => {
  const active = manifest('active', {
    actions: [...opened, action('c2pa.edited', 'compositeWithTrainedAlgorithmicMedia', 'inpaint')],
    ingredients: [parent()],
  });
  const claim = originClaim(credentials({ manifests: [active, captured] }));
  expect(claim).toMatchObject({ kind: 'ai-edited', manifest: { label: 'active' } });
});

test('a component that a model made leaves a mark on the whole', () => {
  const active = manifest('active', {
    actions: created('digitalCapture'),
    ingredients: [ingredient('componentOf', 'parent')],
  });
  expect(originClaim(credentials({ manifests: [active, generated] }))?.kind).toBe('ai-edited');
});

test('an input of which nothing is visible does not', () => {
  const active = manifest('active', {
    actions: created('digitalCreation'),
    ingredients: [ingredient('inputTo', 'parent')],
  });
  expect(originClaim(credentials({ manifests: [active, generated] }))?.kind).toBe('other');
});

test('a parent whose credential failed is not believed', () => {
  const broken = edit(parent('assertion.dataHash.mismatch'));
  expect(originClaim(credentials({ manifests: [broken, generated] }))?.kind).toBe('unknown');
  expect(originClaim(credentials({ manifests: [broken, captured] }))?.kind).toBe('unknown');
});

test('an unknown signer is believed about AI and not about a camera', () => {
  const untrusted = edit(parent('signingCredential.untrusted'));
  expect(originClaim(credentials({ manifests: [untrusted, generated] }))?.kind).toBe(
    'ai-generated',
  );
  expect(originClaim(credentials({ manifests: [untrusted, captured] }))?.kind).toBe('unknown');
});

test('a history that runs in a circle ends', () => {
  const a = manifest('active', { actions: opened, ingredients: [ingredient('parentOf', 'b')] });
  const b = manifest('b', { actions: opened, ingredients: [ingredient('parentOf', 'active')] });
  expect(originClaim(credentials({ manifests: [a, b] }))?.kind).toBe('unknown');
});

test('a history that branches without end costs no more than it has manifests', () => {
  const manifests = Array.from({ length: 60 }, (_, index) =>
    manifest(index === 0 ? 'active' : `m${index}`, {
      actions: opened,
      ingredients: Array.from({ length: 3 }, () => ingredient('componentOf', `m${index + 1}`)),
    }),
  );
  expect(originClaim(credentials({ manifests }))?.kind).toBe('unknown');
});

test('there is no claim without an active manifest', () => {
  expect(originClaim(credentials({ activeManifest: null, manifests: [] }))).toBe(null);
});

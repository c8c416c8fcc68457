import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildManifest, DIGITAL_SOURCE_TYPES, hashPrompt, type Origin } from '../src/index.ts';
import { expectCode } from './expect-code.ts';

const generator = { name: 'example-app', version: '1.2' };
const model = { name: 'example-diffusion', version: '3' };
const parent = new Uint8Array([1]);
const created: Origin = { kind: 'created', generator, model };

interface Definition {
  claim_generator_info: { specVersion: string }[];
  title?: string;
  assertions: { label: string; data: Record<string, unknown>; kind?: string }[];
}

function build(origin: Origin) {
  const plan = buildManifest(origin);
  const definition = plan.definition as unknown as Definition;
  const data = (label: string) => definition.assertions.find((a) => a.label === label)?.data;
  const actions = data('c2pa.actions.v2') as {
    allActionsIncluded: boolean;
    actions: Record<string, unknown>[];
  };
  return { ...plan, definition, data, ...actions };
}

describe('a manifest', () => {
  it('for created content says what, by what model, and that this is all', () => {
    const when = new Date('2026-01-02T03:04:05Z');
    const { definition, actions, allActionsIncluded } = build({ ...created, when, title: 'cat' });
    expect(definition.claim_generator_info).toEqual([{ ...generator, specVersion: '2.4' }]);
    expect(definition.title).toBe('cat');
    expect(allActionsIncluded).toBe(true);
    expect(actions).toEqual([
      {
        action: 'c2pa.created',
        softwareAgent: model,
        digitalSourceType: DIGITAL_SOURCE_TYPES.trainedAlgorithmicMedia,
        when: when.toISOString(),
      },
    ]);
    expect(definition.assertions).toHaveLength(1);
  });

  it('names the inputs in the created action', () => {
    const { actions, ingredients } = build({ ...created, inputs: [parent, parent] });
    expect(ingredients.map(({ relationship }) => relationship)).toEqual(['inputTo', 'inputTo']);
    expect(actions[0]).toMatchObject({
      parameters: { ingredientIds: ingredients.map(({ label }) => label) },
    });
  });

  it('for an edit opens the parent, then says what was done', () => {
    const { actions, ingredients } = build({ kind: 'edited', generator, model, parent });
    expect(ingredients).toMatchObject([{ relationship: 'parentOf', source: parent }]);
    expect(actions).toMatchObject([
      { action: 'c2pa.opened', parameters: { ingredientIds: [ingredients[0]?.label] } },
      {
        action: 'c2pa.edited',
        digitalSourceType: DIGITAL_SOURCE_TYPES.compositeWithTrainedAlgorithmicMedia,
      },
    ]);
    expect(actions[0]).not.toHaveProperty('digitalSourceType');
  });

  it('for a composite places every component', () => {
    const { actions, ingredients } = build({
      kind: 'composite',
      generator,
      components: [parent, parent],
    });
    expect(actions).toMatchObject([
      { action: 'c2pa.created', digitalSourceType: DIGITAL_SOURCE_TYPES.composite },
      { action: 'c2pa.placed', parameters: { ingredientIds: [ingredients[0]?.label] } },
      { action: 'c2pa.placed', parameters: { ingredientIds: [ingredients[1]?.label] } },
    ]);
    const onto = build({ kind: 'composite', generator, model, parent, components: [parent] });
    expect(onto.actions.map(({ action }) => action)).toEqual(['c2pa.opened', 'c2pa.placed']);
  });

  it('carries a disclosure, training preferences and free assertions', () => {
    const { data, definition } = build({
      ...created,
      model: { ...model, identifier: 'pkg:huggingface/a/b@main' },
      disclosure: { humanOversightLevel: 'prompt_guided', scientificDomain: ['cs.CV', 'cs.AI'] },
      trainingMining: {
        'cawg.data_mining': { use: 'constrained', constraintInfo: 'ask' },
        'cawg.ai_training': { use: 'notAllowed' },
      },
      assertions: [
        { label: 'com.example.thing', data: { a: [1, null] } },
        { label: 'c2pa.metadata', data: { '@context': {} } },
      ],
    });
    expect(data('c2pa.ai-disclosure')).toEqual({
      modelType: 'c2pa.types.model',
      modelName: model.name,
      modelIdentifier: 'pkg:huggingface/a/b@main',
      contentProfile: { humanOversightLevel: 'prompt_guided' },
      scientificDomain: ['cs.CV', 'cs.AI'],
    });
    expect(data('cawg.training-mining')).toEqual({
      entries: {
        'cawg.data_mining': { use: 'constrained', constraint_info: 'ask' },
        'cawg.ai_training': { use: 'notAllowed' },
      },
    });
    expect(data('com.example.thing')).toEqual({ a: [1, null] });
    expect(definition.assertions.map(({ kind }) => kind)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'Json',
    ]);
    const all = build({ ...created, trainingMining: 'notAllowed' }).data('cawg.training-mining');
    expect(Object.keys(all?.entries as object)).toHaveLength(4);
  });

  it('passes a soft binding and its watermark action through', () => {
    const { actions } = build({
      ...created,
      actions: [{ action: 'c2pa.watermarked.bound' }],
      assertions: [{ label: 'c2pa.soft-binding', data: { alg: 'com.example.mark', blocks: [] } }],
    });
    expect(actions.map(({ action }) => action)).toEqual(['c2pa.created', 'c2pa.watermarked.bound']);
  });
});

describe('a prompt', () => {
  it('is written only if it is given, in clear or as a salted hash', () => {
    const secret = 'a cat in the manner of nobody';
    expect(JSON.stringify(build(created).definition)).not.toContain('prompt');
    expect(build({ ...created, prompt: { text: secret } }).data('org.provenance.prompt')).toEqual({
      text: secret,
    });
    const prompt = hashPrompt(secret);
    const { definition, data } = build({ ...created, prompt });
    expect(JSON.stringify(definition)).not.toContain(secret);
    expect(data('org.provenance.prompt')).toEqual({
      alg: 'sha256',
      hash: prompt.sha256,
      salt: prompt.salt,
    });
    const unsalted = build({ ...created, prompt: { sha256: prompt.sha256 } });
    expect(unsalted.data('org.provenance.prompt')).toEqual({ alg: 'sha256', hash: prompt.sha256 });
  });

  it('has a hash that can be checked with the salt, and is new each time', () => {
    fc.assert(
      fc.property(fc.string(), (prompt) => {
        const { sha256, salt } = hashPrompt(prompt);
        const bytes = Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from(prompt)]);
        expect(createHash('sha256').update(bytes).digest('base64')).toBe(sha256);
        expect(hashPrompt(prompt).sha256).not.toBe(sha256);
        expect(hashPrompt(prompt, Buffer.from(salt, 'base64'))).toEqual({ sha256, salt });
      }),
    );
    expect(() => hashPrompt('x', new Uint8Array(15))).toThrow(RangeError);
  });
});

describe('a manifest that would not validate is refused', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const cases: [string, unknown][] = [
    ['no generator', { kind: 'created' }],
    ['a generator without version', { kind: 'created', generator: { name: 'x' } }],
    ['a model without name', { ...created, model: { version: '1' } }],
    ['a second c2pa.created', { ...created, actions: [{ action: 'c2pa.created' }] }],
    ['c2pa.opened in created content', { ...created, actions: [{ action: 'c2pa.opened' }] }],
    ['an action without a source type', { ...created, actions: [{ action: 'c2pa.edited' }] }],
    ['a source type that is none', { ...created, sourceType: 'magic' }],
    ['an action that is no name', { ...created, actions: [{ action: 'edited' }] }],
    ['a bound watermark alone', { ...created, actions: [{ action: 'c2pa.watermarked.bound' }] }],
    ['an own hash', { ...created, assertions: [{ label: 'c2pa.hash.data', data: {} }] }],
    ['own actions', { ...created, assertions: [{ label: 'c2pa.actions.v2', data: {} }] }],
    ['an identity', { ...created, assertions: [{ label: 'cawg.identity', data: {} }] }],
    ['a label without dots', { ...created, assertions: [{ label: 'thing', data: {} }] }],
    ['a counted label', { ...created, assertions: [{ label: 'com.example__2', data: {} }] }],
    ['a label with a path', { ...created, assertions: [{ label: 'com.example/x', data: {} }] }],
    ['no data', { ...created, assertions: [{ label: 'com.example.x' }] }],
    ['bytes', { ...created, assertions: [{ label: 'com.example.x', data: { a: parent } }] }],
    ['a cycle', { ...created, assertions: [{ label: 'com.example.x', data: circular }] }],
    ['a BigInt', { ...created, assertions: [{ label: 'com.example.x', data: 1n }] }],
    ['a disclosure without a model', { kind: 'created', generator, disclosure: {} }],
    ['a domain that is none', { ...created, disclosure: { scientificDomain: 'vision' } }],
    [
      'two disclosures',
      { ...created, disclosure: {}, assertions: [{ label: 'c2pa.ai-disclosure', data: {} }] },
    ],
    ['an unknown use', { ...created, trainingMining: { 'cawg.fun': { use: 'allowed' } } }],
    ['a prompt hash that is none', { ...created, prompt: { sha256: 'abcd' } }],
    ['an edit without a parent', { kind: 'edited', generator }],
    ['an edit without actions', { kind: 'edited', generator, parent, actions: [] }],
    ['a composite of nothing', { kind: 'composite', generator, components: [] }],
  ];
  it.each(cases)('%s', async (_, origin) => {
    await expectCode('MANIFEST_REFUSED', () => buildManifest(origin as Origin));
  });

  it('and an origin of no kind is a mistake', () => {
    expect(() => buildManifest({ kind: 'found', generator } as never)).toThrow(TypeError);
  });
});

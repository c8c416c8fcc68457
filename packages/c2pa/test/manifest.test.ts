import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { buildManifest, DIGITAL_SOURCE_TYPES, hashPrompt, type Origin } from '../src/index.ts';

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

  it('needs no version of a model, and writes none', () => {
    const { actions } = build({ ...created, model: { name: 'example-diffusion' } });
    expect(actions).toMatchObject([{ action: 'c2pa.created' }]);
    expect(actions[0]?.softwareAgent).toEqual({ name: 'example-diffusion' });
    const own = build({
      ...created,
      actions: [{ action: 'c2pa.converted', softwareAgent: { name: 'converter' } }],
    });
    expect(own.actions[1]?.softwareAgent).toEqual({ name: 'converter' });
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

  it('with a soft binding ends in the bound watermark, whatever the origin', () => {
    const softBinding = { alg: 'com.example.mark.1', value: Uint8Array.from([0, 250, 7]) };
    const origins: Origin[] = [
      { ...created, softBinding },
      { kind: 'edited', generator, model, parent, softBinding },
      { kind: 'composite', generator, model, components: [parent], softBinding },
    ];
    for (const origin of origins) {
      const { softBinding: _, ...unbound } = origin;
      const { actions, data } = build(origin);
      const bound = { action: 'c2pa.watermarked.bound', softwareAgent: generator };
      expect(actions).toEqual([...build(unbound).actions, bound]);
      const { blocks } = data('c2pa.soft-binding') as {
        blocks: [{ scope: object; value: Uint8Array }];
      };
      expect(blocks[0].scope).toEqual({});
      // Bytes for a writer of CBOR, base64 for the engine's JSON.
      expect([...blocks[0].value]).toEqual([0, 250, 7]);
      expect(JSON.parse(JSON.stringify(data('c2pa.soft-binding')))).toEqual({
        alg: 'com.example.mark.1',
        blocks: [{ scope: {}, value: 'APoH' }],
      });
    }
  });

  it('refuses a soft binding that says nothing', async () => {
    const value = Uint8Array.from([1]);
    const mistakes = [
      { alg: 'com.example.mark.1' },
      { alg: 'com.example.mark.1', value: new Uint8Array() },
      { alg: 'com.example.mark.1', value: 'AQ==' },
      { value },
      { alg: 'com.example.mark.1', value, scope: {} },
      null,
    ];
    for (const softBinding of mistakes) {
      expect(() => build({ ...created, softBinding: softBinding as never })).toThrow(TypeError);
    }
    await expectCode('MANIFEST_REFUSED', () =>
      build({ ...created, softBinding: { alg: 'mark', value } }),
    );
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
      fc.property(fc.string({ minLength: 1 }), (prompt) => {
        const { sha256, salt } = hashPrompt(prompt);
        const bytes = Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from(prompt)]);
        expect(createHash('sha256').update(bytes).digest('base64')).toBe(sha256);
        expect(hashPrompt(prompt).sha256).not.toBe(sha256);
        expect(hashPrompt(prompt, Buffer.from(salt, 'base64'))).toEqual({ sha256, salt });
      }),
    );
    expect(() => hashPrompt('x', new Uint8Array(15))).toThrow(RangeError);
  });

  it.each([[''], [undefined], [null], [7], [{ text: 'a cat' }]])('cannot be %j', (prompt) => {
    expect(() => hashPrompt(prompt as never)).toThrow(TypeError);
    expect(() => hashPrompt('x', 'a salt of sixteen letters' as never)).toThrow(TypeError);
  });
});

describe('a manifest that would not validate is refused', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const cases: [string, unknown][] = [
    ['no generator', { kind: 'created' }],
    ['a generator without version', { kind: 'created', generator: { name: 'x' } }],
    ['a model without name', { ...created, model: { version: '1' } }],
    ['a model that is a name', { ...created, model: 'example-diffusion' }],
    ['a model with an empty version', { ...created, model: { name: 'x', version: '' } }],
    [
      'an agent without name',
      { ...created, actions: [{ action: 'c2pa.converted', softwareAgent: {} }] },
    ],
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

  it('with the terms there are, for a source type that is none', async () => {
    const origin: Origin = { ...created, sourceType: 'magic' };
    const { message } = await expectCode('MANIFEST_REFUSED', () => buildManifest(origin));
    for (const term of Object.keys(DIGITAL_SOURCE_TYPES)) expect(message).toContain(term);
  });
});

describe('a mistake in the calling program', () => {
  const mining = (entry: unknown) => ({
    ...created,
    trainingMining: { 'cawg.data_mining': entry },
  });
  const action = (when: unknown) => ({ ...created, actions: [{ action: 'c2pa.published', when }] });
  const edited = { kind: 'edited', generator, parent };
  const composite = { kind: 'composite', generator, components: [parent] };
  const { sha256, salt } = hashPrompt('a cat');
  const web = new URL('https://example.com/part.png');
  const cases: [string, unknown, string][] = [
    ['no origin', undefined, 'origin'],
    ['null', null, 'origin'],
    ['a text', 'created', 'origin'],
    ['a list', [created], 'origin'],
    ['an unknown kind', { kind: 'found', generator }, 'origin.kind'],
    ['a kind that every object has', { kind: 'toString', generator }, 'origin.kind'],
    ['a misspelt key', { ...created, trainingmining: 'notAllowed' }, 'trainingmining'],
    ['a key of another kind', { ...created, parent }, 'parent'],
    ['a misspelt key of an edit', { ...edited, source: 'x' }, 'source'],
    ['a key that composites lack', { ...composite, inputs: [] }, 'inputs'],
    ['a misspelt key in the disclosure', { ...created, disclosure: { oversight: 1 } }, 'oversight'],
    ['a disclosure that is none', { ...created, disclosure: null }, 'origin.disclosure'],
    [
      'an unknown oversight',
      { ...created, disclosure: { humanOversightLevel: 'none' } },
      'human_validated',
    ],
    ['an unknown word', { ...created, trainingMining: 'no' }, 'notAllowed'],
    ['an empty word', { ...created, trainingMining: '' }, 'notAllowed'],
    ['false for a word', { ...created, trainingMining: false }, 'notAllowed'],
    ['a list of uses', { ...created, trainingMining: ['notAllowed'] }, 'notAllowed'],
    ['a use without its object', mining('notAllowed'), 'cawg.data_mining'],
    ['an unknown use', mining({ use: 'never' }), 'cawg.data_mining'],
    ['a constraint without its text', mining({ use: 'constrained' }), 'constraintInfo'],
    [
      'a constraint with an empty text',
      mining({ use: 'constrained', constraintInfo: '' }),
      'constraintInfo',
    ],
    [
      'a text of no constraint',
      mining({ use: 'allowed', constraintInfo: 'ask' }),
      'constraintInfo',
    ],
    ['a time as text', { ...created, when: '2026-01-02' }, 'origin.when'],
    ['a time as number', { ...created, when: 1_767_323_045 }, 'origin.when'],
    ['no time', { ...created, when: new Date('never') }, 'origin.when'],
    ['a time in microseconds', { ...created, when: new Date(1_767_323_045e6) }, 'origin.when'],
    ['the time of an action as text', action('2026-01-02'), 'origin.actions[0].when'],
    ['no time of an action', action(new Date(Number.NaN)), 'origin.actions[0].when'],
    ['a prompt that is a text', { ...created, prompt: 'a cat' }, 'origin.prompt'],
    ['an empty prompt', { ...created, prompt: '' }, 'origin.prompt'],
    ['a prompt without its text', { ...created, prompt: {} }, 'origin.prompt'],
    ['a prompt of no text', { ...created, prompt: { text: 7 } }, 'origin.prompt'],
    [
      'a prompt in clear beside its hash',
      { ...created, prompt: { text: 'a cat', sha256, salt } },
      'origin.prompt',
    ],
    ['a hash that is no text', { ...created, prompt: { sha256: 7 } }, 'origin.prompt'],
    ['a salt that is no text', { ...created, prompt: { sha256, salt: 7 } }, 'origin.prompt'],
    ['a title that is no text', { ...created, title: 7 }, 'origin.title'],
    ['actions that are no list', { ...created, actions: {} }, 'origin.actions'],
    ['an action that is no object', { ...created, actions: [null] }, 'origin.actions[0]'],
    ['an assertion that is no object', { ...created, assertions: ['x'] }, 'origin.assertions[0]'],
    ['inputs that are no list', { ...created, inputs: parent }, 'origin.inputs'],
    ['components that are no list', { ...composite, components: parent }, 'origin.components'],
    ['an input that is none', { ...created, inputs: [parent, 7] }, 'origin.inputs[1]'],
    ['a component of the web', { ...composite, components: [web] }, 'origin.components[0]'],
    ['a parent that is none', { ...edited, parent: { content: null } }, 'origin.parent'],
  ];
  it.each(cases)('is named as such: %s', (_, origin, named) => {
    expect(() => buildManifest(origin as Origin)).toThrow(TypeError);
    expect(() => buildManifest(origin as Origin)).toThrow(named);
  });

  it('is not what is undefined', () => {
    const optional = { title: undefined, prompt: undefined, trainingMining: undefined };
    const origin = { ...created, ...optional, disclosure: undefined, other: undefined } as never;
    expect(build(origin).definition).toEqual(build(created).definition);
    const { data } = build(mining(undefined) as never);
    expect(data('cawg.training-mining')).toEqual({ entries: {} });
    const hidden = build({ ...created, prompt: { text: undefined, sha256 } } as never);
    expect(hidden.data('org.provenance.prompt')).toEqual({ alg: 'sha256', hash: sha256 });
  });
});

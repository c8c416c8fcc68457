import {
  type Action,
  type Assertion,
  DIGITAL_SOURCE_TYPES,
  type DigitalSourceType,
  type IngredientSource,
  type Origin,
  type PromptHash,
  type SoftBinding,
  type SoftwareAgent,
} from './origin.ts';
import { checkOrigin } from './origin-check.ts';
import { PROMPT_LABEL } from './prompt.ts';
import {
  checkActions,
  checkAgent,
  checkAssertions,
  checkSoftBinding,
  checkSoftware,
  checkTitle,
  refuse,
} from './rules.ts';

/** The newest specification whose rules a manifest made here follows. */
const SPEC_VERSION = '2.4';
const ACTIONS_LABEL = 'c2pa.actions.v2';
const DISCLOSURE_LABEL = 'c2pa.ai-disclosure';
const TRAINING_MINING_LABEL = 'cawg.training-mining';
const TRAINING_MINING_KEYS = [
  'cawg.ai_generative_training',
  'cawg.ai_training',
  'cawg.ai_inference',
  'cawg.data_mining',
];
const SOFT_BINDING_LABEL = 'c2pa.soft-binding';
/** Assertions whose box is JSON by their specification; all others are CBOR. */
const JSON_LABEL = /^stds\.|\.metadata$|^c2pa\.repository-receipt$/;

/** A manifest ready for the engine. */
export interface ManifestPlan {
  /**
   * Manifest definition as c2pa-rs takes it. Plain JSON, but for the {@link Bytes} of a soft binding,
   * which JSON.stringify turns into base64.
   */
  readonly definition: Readonly<Record<string, unknown>>;
  /** Files to be added, each with the `label` by which the actions name it. */
  readonly ingredients: readonly PlannedIngredient[];
  /** Algorithm of the soft binding that belongs to no watermark; null: there is none. */
  readonly fingerprint: string | null;
}

export interface PlannedIngredient {
  readonly label: string;
  readonly relationship: 'parentOf' | 'componentOf' | 'inputTo';
  readonly source: IngredientSource;
}

/** An action as it is written (C2PA 2.4 clause 18.15, v2). */
interface WrittenAction {
  action: string;
  digitalSourceType?: string;
  softwareAgent?: SoftwareAgent;
  when?: string;
  description?: string;
  parameters?: Record<string, unknown>;
}

/**
 * Turns an origin into a manifest definition (C2PA 2.4) that will validate, or refuses it.
 *
 * @throws ProvenanceError MANIFEST_REFUSED; the message names the rule.
 * @throws TypeError for a misspelt key or a value of the wrong kind.
 */
export function buildManifest(origin: Origin): ManifestPlan {
  checkOrigin(origin);
  checkSoftware('generator', origin.generator);
  checkTitle(origin.title);
  if (origin.model !== undefined) checkAgent('model', origin.model);
  const ingredients = planIngredients(origin);
  const assertions = [...ownAssertions(origin), ...(origin.assertions ?? [])];
  checkAssertions(assertions);
  const actions = [...writeActions(origin, ingredients), ...watermarkActions(origin)];
  checkActions(actions, assertions);
  const { name, version } = origin.generator;
  return {
    definition: {
      claim_generator_info: [{ name, version, specVersion: SPEC_VERSION }],
      ...(origin.title === undefined ? {} : { title: origin.title }),
      assertions: [
        { label: ACTIONS_LABEL, data: { actions, allActionsIncluded: true }, created: true },
        ...assertions.map(({ label, data }) => ({
          label,
          data,
          created: true,
          ...(JSON_LABEL.test(label) ? { kind: 'Json' } : {}),
        })),
      ],
    },
    ingredients,
    fingerprint: origin.fingerprint?.alg ?? null,
  };
}

function planIngredients(origin: Origin): PlannedIngredient[] {
  const plan = (
    relationship: PlannedIngredient['relationship'],
    sources: readonly IngredientSource[] = [],
  ) => sources.map((source, i) => ({ label: `${relationship}-${i + 1}`, relationship, source }));
  switch (origin.kind) {
    case 'created':
      return plan('inputTo', origin.inputs);
    case 'edited':
      if (origin.parent === undefined) refuse('an edit needs a parent.');
      return [...plan('parentOf', [origin.parent]), ...plan('inputTo', origin.inputs)];
    case 'composite':
      if (!origin.components?.length) refuse('a composite needs at least one component.');
      return [
        ...plan('parentOf', origin.parent === undefined ? [] : [origin.parent]),
        ...plan('componentOf', origin.components),
      ];
  }
}

function writeActions(origin: Origin, ingredients: readonly PlannedIngredient[]): WrittenAction[] {
  const write = writerOf(origin);
  const labels = (relationship: PlannedIngredient['relationship']) =>
    ingredients.filter((i) => i.relationship === relationship).map(({ label }) => label);
  const [parent, components, inputs] = [
    labels('parentOf'),
    labels('componentOf'),
    labels('inputTo'),
  ];
  switch (origin.kind) {
    case 'created': {
      const digitalSourceType = origin.sourceType ?? 'trainedAlgorithmicMedia';
      const created = write({ action: 'c2pa.created', digitalSourceType }, inputs);
      return [created, ...(origin.actions ?? []).map((action) => write(action))];
    }
    case 'edited': {
      const digitalSourceType = origin.sourceType ?? 'compositeWithTrainedAlgorithmicMedia';
      const actions = origin.actions ?? [{ action: 'c2pa.edited', digitalSourceType }];
      if (actions.length === 0) refuse('an edit needs at least one action.');
      return [
        write({ action: 'c2pa.opened' }, parent),
        ...actions.map((action, i) => write(action, i === 0 ? inputs : [])),
      ];
    }
    case 'composite': {
      const digitalSourceType =
        origin.sourceType ?? (origin.model ? 'compositeSynthetic' : 'composite');
      const first =
        parent.length > 0
          ? write({ action: 'c2pa.opened' }, parent)
          : write({ action: 'c2pa.created', digitalSourceType });
      const placed = components.map((label) => write({ action: 'c2pa.placed' }, [label]));
      return [first, ...placed, ...(origin.actions ?? []).map((action) => write(action))];
    }
  }
}

/** The application hides the mark, whatever the model did. */
function watermarkActions({ softBinding, generator, when }: Origin): WrittenAction[] {
  if (softBinding === undefined) return [];
  const action = { action: 'c2pa.watermarked.bound' };
  return [writerOf({ kind: 'created', generator, ...(when && { when }) })(action)];
}

function writerOf({ model, generator, when }: Origin) {
  const { name, version }: SoftwareAgent = model ?? generator;
  const agent: SoftwareAgent = version === undefined ? { name } : { name, version };
  return (action: Action, ingredientIds: readonly string[] = []): WrittenAction => {
    const time = action.when ?? when;
    const { digitalSourceType, description, softwareAgent = agent } = action;
    checkAgent(`the softwareAgent of ${action.action}`, softwareAgent);
    const parameters = {
      ...action.parameters,
      // The engine replaces them by hashed URIs of the ingredient assertions.
      ...(ingredientIds.length > 0 ? { ingredientIds } : {}),
    };
    return {
      action: action.action,
      softwareAgent,
      ...(digitalSourceType ? { digitalSourceType: sourceTypeUri(digitalSourceType) } : {}),
      ...(time === undefined ? {} : { when: time.toISOString() }),
      ...(description === undefined ? {} : { description }),
      ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    };
  };
}

function sourceTypeUri(type: DigitalSourceType): string {
  if (Object.hasOwn(DIGITAL_SOURCE_TYPES, type)) {
    return DIGITAL_SOURCE_TYPES[type as keyof typeof DIGITAL_SOURCE_TYPES];
  }
  if (!URL.canParse(type)) {
    const terms = Object.keys(DIGITAL_SOURCE_TYPES).join(', ');
    refuse(`a digital source type must be a full URI or one of ${terms}; not "${type}".`);
  }
  return type;
}

function ownAssertions(origin: Origin): Assertion[] {
  const { disclosure, trainingMining, prompt, softBinding, fingerprint } = origin;
  return [
    ...(disclosure !== undefined
      ? [{ label: DISCLOSURE_LABEL, data: writeDisclosure(origin) }]
      : []),
    ...(trainingMining !== undefined
      ? [{ label: TRAINING_MINING_LABEL, data: { entries: writeTrainingMining(trainingMining) } }]
      : []),
    ...(prompt !== undefined ? [{ label: PROMPT_LABEL, data: writePrompt(prompt) }] : []),
    ...[softBinding, fingerprint].flatMap((binding) =>
      binding === undefined ? [] : [{ label: SOFT_BINDING_LABEL, data: writeSoftBinding(binding) }],
    ),
  ];
}

function writeDisclosure({ model, disclosure = {} }: Origin): Record<string, unknown> {
  if (!model) refuse('a disclosure needs a model.');
  const { humanOversightLevel, scientificDomain } = disclosure;
  const domains = [scientificDomain ?? []].flat();
  for (const domain of domains) {
    if (!/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(domain)) {
      refuse(`a scientific domain must be an arXiv category such as cs.CV, not "${domain}".`);
    }
  }
  return {
    modelType: model.type ?? 'c2pa.types.model',
    modelName: model.name,
    ...(model.identifier === undefined ? {} : { modelIdentifier: model.identifier }),
    ...(humanOversightLevel ? { contentProfile: { humanOversightLevel } } : {}),
    // The text of clause 18.28 shows one string, its CDDL a list: a string for one, a list for more.
    ...(domains.length > 0
      ? { scientificDomain: domains.length === 1 ? domains[0] : domains }
      : {}),
  };
}

function writeTrainingMining(mining: NonNullable<Origin['trainingMining']>) {
  if (typeof mining === 'string') {
    return Object.fromEntries(TRAINING_MINING_KEYS.map((key) => [key, { use: mining }]));
  }
  return Object.fromEntries(
    Object.entries(mining).flatMap(([key, entry]) => {
      if (entry === undefined) return [];
      if (!TRAINING_MINING_KEYS.includes(key)) {
        refuse(`trainingMining may name ${TRAINING_MINING_KEYS.join(', ')}; not "${key}".`);
      }
      const written =
        entry.use === 'constrained'
          ? { use: entry.use, constraint_info: entry.constraintInfo }
          : { use: entry.use };
      return [[key, written]];
    }),
  );
}

function writePrompt(prompt: NonNullable<Origin['prompt']>): Record<string, unknown> {
  if ('text' in prompt && prompt.text !== undefined) return { text: prompt.text };
  const { sha256, salt } = prompt as PromptHash;
  if (Buffer.from(sha256, 'base64').length !== 32) {
    refuse('the hash of a prompt must be SHA-256 in base64.');
  }
  return { alg: 'sha256', hash: sha256, ...(salt === undefined ? {} : { salt }) };
}

/**
 * Bytes that belong into a CBOR byte string. The engine takes its definition as JSON, which has none:
 * there they become base64 text, which engines read and the CDDL of the assertion does not allow.
 * Who writes the store without the engine finds the bytes here.
 */
class Bytes extends Uint8Array {
  toJSON(): string {
    return Buffer.from(this).toString('base64');
  }
}

/** An empty scope is the whole content. */
function writeSoftBinding(softBinding: SoftBinding): Record<string, unknown> {
  checkSoftBinding(softBinding);
  const { alg, value } = softBinding;
  return { alg, blocks: [{ scope: {}, value: Bytes.from(value) }] };
}

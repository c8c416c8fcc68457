import { types } from 'node:util';
import { checkKnownKeys, checkObject, type KnownKeys } from '@provenance/content';
import type {
  AiDisclosure,
  CompositeOrigin,
  CreatedOrigin,
  EditedOrigin,
  Origin,
  Prompt,
  PromptHash,
  SoftBinding,
} from './origin.ts';

const SHARED_KEYS = {
  kind: true,
  generator: true,
  model: true,
  title: true,
  when: true,
  sourceType: true,
  actions: true,
  disclosure: true,
  trainingMining: true,
  prompt: true,
  softBinding: true,
  fingerprint: true,
  assertions: true,
} as const;
const ORIGIN_KEYS: {
  readonly created: KnownKeys<CreatedOrigin>;
  readonly edited: KnownKeys<EditedOrigin>;
  readonly composite: KnownKeys<CompositeOrigin>;
} = {
  created: { ...SHARED_KEYS, inputs: true },
  edited: { ...SHARED_KEYS, parent: true, inputs: true },
  composite: { ...SHARED_KEYS, components: true, parent: true },
};
const DISCLOSURE_KEYS: KnownKeys<AiDisclosure> = {
  humanOversightLevel: true,
  scientificDomain: true,
};
const SOFT_BINDING_KEYS: KnownKeys<SoftBinding> = { alg: true, value: true };
const OVERSIGHT_LEVELS: readonly unknown[] = [
  'fully_autonomous',
  'prompt_guided',
  'human_validated',
] satisfies AiDisclosure['humanOversightLevel'][];

/**
 * What is a mistake in the calling program, whatever C2PA says: misspelt keys and values of the wrong
 * kind. What C2PA does not allow is refused by the manifest's rules.
 *
 * @throws TypeError
 */
export function checkOrigin(origin: Origin): void {
  checkObject('origin', origin);
  if (!Object.hasOwn(ORIGIN_KEYS, origin.kind)) {
    throw new TypeError('origin.kind must be created, edited or composite.');
  }
  checkKnownKeys<Origin>(`An origin of kind "${origin.kind}"`, origin, ORIGIN_KEYS[origin.kind]);
  const { title, when, actions, assertions, disclosure, trainingMining, prompt } = origin;
  if (title !== undefined && typeof title !== 'string') {
    throw new TypeError('origin.title must be a string.');
  }
  checkDate('origin.when', when);
  if ('inputs' in origin) checkSources('origin.inputs', origin.inputs);
  if ('components' in origin) checkSources('origin.components', origin.components);
  if ('parent' in origin && origin.parent !== undefined) {
    checkSource('origin.parent', origin.parent);
  }
  checkObjects('origin.actions', actions);
  actions?.forEach((action, i) => {
    checkDate(`origin.actions[${i}].when`, action.when);
  });
  checkObjects('origin.assertions', assertions);
  if (disclosure !== undefined) checkDisclosure(disclosure);
  if (trainingMining !== undefined) checkTrainingMining(trainingMining);
  if (prompt !== undefined) checkPrompt(prompt);
  for (const name of ['softBinding', 'fingerprint'] as const) {
    if (origin[name] !== undefined) checkSoftBinding(`origin.${name}`, origin[name]);
  }
}

function checkList(what: string, value: unknown): void {
  if (value !== undefined && !Array.isArray(value)) throw new TypeError(`${what} must be a list.`);
}

function checkObjects(what: string, value: readonly unknown[] | undefined): void {
  checkList(what, value);
  value?.forEach((entry, i) => {
    checkObject(`${what}[${i}]`, entry);
  });
}

function checkSources(what: string, sources: readonly unknown[] | undefined): void {
  checkList(what, sources);
  sources?.forEach((source, i) => {
    checkSource(`${what}[${i}]`, source);
  });
}

/** Told here and not when it is read: by then nobody knows which ingredient of which content it was. */
function checkSource(what: string, source: unknown): void {
  const isDescribed = typeof source === 'object' && source !== null && 'content' in source;
  const content = isDescribed ? source.content : source;
  const known =
    typeof content === 'string' ||
    (content instanceof URL && content.protocol === 'file:') ||
    [Uint8Array, ArrayBuffer, Blob].some((kind) => content instanceof kind);
  if (!known) {
    throw new TypeError(
      `${what} must be a path, a file: URL, a Uint8Array, an ArrayBuffer, a Blob, or an object with one as its content.`,
    );
  }
}

/** The year is checked because RFC 3339 has four digits for it; microseconds do not fit them. */
function checkDate(what: string, value: unknown): void {
  if (value === undefined) return;
  const year = types.isDate(value) ? value.getUTCFullYear() : Number.NaN;
  if (!(year >= 0 && year <= 9999)) {
    throw new TypeError(`${what} must be a valid Date in the years 0 to 9999.`);
  }
}

function checkDisclosure(disclosure: AiDisclosure): void {
  checkKnownKeys('origin.disclosure', disclosure, DISCLOSURE_KEYS);
  const { humanOversightLevel } = disclosure;
  if (humanOversightLevel !== undefined && !OVERSIGHT_LEVELS.includes(humanOversightLevel)) {
    throw new TypeError(
      `origin.disclosure.humanOversightLevel must be ${OVERSIGHT_LEVELS.join(', ')}, got ${show(humanOversightLevel)}.`,
    );
  }
}

function checkTrainingMining(mining: unknown): void {
  if (mining === 'allowed' || mining === 'notAllowed') return;
  if (typeof mining !== 'object' || mining === null || Array.isArray(mining)) {
    throw new TypeError(
      `origin.trainingMining must be "allowed", "notAllowed" or an object with a use for each key, got ${show(mining)}.`,
    );
  }
  for (const [key, entry] of Object.entries(mining)) {
    if (entry === undefined) continue;
    const what = `origin.trainingMining["${key}"]`;
    checkObject(what, entry);
    const { use, constraintInfo } = entry as Record<string, unknown>;
    if (use !== 'allowed' && use !== 'notAllowed' && use !== 'constrained') {
      throw new TypeError(
        `${what}.use must be allowed, notAllowed or constrained, got ${show(use)}.`,
      );
    }
    const isText = typeof constraintInfo === 'string' && constraintInfo !== '';
    if (use === 'constrained' && !isText) {
      throw new TypeError(`${what}.constraintInfo must say in words what the constraint is.`);
    }
    if (use !== 'constrained' && constraintInfo !== undefined) {
      throw new TypeError(`${what}.constraintInfo goes only with the use "constrained".`);
    }
  }
}

function checkSoftBinding(what: string, softBinding: SoftBinding): void {
  checkKnownKeys(what, softBinding, SOFT_BINDING_KEYS);
  const { alg, value } = softBinding;
  if (typeof alg !== 'string' || !(value instanceof Uint8Array) || value.length === 0) {
    throw new TypeError(`${what} must be {alg, value}: a name, and bytes.`);
  }
}

function checkPrompt(prompt: Prompt): void {
  checkObject('origin.prompt', prompt);
  const { text, sha256, salt } = prompt as { text?: unknown } & {
    [K in keyof PromptHash]: unknown;
  };
  const isClear = typeof text === 'string' && sha256 === undefined && salt === undefined;
  const isHash =
    text === undefined &&
    typeof sha256 === 'string' &&
    (salt === undefined || typeof salt === 'string');
  if (!isClear && !isHash) {
    throw new TypeError(
      'origin.prompt must be either {text} or {sha256, salt?} as hashPrompt() gives it, all strings.',
    );
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : typeof value;
}

import type { Claim } from '../store/claim.ts';
import { type Json, jsonOf } from './value.ts';

type Fields = Readonly<Record<string, Json>>;

const TEXTS = ['dc:title', 'alg', 'alg_soft'];
/** By version of the claim: the texts that crJSON wants, the other ones that it knows, and the lists of references. */
const PARTS = {
  1: {
    required: ['claim_generator', 'signature', 'dc:format', 'instanceID'],
    known: TEXTS,
    lists: ['assertions'],
  },
  2: {
    required: ['instanceID', 'signature'],
    known: [...TEXTS, 'specVersion'],
    lists: ['created_assertions', 'gathered_assertions'],
  },
} as const;

/**
 * A claim as crJSON has it: the fields of the specification, in their types, and no others. A text that has to be
 * there and is not is empty, and a list that is none is left out; what is wrong with such a claim stands in
 * the failures.
 */
export function claimJson({ version, fields }: Claim): Fields {
  const { required, known, lists } = PARTS[version];
  const textOf = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : null;
  };
  const found: Record<string, Json> = {};
  for (const name of required) found[name] = textOf(name) ?? '';
  for (const name of known) {
    const text = textOf(name);
    if (text !== null) found[name] = text;
  }
  for (const name of lists) {
    const list = fields.get(name);
    if (Array.isArray(list)) found[name] = list.map(referenceJson);
  }
  const redacted = fields.get('redacted_assertions');
  if (Array.isArray(redacted)) found.redacted_assertions = redacted.filter(isText);
  if (fields.get('metadata') instanceof Map) found.metadata = jsonOf(fields.get('metadata'));
  found.claim_generator_info = generatorJson(version, fields);
  return found;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** A list in version 1, where it could be missing; one map in version 2. */
function generatorJson(version: 1 | 2, fields: Claim['fields']): Json {
  const info: unknown = fields.get('claim_generator_info');
  const named = (value: unknown): Json => {
    const json = value instanceof Map ? jsonOf(value) : {};
    return { name: '', ...(json as Fields) };
  };
  if (version === 2) return named(info);
  if (Array.isArray(info) && info.length > 0) return info.map(named);
  const generator = fields.get('claim_generator');
  return [{ name: typeof generator === 'string' ? generator : '' }];
}

function referenceJson(value: unknown): Json {
  const reference = value instanceof Map ? value : new Map<unknown, unknown>();
  const parts = ['url', 'hash', 'alg'].flatMap((name) => {
    const part: unknown = reference.get(name);
    return part === undefined ? [] : [[name, jsonOf(part)] as const];
  });
  return Object.fromEntries(parts);
}

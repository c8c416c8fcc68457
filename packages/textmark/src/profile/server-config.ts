import { ProvenanceError } from '@provenance/content';
import { serverTextMarkKey, type TextMarkKey } from '../key/key.ts';
import type { TextMarkerOptions } from '../marker/marker.ts';

/** What a server's watermark configuration means here. */
export interface ServerConfig {
  readonly key: TextMarkKey;
  /** How the server draws, for a marker that shall do as it does. */
  readonly marker: Pick<TextMarkerOptions, 'deduplicateContexts' | 'maxProbability'>;
}

type Fields = Readonly<Record<string, unknown>>;

/** As SGLang's limit. */
const MOST_CHARACTERS = 4096;

const VLLM_FIELDS = [
  'key',
  'algorithm',
  'alpha',
  'context_width',
  'deduplicate_contexts',
  'deduplicate_contexts_max_history',
  'prf',
  'allow_target_only_watermarking',
];
const SGLANG_FIELDS = [
  'key',
  'key_b',
  'context_window',
  'mixing_probability',
  'max_probability',
  'default_enabled',
  'enforce_all',
];

/**
 * Reads what vLLM is given as `--watermark-config`: JSON with `key`, `algorithm` and the others.
 *
 * @throws ProvenanceError CONFIG_INVALID, naming the field; no message holds the key
 */
export function readVllmConfig(text: string): ServerConfig {
  const fields = fieldsOf(text, VLLM_FIELDS, 'vLLM');
  const algorithm = fields.algorithm ?? 'gumbel';
  if (algorithm !== 'gumbel' && algorithm !== 'dual_key_gumbel') {
    throw invalid('algorithm of the vLLM configuration is not gumbel or dual_key_gumbel.');
  }
  if ((fields.prf ?? 'philox') !== 'philox') {
    throw invalid('prf of the vLLM configuration is not philox.');
  }
  const scope = fields.deduplicate_contexts ?? 'single_turn';
  if (scope !== 'none' && scope !== 'single_turn' && scope !== 'all') {
    throw invalid(
      'deduplicate_contexts of the vLLM configuration is not none, single_turn or all.',
    );
  }
  const { key } = fields;
  // A number in JSON, which `fieldsOf` hands on as digits.
  if (!(key instanceof Digits)) throw invalid('key of the vLLM configuration is no whole number.');
  const dual = algorithm === 'dual_key_gumbel';
  const made = makeKey('vLLM', () =>
    serverTextMarkKey(
      dual ? 'vllm-dual-gumbel-philox-v1' : 'vllm-gumbel-philox-v1',
      key.text,
      present({
        contextWidth: numberOf(fields, 'context_width', 'vLLM'),
        alpha: dual ? numberOf(fields, 'alpha', 'vLLM') : undefined,
      }),
    ),
  );
  return { key: made, marker: { deduplicateContexts: scope } };
}

/**
 * Reads what SGLang is given as `--watermark-config`: JSON with `key` and the others, or the content of its
 * file.
 *
 * @throws ProvenanceError CONFIG_INVALID, naming the field; no message holds a key
 */
export function readSglangConfig(text: string): ServerConfig {
  const fields = fieldsOf(text, SGLANG_FIELDS, 'SGLang');
  const hexadecimal = (name: 'key' | 'key_b'): string | undefined => {
    const value = fields[name];
    if (value === undefined || (value === null && name === 'key_b')) return undefined;
    const digits = typeof value === 'string' ? value.replace(/^0x/i, '') : '';
    if (!/^[\da-f]{1,16}$/i.test(digits)) {
      throw invalid(`${name} of the SGLang configuration is not 1 to 16 hexadecimal digits.`);
    }
    return `0x${digits}`;
  };
  const key = hexadecimal('key');
  if (key === undefined) throw invalid('key of the SGLang configuration is missing.');
  const keyB = hexadecimal('key_b');
  const mixingProbability = numberOf(fields, 'mixing_probability', 'SGLang');
  if (mixingProbability !== undefined && keyB === undefined) {
    throw invalid('mixing_probability of the SGLang configuration needs key_b.');
  }
  const maxProbability = numberOf(fields, 'max_probability', 'SGLang');
  if (maxProbability !== undefined && !(maxProbability > 0 && maxProbability <= 1)) {
    throw invalid('max_probability of the SGLang configuration is not above 0 and at most 1.');
  }
  const contextWidth = numberOf(fields, 'context_window', 'SGLang');
  const made = makeKey('SGLang', () =>
    serverTextMarkKey(
      keyB === undefined ? 'sglang-gumbel-murmur3-v1' : 'sglang-dual-gumbel-murmur3-v1',
      key,
      present({ keyB, contextWidth, mixingProbability }),
    ),
  );
  return { key: made, marker: maxProbability === undefined ? {} : { maxProbability } };
}

/** A number of JSON as it is written: one of 64 bits would be rounded. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The only field whose value may need all its digits. */
const KEY = /("key"\s*:\s*)(-?\d+)(?=\s*[,}])/g;
const MARK = 'digits ';

function fieldsOf(text: string, known: readonly string[], server: string): Fields {
  if (typeof text !== 'string') throw new TypeError('A configuration is JSON text.');
  if (text.length > MOST_CHARACTERS) {
    throw invalid(`The ${server} configuration has more than ${MOST_CHARACTERS} characters.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(KEY, `$1"${MARK}$2"`));
  } catch {
    // The cause would quote the text, and the key with it.
    throw invalid(`The ${server} configuration is no JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`The ${server} configuration is no object.`);
  }
  const fields: Record<string, unknown> = { __proto__: null };
  for (const [name, field] of Object.entries(value)) {
    // Its name is not shown: a key may have been written in its place.
    if (!known.includes(name)) {
      throw invalid(`The ${server} configuration has a field that is not known here.`);
    }
    const digits = typeof field === 'string' && field.startsWith(MARK);
    fields[name] = digits ? new Digits(field.slice(MARK.length)) : field;
  }
  return fields;
}

function numberOf(fields: Fields, name: string, server: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') {
    throw invalid(`${name} of the ${server} configuration is no number.`);
  }
  return value;
}

/** Without what is undefined. */
function present<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

function makeKey(server: string, make: () => TextMarkKey): TextMarkKey {
  try {
    return make();
  } catch (cause) {
    // Messages of serverTextMarkKey name the option and hold no key.
    const reason = cause instanceof Error ? cause.message : '';
    throw new ProvenanceError('CONFIG_INVALID', `The ${server} configuration: ${reason}`, {
      cause,
    });
  }
}

function invalid(detail: string): ProvenanceError {
  return new ProvenanceError('CONFIG_INVALID', detail);
}

import { ProvenanceError } from '@provenance/content';
import { secretOf, type TextMarkKey } from '../key/key.ts';
import {
  SCHEMES,
  type SchemeParameters,
  TEXT_MARK_SCHEMES,
  type TextMarkScheme,
} from '../key/scheme.ts';
import { assertTokenizer, type TokenizerName } from '../tokenizer/tokenizer.ts';

/** The form of a profile that is written. */
export const PROFILE_FORMAT = 'provenance.textmark-profile/1';

/**
 * What generation and detection have to agree on, without anything secret: it may be published. A text that
 * is read with another scheme, width, parameter, key or tokenizer shows no mark at all.
 */
export interface TextMarkProfile {
  readonly format: typeof PROFILE_FORMAT;
  readonly scheme: TextMarkScheme;
  readonly contextWidth: number;
  readonly parameters: SchemeParameters;
  /** Which key, 16 hexadecimal digits. */
  readonly kid: string;
  readonly tokenizer: TokenizerName;
}

/** Characters of a serialised profile, at most. */
const MOST_CHARACTERS = 65_536;

/**
 * The profile of a key and a tokenizer.
 *
 * @throws TypeError for what is neither
 */
export function makeTextMarkProfile(key: TextMarkKey, tokenizer: TokenizerName): TextMarkProfile {
  secretOf(key);
  const { scheme, contextWidth, parameters, kid } = key;
  const { name, vocabulary } = tokenizer;
  return checkProfile({
    format: PROFILE_FORMAT,
    scheme,
    contextWidth,
    parameters,
    kid,
    tokenizer: { name, vocabulary },
  });
}

/** A profile as JSON text: the same profile gives the same text. */
export function serialiseTextMarkProfile(profile: TextMarkProfile): string {
  return `${JSON.stringify(checkProfile(profile), null, 2)}\n`;
}

/**
 * Reads a profile.
 *
 * @param text JSON
 * @throws ProvenanceError CONFIG_INVALID, naming the field, for what is no profile
 */
export function parseTextMarkProfile(text: string): TextMarkProfile {
  if (typeof text !== 'string') throw new TypeError('A profile is JSON text.');
  if (text.length > MOST_CHARACTERS) throw invalid('The text mark profile is too long.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProvenanceError('CONFIG_INVALID', 'The text mark profile is no JSON.', { cause });
  }
  return checkProfile(value);
}

/**
 * Whether a key and a tokenizer are the ones that a profile means.
 *
 * @throws ProvenanceError CONFIG_INVALID, naming what differs
 */
export function checkTextMarkProfile(
  profile: TextMarkProfile,
  key: TextMarkKey,
  tokenizer: TokenizerName,
): void {
  const wanted = checkProfile(profile);
  const given = makeTextMarkProfile(key, tokenizer);
  for (const name of ['scheme', 'contextWidth', 'parameters', 'kid'] as const) {
    if (JSON.stringify(wanted[name]) !== JSON.stringify(given[name])) {
      throw invalid(`The key is not the one of the text mark profile: ${name} differs.`);
    }
  }
  // The name is a label; the vocabulary is what cuts a text.
  if (wanted.tokenizer.vocabulary !== given.tokenizer.vocabulary) {
    throw invalid(
      `The tokenizer is not the one of the text mark profile, ${quoted(wanted.tokenizer.name)}: its vocabulary differs.`,
    );
  }
}

/** What a profile says, in the order in which it is written, and nothing else. */
function checkProfile(value: unknown): TextMarkProfile {
  const { format, scheme, contextWidth, parameters, kid, tokenizer } = record(value, 'it');
  known(value, ['format', 'scheme', 'contextWidth', 'parameters', 'kid', 'tokenizer'], '');
  if (format !== PROFILE_FORMAT)
    throw invalid(`format of the text mark profile is not ${PROFILE_FORMAT}.`);
  if (!(TEXT_MARK_SCHEMES as readonly unknown[]).includes(scheme)) {
    throw invalid('scheme of the text mark profile is not known.');
  }
  const facts = SCHEMES[scheme as TextMarkScheme];
  const width = contextWidth as number;
  if (!Number.isInteger(width) || width < facts.leastWidth || width > facts.mostWidth) {
    throw invalid(
      `contextWidth of the text mark profile is not ${facts.leastWidth} to ${facts.mostWidth}.`,
    );
  }
  if (typeof kid !== 'string' || !/^[\da-f]{16}$/.test(kid)) {
    throw invalid('kid of the text mark profile is not 16 hexadecimal digits.');
  }
  const { name, vocabulary } = record(tokenizer, 'tokenizer');
  known(tokenizer, ['name', 'vocabulary'], 'tokenizer.');
  try {
    const both = { name, vocabulary } as TokenizerName;
    assertTokenizer({ ...both, encode: () => [], decode: () => '' });
  } catch (cause) {
    throw new ProvenanceError(
      'CONFIG_INVALID',
      'tokenizer of the text mark profile has no name, or no hash of 64 hexadecimal digits.',
      { cause },
    );
  }
  return {
    format,
    scheme: scheme as TextMarkScheme,
    contextWidth: width,
    parameters: parametersOf(facts.parameter?.name ?? null, parameters),
    kid,
    tokenizer: { name: name as string, vocabulary: vocabulary as string },
  };
}

function parametersOf(name: keyof SchemeParameters | null, value: unknown): SchemeParameters {
  const given = record(value, 'parameters');
  known(value, name === null ? [] : [name], 'parameters.');
  if (name === null) return {};
  const parameter = given[name];
  if (typeof parameter !== 'number' || !(parameter >= 0 && parameter <= 1)) {
    throw invalid(`parameters.${name} of the text mark profile is no number from 0 to 1.`);
  }
  return { [name]: parameter };
}

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(
      name === 'it'
        ? 'The text mark profile is no object.'
        : `${name} of the text mark profile is no object.`,
    );
  }
  return value as Record<string, unknown>;
}

/** A field that is not known may change what the others mean. */
function known(value: unknown, names: readonly string[], path: string): void {
  for (const name of Object.keys(value as object)) {
    if (!names.includes(name)) {
      throw invalid(`The text mark profile has a field that is not known: ${path}${quoted(name)}.`);
    }
  }
}

/** A name out of a file, short and without what could pass for a sentence of ours. */
function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 40));
}

function invalid(detail: string): ProvenanceError {
  return new ProvenanceError('CONFIG_INVALID', detail);
}

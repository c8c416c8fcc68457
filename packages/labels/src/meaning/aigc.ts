import type { Field } from '../field/field.ts';
import type { Meaning } from './label.ts';

/** GB 45438-2025: `1` it is generated, `2` it may be, `3` it is suspected to be. */
const LABELS: ReadonlyMap<unknown, Pick<Meaning, 'kind' | 'meaning'>> = new Map([
  ['1', { kind: 'ai-generated', meaning: 'aigc-is-ai' }],
  ['2', { kind: 'ai-possible', meaning: 'aigc-may-be-ai' }],
  ['3', { kind: 'ai-possible', meaning: 'aigc-is-suspected' }],
]);

/**
 * Names of fields that are the label: the property of XMP, a keyword, a chunk, a frame, a comment, a
 * key, an entry.
 */
const NAME = /(?:^|[:.])AIGC$/i;
/** Elsewhere it stands in an object that has it under its name, alone or with others. */
const INSIDE = /^\s*\{\s*"AIGC"\s*:/;
/** The word and the object, as in a bare segment. */
const BARE = /^\s*AIGC\s*(?=\{)/;

/**
 * China's label: a JSON object of strings, written as the value of a field of its own or inside
 * `{"AIGC": ...}`. One that cannot be read is a label all the same: somebody meant to say something.
 */
export function aigcOf({ name, value }: Field): Meaning | null {
  const isOwn = NAME.test(name);
  const isBare = BARE.test(value);
  if (!isOwn && !isBare && !INSIDE.test(value)) return null;
  return { ...meaningOf(isBare ? value.replace(BARE, '') : value), standard: 'aigc' };
}

function meaningOf(value: string): Pick<Meaning, 'kind' | 'meaning'> {
  const label = labelIn(parse(value));
  // A number for the digit is a mistake that says the same.
  const known = typeof label === 'number' ? LABELS.get(String(label)) : LABELS.get(label);
  return known ?? { kind: 'no-origin', meaning: 'aigc-unreadable' };
}

function labelIn(content: unknown): unknown {
  if (typeof content !== 'object' || content === null) return null;
  const { AIGC: inner = content } = content as { AIGC?: unknown };
  // The standard has it written once; some writers encode it twice.
  const own = typeof inner === 'string' ? parse(inner) : inner;
  return typeof own === 'object' && own !== null && 'Label' in own ? own.Label : null;
}

function parse(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'string' ? JSON.parse(content) : content;
  } catch {
    return null;
  }
}

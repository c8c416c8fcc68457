import { CATALOGUE } from './catalogue/catalogue.ts';
import type { MessageLike, SlotTypes } from './entries.ts';
import type { Language } from './language.ts';
import { isCode } from './message.ts';
import { plainText, quoted } from './plain-text.ts';
import { shownTime } from './time.ts';
import { visible } from './visible.ts';

export interface RenderOptions {
  /** `en` unless given. */
  readonly language?: Language;
  /** IANA name of the time zone that times are shown in; that of the process unless given. */
  readonly timeZone?: string;
}

const SLOT = /\{(\w+):(\w+)\}/g;
const BEGINS_WITH_MESSAGE = /^\{\w+:(message|messages|list)\}/;
/** Of our own making: no blank, and nothing that could pass for a sentence. */
const ID = /^[\w.:/+-]{1,200}$/;
/** Messages within messages: a report holds some five levels. */
const DEEPEST = 16;

/** What stands between sentences, between clauses, and between alternatives. */
const BETWEEN = {
  en: { sentences: ' ', clauses: '; ', ids: ' or ' },
  ja: { sentences: '', clauses: '、', ids: 'または' },
} as const;

/**
 * Messages as sentences for a person. What files say is quoted here and nowhere else, so that no name can
 * pass for our words.
 *
 * @throws TypeError for a code that the catalogue does not have, or a parameter that is missing.
 */
export function render(
  messages: MessageLike | readonly MessageLike[],
  { language = 'en', timeZone }: RenderOptions = {},
): string {
  const all = 'code' in messages ? [messages] : messages;
  return all
    .map((message) => rendered(message, language, timeZone, 0))
    .join(BETWEEN[language].sentences);
}

function rendered(
  { code, parameters }: MessageLike,
  language: Language,
  timeZone: string | undefined,
  depth: number,
): string {
  if (!isCode(code)) throw new TypeError(`no message has the code ${JSON.stringify(code)}.`);
  if (depth > DEEPEST) throw new TypeError('the message holds too many others.');
  const text: string = CATALOGUE[code][language];
  const inner = (message: MessageLike) => rendered(message, language, timeZone, depth + 1);
  const filled = text.replace(SLOT, (_, name: string, kind: keyof SlotTypes) => {
    const value = parameters[name];
    if (value === undefined || value === null) {
      throw new TypeError(`the message ${code} lacks its parameter ${name}.`);
    }
    switch (kind) {
      case 'id':
        return shownId(String(value), language);
      case 'ids':
        return (value as SlotTypes['ids'])
          .map((id) => shownId(id, language))
          .join(BETWEEN[language].ids);
      case 'name':
        return quoted(String(value), undefined, language);
      case 'path':
        return visible(String(value));
      case 'text':
        return quoted(String(value), 200, language);
      case 'time':
        return shownTime(String(value), timeZone) ?? quoted(String(value), undefined, language);
      case 'chance':
        return chance(Number(value));
      case 'rarity':
        return rarity(Number(value), language);
      case 'count':
        return Number(value).toLocaleString('en-US');
      case 'message':
        return inner(value as MessageLike);
      case 'messages':
        return (value as SlotTypes['messages']).map(inner).join(BETWEEN[language].sentences);
      case 'list':
        // Of several codes with one meaning.
        return [...new Set((value as SlotTypes['list']).map(inner))].join(
          BETWEEN[language].clauses,
        );
    }
  });
  // A sentence that begins with another message begins with its letter.
  return language === 'en' && BEGINS_WITH_MESSAGE.test(text) && text.endsWith('.')
    ? filled.charAt(0).toUpperCase() + filled.slice(1)
    : filled;
}

function shownId(id: string, language: Language): string {
  return ID.test(id) ? id : quoted(plainText(id), undefined, language);
}

/** A bound on a probability, as a power of ten: more than that it is not good for. */
export function chance(probability: number): string {
  return `1e${exponent(probability)}`;
}

/**
 * How many of what has no mark it takes for one that seems to have it, as a person says it: a power of ten is
 * one to few. Above a million millions the words would say no more.
 */
function rarity(probability: number, language: Language): string {
  const zeros = Math.min(12, -exponent(probability));
  if (language === 'ja') {
    if (zeros < 4) return (10 ** zeros).toLocaleString('en-US');
    const unit = ['万', '億', '兆'][Math.floor(zeros / 4) - 1];
    return `${(10 ** (zeros % 4)).toLocaleString('en-US')}${unit}`;
  }
  if (zeros < 6) return (10 ** zeros).toLocaleString('en-US');
  const unit = ['million', 'billion', 'trillion'][Math.floor(zeros / 3) - 2];
  return `${10 ** (zeros % 3)} ${unit}`;
}

function exponent(probability: number): number {
  return Math.ceil(Math.log10(probability));
}

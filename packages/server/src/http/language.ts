import { LANGUAGES, type Language, languageOf } from '@provenance/messages';
import { z } from 'zod';
import type { Call } from './service.ts';

/** Of `Accept-Language`; what stands after that is of no weight. */
const MOST_TAGS = 32;

/** The parameter of all routes whose answers have sentences. */
export const LanguageQuery = z.enum(LANGUAGES).optional();

/** The language of the sentences in an answer: what the address asks for, else the header (RFC 9110 12.5.4), else English. */
export function languageAsked(c: Call, asked: Language | undefined): Language {
  return asked ?? preferred(c.req.header('accept-language') ?? '') ?? 'en';
}

function preferred(header: string): Language | null {
  const weighed = header
    .split(',', MOST_TAGS)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((each) => each.trim());
      const weight = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
      return { language: languageOf(tag), weight: Number(weight) };
    })
    .filter(({ language, weight }) => language !== null && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return weighed[0]?.language ?? null;
}

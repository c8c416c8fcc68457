import { type Language, languageOf } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';

export interface LanguageOptions {
  lang?: Language;
}

/** Of what is told about files: the flag, else the locale as POSIX has it, else English. */
export function languageFor({ env }: Io, { lang }: LanguageOptions): Language {
  // The first that is set decides, also where it asks for a language that is not there.
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return lang ?? languageOf(locale) ?? 'en';
}

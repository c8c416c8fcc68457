import { type Language, languageOf } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';

/** What the locale asks for, as POSIX has it; else English. */
export function languageOfLocale(env: Io['env']): Language {
  // The first that is set decides, also where it asks for a language that is not there.
  return languageOf(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ?? 'en';
}

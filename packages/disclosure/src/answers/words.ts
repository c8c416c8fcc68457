import { type Message, render } from '@provenance/messages';
import type { Bilingual } from './answers.ts';

/** A message in both languages: of a statement nothing has to be looked up again. */
export interface Words extends Bilingual {
  readonly code: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A message with its words in both languages. Times in it are shown in UTC, the same for every reader. */
export function words(message: Message): Words {
  const { code, parameters } = message;
  return {
    code,
    parameters,
    en: render(message, { language: 'en', timeZone: 'UTC' }),
    ja: render(message, { language: 'ja', timeZone: 'UTC' }),
  };
}

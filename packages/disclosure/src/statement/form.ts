import { render, say } from '@provenance/messages';
import type { Bilingual } from '../answers/answers.ts';
import { words } from '../answers/words.ts';
import type { FormField, Statement } from './statement.ts';

/**
 * Fields for the form that a business files, in the order of the Code as far as it is known. None was
 * compared with the form itself, which is not at hand: each says so.
 */
export function formOf(statement: Omit<Statement, 'form' | 'changes' | 'version'>): FormField[] {
  const { business, services, publishedAt, reviewed, nextReview, contacts, items } = statement;
  const same = (text: string): Bilingual => ({ en: text, ja: text });
  const joined = (texts: readonly Bilingual[]): Bilingual => ({
    en: texts.map(({ en }) => en).join('; '),
    ja: texts.map(({ ja }) => ja).join('、'),
  });
  const field = (name: FormField['field'], value: Bilingual): FormField => ({
    field: name,
    value,
    checked: false,
  });
  const status = {
    implemented: say('disclosure.status.implemented'),
    explained: say('disclosure.status.explained'),
  };
  const shown = (message: Parameters<typeof render>[0]): Bilingual => ({
    en: render(message, { language: 'en' }),
    ja: render(message, { language: 'ja' }),
  });
  return [
    field(words(say('disclosure.head.business')), business.name),
    field(words(say('disclosure.head.services')), joined(services)),
    ...(publishedAt === null
      ? []
      : [field(words(say('disclosure.head.published')), same(publishedAt))]),
    ...items.map((item) => field(item.title, shown(status[item.status]))),
    field(
      words(say('disclosure.head.contacts')),
      same(
        contacts
          .flatMap(({ email, url }) => [email, url].filter((each) => each !== undefined))
          .join(', '),
      ),
    ),
    field(words(say('disclosure.head.reviewed')), same(reviewed)),
    field(words(say('disclosure.head.next-review')), same(nextReview)),
  ];
}

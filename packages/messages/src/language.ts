/** The languages that every message is written in. */
export const LANGUAGES = ['en', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The language that a tag asks for, as `ja-JP`, or a locale of the system, as `ja_JP.UTF-8`. Null: none of ours. */
export function languageOf(tag: string): Language | null {
  const [, primary = ''] = /^([a-z]{2,3})(?:[-_.@].{0,40})?$/i.exec(tag) ?? [];
  return LANGUAGES.find((language) => language === primary.toLowerCase()) ?? null;
}

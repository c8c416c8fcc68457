import {
  type Code,
  type Language,
  languageOf,
  type MessageLike,
  render,
} from '@provenance/messages';

const KEPT = 'provenance.language';

let language: Language = chosen();

/** What was chosen here before; else the first that the browser asks for and we have. */
function chosen(): Language {
  for (const tag of [kept(), ...navigator.languages]) {
    const known = tag === null ? null : languageOf(tag);
    if (known !== null) return known;
  }
  return 'en';
}

/** A browser may refuse to keep anything. */
function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export function currentLanguage(): Language {
  return language;
}

export function chooseLanguage(next: Language): void {
  language = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // Then it holds for this visit.
  }
}

/** In the reader's language and time zone. */
export function words(messages: MessageLike | readonly MessageLike[]): string {
  return render(messages, { language });
}

/** A message without parameters. */
export function phrase(code: Code): string {
  return words({ code, parameters: {} });
}

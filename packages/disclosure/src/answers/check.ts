import { ProvenanceError } from '@provenance/content';
import { type Answers, AUDIENCES, ITEM_IDS } from './answers.ts';
import { dayOf, isDay } from './day.ts';

/** Characters of one answer: half a page. */
const LONGEST = 2000;
/** Of services, contacts and policies each. */
const MOST = 50;
/** A hundred years. */
const MOST_MONTHS = 1200;

/**
 * The answers of the configuration, checked as a whole: every field that is wrong or missing is named, so
 * that one look mends all of them.
 *
 * @param value `disclosure` of the configuration.
 * @param today YYYY-MM-DD
 * @throws ProvenanceError CONFIG_INVALID
 */
export function checkAnswers(value: unknown, today: string = dayOf(new Date())): Answers {
  const problems: string[] = [];
  new Check(problems, today).answers(value);
  if (problems.length === 0) {
    const answers = value as Omit<Answers, 'contacts'> & Partial<Answers>;
    return answers.contacts === undefined ? { ...answers, contacts: [] } : (answers as Answers);
  }
  throw new ProvenanceError('CONFIG_INVALID', problems.join(' '));
}

type Fields = Readonly<Record<string, unknown>>;

class Check {
  readonly #problems: string[];

  readonly #today: string;

  constructor(problems: string[], today: string) {
    this.#problems = problems;
    this.#today = today;
  }

  answers(value: unknown): void {
    const answers = this.#object(value, 'disclosure', [
      'business',
      'services',
      'publishedAt',
      'contacts',
      'policies',
      'reviewed',
      'detector',
      'guard',
      'requests',
      'responsible',
      'usageLog',
      'textProfile',
      'since',
      'explanations',
    ]);
    if (answers === null) return;
    const business = this.#object(answers.business, 'disclosure.business', ['name', 'url']);
    if (business !== null) {
      this.#bilingual(business.name, 'disclosure.business.name');
      this.#optional(business.url, 'disclosure.business.url', this.#url);
    }
    this.#list(answers.services, 'disclosure.services', this.#bilingual);
    if (Array.isArray(answers.services) && answers.services.length === 0) {
      this.#add('disclosure.services must name at least one service.');
    }
    this.#optional(answers.publishedAt, 'disclosure.publishedAt', this.#url);
    this.#optional(answers.contacts, 'disclosure.contacts', (contacts, name) =>
      this.#list(contacts, name, this.#contact),
    );
    this.#optional(answers.policies, 'disclosure.policies', (policies, name) =>
      this.#list(policies, name, this.#policy),
    );
    this.#day(answers.reviewed, 'disclosure.reviewed');
    // It would put off the next review, and nobody has looked yet.
    if (isDay(answers.reviewed) && answers.reviewed > this.#today) {
      this.#add('disclosure.reviewed is a day that is yet to come.');
    }
    this.#optional(answers.detector, 'disclosure.detector', this.#detector);
    this.#optional(answers.guard, 'disclosure.guard', (guard, name) => {
      const fields = this.#object(guard, name, ['measures']);
      if (fields !== null) this.#bilingual(fields.measures, `${name}.measures`);
    });
    this.#optional(answers.requests, 'disclosure.requests', (requests, name) => {
      const fields = this.#object(requests, name, ['months']);
      if (fields !== null) this.#months(fields.months, `${name}.months`);
    });
    this.#optional(answers.responsible, 'disclosure.responsible', this.#bilingual);
    this.#optional(answers.usageLog, 'disclosure.usageLog', (log, name) => {
      const fields = this.#object(log, name, ['months', 'what']);
      if (fields === null) return;
      this.#months(fields.months, `${name}.months`);
      this.#bilingual(fields.what, `${name}.what`);
    });
    this.#optional(answers.textProfile, 'disclosure.textProfile', this.#text);
    this.#optional(answers.since, 'disclosure.since', (since, name) =>
      this.#byItem(since, name, this.#day),
    );
    this.#optional(answers.explanations, 'disclosure.explanations', (given, name) =>
      this.#byItem(given, name, this.#explanation),
    );
  }

  readonly #contact = (value: unknown, name: string): void => {
    const contact = this.#object(value, name, ['for', 'email', 'url']);
    if (contact === null) return;
    if (!(AUDIENCES as readonly unknown[]).includes(contact.for)) {
      this.#add(`${name}.for must be ${AUDIENCES.join(', ')}.`);
    }
    if (contact.email === undefined && contact.url === undefined) {
      this.#add(`${name} must have an email or a url.`);
    }
    this.#optional(contact.url, `${name}.url`, this.#url);
    this.#optional(contact.email, `${name}.email`, (email) => {
      if (typeof email === 'string' && /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/.test(email)) return;
      this.#add(`${name}.email must be an e-mail address.`);
    });
  };

  readonly #policy = (value: unknown, name: string): void => {
    const policy = this.#object(value, name, ['title', 'url']);
    if (policy === null) return;
    this.#bilingual(policy.title, `${name}.title`);
    this.#url(policy.url, `${name}.url`);
  };

  readonly #detector = (value: unknown, name: string): void => {
    const detector = this.#object(value, name, ['url', 'access']);
    if (detector === null) return;
    this.#url(detector.url, `${name}.url`);
    if (detector.access === 'public' || detector.access === 'token') return;
    this.#add(`${name}.access must be public or token.`);
  };

  readonly #explanation = (value: unknown, name: string): void => {
    const explanation = this.#object(value, name, ['why', 'until']);
    if (explanation === null) return;
    this.#bilingual(explanation.why, `${name}.why`);
    // Left out, it would be read as "for ever" by some and as "soon" by others.
    if (explanation.until !== null) this.#day(explanation.until, `${name}.until`, ', or null');
  };

  readonly #bilingual = (value: unknown, name: string): void => {
    const texts = this.#object(value, name, ['en', 'ja']);
    if (texts === null) return;
    this.#text(texts.en, `${name}.en`);
    this.#text(texts.ja, `${name}.ja`);
  };

  readonly #text = (value: unknown, name: string): void => {
    const isText = typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST;
    if (isText && !/[\p{Cc}\p{Cs}]/u.test(value.replaceAll('\n', ''))) return;
    this.#add(`${name} must be a text of 1 to ${LONGEST} characters without control characters.`);
  };

  readonly #url = (value: unknown, name: string): void => {
    const isUrl = typeof value === 'string' && value.length <= LONGEST && URL.canParse(value);
    if (isUrl && /^https?:$/.test(new URL(value).protocol)) return;
    this.#add(`${name} must be an http: or https: URL.`);
  };

  readonly #day = (value: unknown, name: string, or = ''): void => {
    if (isDay(value)) return;
    this.#add(`${name} must be a day${or}: YYYY-MM-DD.`);
  };

  #months(value: unknown, name: string): void {
    if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_MONTHS) {
      return;
    }
    this.#add(`${name} must be a whole number of months from 1 to ${MOST_MONTHS}.`);
  }

  #list(value: unknown, name: string, check: (entry: unknown, name: string) => void): void {
    if (value === undefined) {
      this.#add(`${name} is missing.`);
      return;
    }
    if (!Array.isArray(value) || value.length > MOST) {
      this.#add(`${name} must be a list of at most ${MOST}.`);
      return;
    }
    value.forEach((entry, index) => {
      check(entry, `${name}[${index}]`);
    });
  }

  #byItem(value: unknown, name: string, check: (entry: unknown, name: string) => void): void {
    const fields = this.#object(value, name, ITEM_IDS);
    if (fields === null) return;
    for (const id of ITEM_IDS) {
      if (fields[id] !== undefined) check(fields[id], `${name}.${id}`);
    }
  }

  #optional(value: unknown, name: string, check: (value: unknown, name: string) => void): void {
    if (value !== undefined) check(value, name);
  }

  #object(value: unknown, name: string, known: readonly string[]): Fields | null {
    if (value === undefined) {
      this.#add(`${name} is missing.`);
      return null;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#add(`${name} must be an object.`);
      return null;
    }
    for (const key of Object.keys(value)) {
      // A misspelt answer that is passed over would be one that is missing, and nobody would see why.
      if (!known.includes(key)) {
        this.#add(
          `${name} has the unknown field ${JSON.stringify(key)}; known are ${known.join(', ')}.`,
        );
      }
    }
    return value as Fields;
  }

  #add(problem: string): void {
    this.#problems.push(problem);
  }
}

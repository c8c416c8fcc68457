import { ProvenanceError } from '@provenance/content';
import { isDay } from '../answers/day.ts';
import { type PublishedStatement, STATEMENT_SCHEMA } from './statement.ts';

/** Bytes of a statement with a full log of changes. */
export const MOST_STATEMENT_BYTES = 4 * 2 ** 20;

/**
 * A statement that was made before. It is checked as far as the next one builds on it: its version, its items
 * and its log.
 *
 * @throws ProvenanceError STATEMENT_MALFORMED
 */
export function parseStatement(text: string): PublishedStatement {
  let value: Partial<PublishedStatement> | null = null;
  try {
    if (text.length <= MOST_STATEMENT_BYTES) value = JSON.parse(text);
  } catch {
    // Said below.
  }
  const isStatement =
    typeof value === 'object' &&
    value?.schema === STATEMENT_SCHEMA &&
    Number.isSafeInteger(value.version) &&
    isDay(value.made) &&
    isDay(value.reviewed) &&
    isDay(value.nextReview) &&
    typeof value.signed === 'boolean' &&
    isListOf(value.items, (item) => typeof item.id === 'string' && isStatus(item.status)) &&
    value.items.every(
      ({ says, evidence }) => isListOf(says, isWords) && isListOf(evidence, isLine),
    ) &&
    isListOf(value.pages, ({ name, sha256 }) => isText(name) && isText(sha256)) &&
    isListOf(value.changes, ({ date, says }) => isDay(date) && isListOf(says, isWords));
  if (isStatement) return value as PublishedStatement;
  throw new ProvenanceError('STATEMENT_MALFORMED');
}

function isListOf<T extends object>(
  value: readonly T[] | undefined,
  check: (entry: T) => boolean,
): value is readonly T[] {
  return (
    Array.isArray(value) &&
    value.every((entry) => typeof entry === 'object' && entry !== null && check(entry))
  );
}

const isText = (value: unknown) => typeof value === 'string';

const isStatus = (status: unknown) => status === 'implemented' || status === 'explained';

const isWords = ({ code, en, ja }: { code: unknown; en: unknown; ja: unknown }) =>
  [code, en, ja].every((each) => typeof each === 'string');

const isLine = ({ says }: { says: Parameters<typeof isWords>[0] }) =>
  typeof says === 'object' && says !== null && isWords(says);

import { createHash } from 'node:crypto';
import type { PublishedStatement, Statement } from '../statement/statement.ts';
import { htmlOf } from './html.ts';
import { formOf, markdownOf } from './markdown.ts';

export interface StatementFile {
  readonly name: string;
  readonly text: string;
}

/** The name under which a statement lies in its folder, and from which the next one reads it. */
export const STATEMENT_FILE = 'statement.json';

/** The pages of a statement, in both languages. */
export function pagesOf(statement: Statement): readonly StatementFile[] {
  return [
    { name: 'statement.en.html', text: htmlOf(statement, 'en') },
    { name: 'statement.ja.html', text: htmlOf(statement, 'ja') },
    { name: 'statement.en.md', text: markdownOf(statement, 'en') },
    { name: 'statement.ja.md', text: markdownOf(statement, 'ja') },
  ];
}

/** The fields for the form that the business files, in both languages: nobody else needs them, and they are not signed. */
export function formsOf(statement: Statement): readonly StatementFile[] {
  return [
    { name: 'form.en.md', text: formOf(statement, 'en') },
    { name: 'form.ja.md', text: formOf(statement, 'ja') },
  ];
}

/**
 * The statement for programs, and for the next statement to be compared with.
 *
 * @param pages As they are published: with their credential, where they are signed.
 */
export function jsonOf(statement: Statement, pages: readonly StatementFile[]): StatementFile {
  const published: PublishedStatement = {
    ...statement,
    pages: pages.map(({ name, text }) => ({ name, sha256: sha256(text) })),
  };
  return { name: STATEMENT_FILE, text: `${JSON.stringify(published, null, 2)}\n` };
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

import type { CredentialReport, Status } from '@provenance/c2pa';
import { statusMeaning } from './status-meaning.ts';

/** What of a credential report is evidence: everything but which engine wrote it. */
export type Report = Omit<CredentialReport, 'engine'>;

/** The media type of a manifest store by itself, without the content it is about. */
export const STORE = 'application/c2pa';

export function meanings(codes: readonly string[]): string {
  return unique(codes.map(statusMeaning)).join('; ');
}

export function codes(statuses: readonly Status[], pattern: RegExp): string[] {
  return unique(statuses.map(({ code }) => code).filter((code) => pattern.test(code)));
}

export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

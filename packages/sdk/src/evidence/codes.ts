import type { Status } from '@provenance/c2pa';
import { unique } from '../claims/credential.ts';
import { statusMeaning } from './status-meaning.ts';

/** The media type of a manifest store by itself, without the content it is about. */
export const STORE = 'application/c2pa';

export function meanings(codes: readonly string[]): string {
  return unique(codes.map(statusMeaning)).join('; ');
}

export function codes(statuses: readonly Status[], pattern: RegExp): string[] {
  return unique(statuses.map(({ code }) => code).filter((code) => pattern.test(code)));
}

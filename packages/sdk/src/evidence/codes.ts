import type { Status } from '@provenance/c2pa';
import { type Message, sayStatus } from '@provenance/messages';
import { unique } from '../claims/credential.ts';

/** The media type of a manifest store by itself, without the content it is about. */
export const STORE = 'application/c2pa';

/** What status codes mean, as clauses. A list of them says the same words once. */
export function meanings(codes: readonly string[]): Message[] {
  return unique(codes).map(sayStatus);
}

/** The certificate was not valid at the time that counts: any more, or yet. */
export const EXPIRED: ReadonlySet<string> = new Set([
  'signingCredential.expired',
  'claimSignature.outsideValidity',
]);

export function codes(statuses: readonly Status[], pattern: RegExp): string[] {
  return unique(statuses.map(({ code }) => code).filter((code) => pattern.test(code)));
}

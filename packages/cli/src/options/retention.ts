import { say } from '@provenance/messages';
import { UsageError } from '../terminal/usage-error.ts';

const DAY_MILLISECONDS = 86_400_000;

/** @throws UsageError for a day that is over: what is kept until then would be erased by the next who prunes. */
export function refuseDayOver(day: string): void {
  if (day < inDays(0)) throw new UsageError(say('mistake.day-over', { day }));
}

/** YYYY-MM-DD, in UTC. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

import { ProvenanceError } from '@provenance/content';
import type { FoundEvent } from './log/check.ts';
import type { RegistryLog } from './registry.ts';

const PAGE = 1000;

/**
 * Events in the order of the log, read in pages.
 *
 * @param from Place in the log.
 */
export async function* eventsOf(
  registry: Pick<RegistryLog, 'events'>,
  { subject = null, from = 0 }: { readonly subject?: string | null; readonly from?: number } = {},
): AsyncGenerator<FoundEvent> {
  for (let next = from; ; ) {
    const events = await registry.events({ subject, from: next, limit: PAGE });
    yield* events;
    if (events.length < PAGE) return;
    next = events.at(-1)!.logIndex + 1;
  }
}

/** Reads the details of an event, which anybody may have signed in whatever form. */
export interface EventDetails {
  /** @throws ProvenanceError REGISTRY_CORRUPT where it is missing or a list. */
  text(name: string): string;
  /** The same, null where it is missing. */
  textOrNull(name: string): string | null;
  /** @throws ProvenanceError REGISTRY_CORRUPT where it is missing or no list. */
  list(name: string): readonly string[];
  /** What to throw where a detail says what it cannot. */
  malformed(): ProvenanceError;
}

/** @param what What the event should be: "no hold, and no release of one". */
export function detailsOf({ details, logIndex }: FoundEvent, what: string): EventDetails {
  const malformed = () => new ProvenanceError('REGISTRY_CORRUPT', `Entry ${logIndex} is ${what}.`);
  const text = (name: string): string => {
    const value = details[name];
    if (typeof value !== 'string') throw malformed();
    return value;
  };
  return {
    text,
    textOrNull: (name) => (details[name] === undefined ? null : text(name)),
    list(name) {
      const value = details[name];
      if (!Array.isArray(value)) throw malformed();
      return value;
    },
    malformed,
  };
}
